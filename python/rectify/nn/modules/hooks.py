"""Hooks of modules: handles that remove them, and the functions that watch a module's gradients."""
import itertools
import weakref

from ... import _C

Tensor = _C.Tensor


class RemovableHandle:
    """What registering a hook gives back; `remove()` takes the hook away again."""

    _ids = itertools.count()

    def __init__(self, hooks, *others):
        self.id = next(RemovableHandle._ids)
        self._dicts = [weakref.ref(d) for d in (hooks, *others)]

    def remove(self):
        for ref in self._dicts:
            hooks = ref()
            if hooks is not None:
                hooks.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.remove()

    def __getstate__(self):
        return self.id, [ref() for ref in self._dicts]

    def __setstate__(self, state):
        self.id, dicts = state
        self._dicts = [weakref.ref(Hooks() if d is None else d) for d in dicts]


class Hooks(dict):
    """Hooks by the id of their handle, which refers to this weakly."""

    __slots__ = ("__weakref__",)

    def add(self, hook, *marked, prepend=False):
        """marked: further Hooks in which the same hook is told apart from others."""
        handle = RemovableHandle(self, *marked)
        if prepend:
            rest = list(self.items())
            self.clear()
            self[handle.id] = hook
            self.update(rest)
        else:
            self[handle.id] = hook
        for other in marked:
            other[handle.id] = True
        return handle


class _Context:
    def __init__(self):
        self._saved = self._dirty = self._non_differentiable = ()
        self._materialize = False


class _Identity:
    """Gives tensors as they are, as outputs of one node whose backward is the given function."""

    __name__ = "BackwardHookFunction"

    def __init__(self, backward):
        self._backward = backward

    def forward(self, ctx, *args):
        ctx._non_differentiable = tuple(t for t in args if not t.requires_grad)
        return tuple(t.view_as(t) for t in args)

    def backward(self, ctx, *grads):
        return self._backward(grads)


def _through(values, backward):
    """values with their tensors passed through one node, whose gradients backward sees in the places of values."""
    places = [i for i, v in enumerate(values) if isinstance(v, Tensor)]
    if not _C.is_grad_enabled() or not any(values[i].requires_grad for i in places):
        return values, False

    n = len(values)

    def spread(grads):
        whole = [None] * n
        for i, g in zip(places, grads):
            whole[i] = g
        changed = backward(tuple(whole))
        return tuple(changed[i] for i in places)

    result = list(values)
    for i, t in zip(places, _C.apply(_Identity(spread), _Context(), *(values[i] for i in places))):
        result[i] = t
    return tuple(result), True


class BackwardWatch:
    """Calls a module's full backward hooks with the gradients of one forward pass."""

    def __init__(self, module, hooks, before):
        self.module, self.hooks, self.before = module, hooks, before
        self.grad_output = None
        self.watches_inputs = False
        self.inputs = 0

    def _changed(self, was, now, what):
        if now is None:
            return was
        now = now if isinstance(now, tuple) else (now,)
        if len(now) != len(was):
            raise RuntimeError(f"Backward hook returned an invalid number of grad_{what}, got {len(now)}, but expected {len(was)}")
        return now

    def _at_outputs(self, grads):
        for hook in self.before:
            grads = self._changed(grads, hook(self.module, grads), "output")
        self.grad_output = grads
        if not self.watches_inputs:
            for hook in self.hooks:
                if hook(self.module, (None,) * self.inputs, grads) is not None:
                    raise RuntimeError("Backward hook for Modules where no input requires gradient should always return None or None "
                                       "for all gradients.")
        return grads

    def _at_inputs(self, grads):
        if self.grad_output is None:
            raise RuntimeError("Module backward hook for grad_input is called before the grad_output one. This happens because the "
                               "gradient in your nn.Module flows to the Module's input without passing through the Module's output.")
        output, self.grad_output = self.grad_output, None
        for hook in self.hooks:
            grads = self._changed(grads, hook(self.module, grads, output), "input")
        return grads

    def of_inputs(self, args):
        self.inputs = len(args)
        args, self.watches_inputs = _through(args, self._at_inputs)
        return args

    def of_outputs(self, result):
        if isinstance(result, Tensor):
            return _through((result,), self._at_outputs)[0][0]
        if isinstance(result, tuple):
            return _through(result, self._at_outputs)[0]
        return result
