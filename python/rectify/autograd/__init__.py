"""Gradients: modes, grad and backward, Functions written in Python, checks."""
import functools
import inspect
import sys

from .. import _C
from .._C import Tensor

is_grad_enabled = _C.is_grad_enabled
is_inference_mode_enabled = _C.is_inference_mode_enabled


def Variable(data, requires_grad=False, volatile=False):
    """The tensor itself, as a leaf that requires grad if asked for: from before tensors had gradients."""
    return Tensor._make(Tensor, data, True) if requires_grad else data



class _Mode:
    """A context manager that is a decorator as well, of functions and of generators."""

    def __call__(self, f):
        if inspect.isclass(f):
            raise TypeError(f"{type(self).__name__} cannot decorate a class")
        if inspect.isgeneratorfunction(f):
            @functools.wraps(f)
            def generator(*args, **kwargs):
                g = f(*args, **kwargs)
                value = None
                while True:
                    with self._again():
                        try:
                            y = g.send(value)
                        except StopIteration as stop:
                            return stop.value
                    value = yield y

            return generator

        @functools.wraps(f)
        def call(*args, **kwargs):
            with self._again():
                return f(*args, **kwargs)

        return call

    def _again(self):
        return type(self)()

    def __exit__(self, *unused):
        _C.set_grad_enabled(self._before)


class _Switch(_Mode):
    """A mode without arguments: @no_grad and @no_grad() are alike."""

    def __new__(cls, orig_func=None):
        mode = super().__new__(cls)
        return mode(orig_func) if callable(orig_func) else mode

    def __enter__(self):
        self._before = _C.is_grad_enabled()
        _C.set_grad_enabled(self._on)


class no_grad(_Switch):
    """Nothing is recorded inside."""

    _on = False


class enable_grad(_Switch):
    """Operations are recorded inside."""

    _on = True


class set_grad_enabled(_Mode):
    """At once, and until the end of a with statement."""

    def __init__(self, mode):
        if not isinstance(mode, bool):
            raise TypeError("mode must be a bool")
        self._before, self.mode = _C.is_grad_enabled(), mode
        _C.set_grad_enabled(mode)

    def _again(self):
        return set_grad_enabled(self.mode)

    def __call__(self, f):
        _C.set_grad_enabled(self._before)
        return super().__call__(f)

    def __enter__(self):
        _C.set_grad_enabled(self.mode)


class inference_mode(_Mode):
    """As no_grad, and what is made inside can never be recorded."""

    def __new__(cls, mode=True):
        if callable(mode):
            return inference_mode()(mode)
        return super().__new__(cls)

    def __init__(self, mode=True):
        self.mode, self._guards = mode, []

    def _again(self):
        return inference_mode(self.mode)

    def __enter__(self):
        self._guards.append(_C.InferenceGuard(self.mode))

    def __exit__(self, *unused):
        self._guards.pop()


def _tuple(x):
    return (x,) if isinstance(x, Tensor) else tuple(x)


def _gradients(outputs, grads):
    if grads is None:
        grads = (None,) * len(outputs)
    grads = _tuple(grads)
    for y, g in zip(outputs, grads):
        if g is None and y.requires_grad and y.numel() != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        if g is not None and g.shape != y.shape:
            raise RuntimeError(f"Mismatch in shape: grad_output[0] has a shape of {g.shape} and output[0] has a shape of {y.shape}.")
    return tuple(_C.functions.ones_like(y) if g is None and y.requires_grad else g for y, g in zip(outputs, grads))


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None):
    """Adds the gradients of the tensors to the leaves of their graph, or to inputs only."""
    tensors = _tuple(tensors)
    if inputs is not None and not isinstance(inputs, Tensor) and len(inputs) == 0:
        raise RuntimeError("'inputs' argument to backward() cannot be empty.")
    if retain_graph is None:
        retain_graph = create_graph
    _C.backward(tensors, _gradients(tensors, grad_tensors), retain_graph, create_graph, () if inputs is None else _tuple(inputs))


def grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=False, is_grads_batched=False):
    """The gradients of the outputs with respect to the inputs, a tuple."""
    outputs, inputs = _tuple(outputs), _tuple(inputs)
    if is_grads_batched:
        raise NotImplementedError("rectify has no batched gradients")
    if retain_graph is None:
        retain_graph = create_graph
    return _C.grad(outputs, inputs, _gradients(outputs, grad_outputs), retain_graph, create_graph, allow_unused)


class FunctionCtx:
    """What a Function keeps between forward and backward."""

    def __init__(self):
        self._saved, self._dirty, self._non_differentiable, self._materialize, self.needs_input_grad = (), (), (), True, ()

    def save_for_backward(self, *tensors):
        self._saved = tensors

    def mark_dirty(self, *args):
        self._dirty = args

    def mark_non_differentiable(self, *args):
        self._non_differentiable = args

    def set_materialize_grads(self, value):
        self._materialize = value

    @property
    def saved_tensors(self):
        return self._context.saved_tensors() if "_context" in self.__dict__ else self._saved

    saved_variables = saved_tensors


class Function(FunctionCtx):
    """A function whose forward(ctx, ...) and backward(ctx, *gradients) are static methods of a subclass; call apply."""

    def __call__(self, *args, **kwargs):
        raise RuntimeError("Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with static forward method.")

    @staticmethod
    def forward(ctx, *args):
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError("You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.")

    @classmethod
    def apply(cls, *args):
        return _C.apply(cls, FunctionCtx(), *args)


class detect_anomaly:
    """backward() checks every gradient for NaN and names the operation that made one."""

    def __init__(self, check_nan=True):
        self._check = check_nan

    def __enter__(self):
        self._before = _C.anomaly()
        _C.set_anomaly(True, self._check)

    def __exit__(self, *unused):
        _C.set_anomaly(*self._before)


class set_detect_anomaly(detect_anomaly):
    """The same, at once or until the end of a with statement; or off."""

    def __init__(self, mode, check_nan=True):
        self._before = _C.anomaly()
        _C.set_anomaly(mode, check_nan)

    def __enter__(self):
        pass


def gradcheck(func, inputs, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True, **unused):
    """Compares gradients with central differences; inputs in float64."""
    return _check(func, inputs, eps, atol, rtol, raise_exception, False)


def gradgradcheck(func, inputs, grad_outputs=None, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True, **unused):
    """gradcheck of the gradients themselves: second derivatives by formula against differences."""
    return _check(func, inputs, eps, atol, rtol, raise_exception, True)


def _check(func, inputs, eps, atol, rtol, raise_exception, second):
    try:
        return _C.gradcheck(func, _tuple(inputs), eps, atol, rtol, second)
    except RuntimeError:
        if raise_exception:
            raise
        return False


from . import functional  # noqa: E402,F401

function = sys.modules[__name__ + ".function"] = sys.modules[__name__]  # PyTorch's modules of these names
grad_mode = sys.modules[__name__ + ".grad_mode"] = sys.modules[__name__]
