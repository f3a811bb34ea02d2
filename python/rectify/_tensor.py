"""The methods of Tensor that are written in Python."""
import copy
import warnings

from . import _C, _functions
from ._device import check_device, cpu, device
from ._C import Tensor

_names = {"Float": _C.float32, "Double": _C.float64, "Half": _C.float16, "BFloat16": _C.bfloat16, "Byte": _C.uint8, "Char": _C.int8, "Short": _C.int16,
          "Int": _C.int32, "Long": _C.int64, "Bool": _C.bool}


def _method(f):
    setattr(Tensor, f.__name__, f)
    return f


# --- printing -------------------------------------------------------------------------------------------------------


@_method
def __repr__(self, *, tensor_contents=None):
    from ._printing import text_of

    return text_of(self)


Tensor.__str__ = Tensor.__repr__


@_method
def __format__(self, spec):
    return self.item().__format__(spec) if self.dim() == 0 else object.__format__(self, spec)


@_method
def _repr_html_(self):
    from ._printing import html_of

    return html_of(self)


# --- autograd -------------------------------------------------------------------------------------------------------


@_method
def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """Adds the gradients of this tensor to the leaves of its graph."""
    if inputs is not None and isinstance(inputs, Tensor):
        inputs = (inputs,)
    if inputs is not None and len(inputs) == 0:
        raise RuntimeError("'inputs' argument to backward() cannot be empty.")
    if gradient is not None and gradient.shape != self.shape:
        raise RuntimeError(f"Mismatch in shape: grad_output[0] has a shape of {gradient.shape} and output[0] has a shape of {self.shape}.")
    _C.backward((self,), () if gradient is None else (gradient,), retain_graph, create_graph, () if inputs is None else inputs)


class RemovableHandle:
    """What register_hook gives back; remove() takes the hook away."""

    def __init__(self, tensor, position):
        self._tensor, self.id = tensor, position

    def remove(self):
        if self._tensor is not None:
            _C.remove_hook(self._tensor, self.id)
            self._tensor = None

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.remove()


@_method
def register_hook(self, hook):
    """Calls hook(gradient) whenever this tensor's gradient is computed; what it returns replaces it."""
    return RemovableHandle(self, _C.add_hook(self, hook))


# --- dtype, device, memory ------------------------------------------------------------------------------------------

Tensor.device = property(lambda self: cpu)
Tensor.layout = property(lambda self: _C.strided)
Tensor.name = property(lambda self: None)
Tensor.names = property(lambda self: (None,) * self.dim())
Tensor.is_sparse_csr = Tensor.is_nested = Tensor.is_xpu = Tensor.is_vulkan = property(lambda self: False)
Tensor.imag = property(lambda self: _no_complex("imag"))


def _no_complex(name):
    raise RuntimeError(f"{name} is not implemented for tensors with non-complex dtypes.")


@_method
def to(self, *args, dtype=None, device=None, non_blocking=False, copy=False, memory_format=None):
    """to(dtype), to(device), to(device, dtype), to(other): this tensor where it is that already."""
    for k, a in enumerate(args):
        if isinstance(a, Tensor):
            dtype = a.dtype
        elif isinstance(a, (str, _device_class)):
            device = a
        elif isinstance(a, (_C.dtype, type)):
            dtype = a
        elif a is None:
            pass
        elif isinstance(a, bool):
            rest = [x for x in args[k:] if isinstance(x, bool)]
            non_blocking, copy = (rest + [copy])[:2]
            break
        elif isinstance(a, int):
            device = a
        else:
            raise TypeError(f"to() received an invalid combination of arguments - got ({type(a).__name__})")
    check_device(device)
    return self if dtype is None and not copy and memory_format is None else _same(self, _C.to(self, dtype, copy, memory_format))


_device_class = device


def _same(x, y):
    """x itself where y is that tensor."""
    return x if x._is_same(y) else y


def _converter(name, dtype):
    def convert(self, memory_format=None):
        return _same(self, _C.to(self, dtype, False, memory_format))

    convert.__name__ = name
    convert.__doc__ = f"This tensor as {dtype}."
    setattr(Tensor, name, convert)


for _name, _dtype in (("float", _C.float32), ("double", _C.float64), ("half", _C.float16), ("bfloat16", _C.bfloat16), ("byte", _C.uint8), ("char", _C.int8),
                      ("short", _C.int16), ("int", _C.int32), ("long", _C.int64), ("bool", _C.bool)):
    _converter(_name, _dtype)


def _type(self, dtype=None, non_blocking=False):
    """'torch.FloatTensor', or this tensor as another type."""
    if dtype is None:
        return next(f"torch.{name}Tensor" for name, t in _names.items() if t is self.dtype)
    if isinstance(dtype, str):
        name = dtype.removeprefix("torch.").removesuffix("Tensor")
        if name not in _names:
            raise ValueError(f"invalid type: '{dtype}'")
        dtype = _names[name]
    elif isinstance(dtype, _Legacy):
        dtype = dtype.dtype
    return self.to(dtype)


Tensor.type = _type


Tensor.cpu = lambda self, memory_format=None: self


@_method
def cuda(self, *args, **kwargs):
    raise RuntimeError("rectify computes on the CPU: CUDA is not available")


@_method
def get_device(self):
    return -1


@_method
def pin_memory(self):
    raise RuntimeError("rectify computes on the CPU: there is nothing to pin memory for")


Tensor.is_pinned = lambda self: False
Tensor.share_memory_ = lambda self: self
Tensor.is_shared = lambda self: False
Tensor.has_names = lambda self: False


@_method
def new(self, *args):
    """A tensor of the same dtype: new(2, 3), new([1, 2])."""
    if not args:
        return _C.functions.empty((0,), dtype=self.dtype)
    if len(args) == 1 and isinstance(args[0], (list, tuple)) and not type(args[0]).__name__ == "Size":
        return _C.tensor(args[0], self.dtype, False)
    return _C.functions.empty(*args, dtype=self.dtype)


@_method
def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
    check_device(device)
    return _C.tensor(data, self.dtype if dtype is None else dtype, requires_grad)


@_method
def numpy(self, *, force=False):
    """A NumPy array over the same memory."""
    import numpy

    if self.requires_grad and not force:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    if self.dtype is _C.bfloat16:
        raise TypeError("Got unsupported ScalarType BFloat16")
    return numpy.asarray(memoryview(self.detach() if force else self))


@_method
def __array__(self, dtype=None):
    return self.numpy() if dtype is None else self.numpy().astype(dtype, copy=False)


Tensor.__array_priority__ = 1000


@_method
def __array_wrap__(self, array):
    return _C.over_buffer(array)


@_method
def __dlpack__(self, stream=None):
    return _C.to_dlpack(self)


@_method
def __dlpack_device__(self):
    return (1, 0)


# --- copies ---------------------------------------------------------------------------------------------------------


def _rebuild(data, dtype, sizes, strides, requires_grad):
    n = len(data) // dtype.itemsize
    flat = _C.functions.empty((n,), dtype=dtype)
    if n:
        flat.view(_C.uint8).copy_(_C.over_buffer(bytearray(data)))
    y = flat.as_strided(sizes, strides)
    return y.requires_grad_() if requires_grad else y


def _bytes_of(self):
    """The memory of a tensor, dense in the order of its strides, and those strides."""
    t = self.detach()
    order = sorted(range(t.dim()), key=lambda d: (-t.stride(d), d))
    dense = t.permute(order).contiguous()
    raw = bytes(memoryview(dense.view(-1).view(_C.uint8))) if t.numel() else b""
    back = [0] * t.dim()
    for position, d in enumerate(order):
        back[d] = dense.stride(position)
    return raw, tuple(back)


@_method
def __reduce_ex__(self, protocol):
    if not self.is_leaf:
        warnings.warn("a tensor that is no leaf is pickled without its history", stacklevel=3)
    raw, strides = _bytes_of(self)
    state = (raw, self.dtype, tuple(self.shape), strides, self.requires_grad)
    if type(self) is not Tensor:
        return _rebuild_as, (type(self), *state), self.__dict__ or None
    return _rebuild, state, self.__dict__ or None


def _rebuild_as(cls, *state):
    return Tensor._make(cls, _rebuild(*state[:-1], False), state[-1])


@_method
def __deepcopy__(self, memo):
    if id(self) in memo:
        return memo[id(self)]
    if not self.is_leaf:
        raise RuntimeError("Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment")
    y = Tensor._make(type(self), self.detach().clone(), self.requires_grad)
    memo[id(self)] = y
    if self.grad is not None:
        y.grad = copy.deepcopy(self.grad, memo)
    if self.__dict__:
        y.__dict__.update(copy.deepcopy(self.__dict__, memo))
    return y


@_method
def __copy__(self):
    return Tensor._make(type(self), self, self.requires_grad)


@_method
def as_subclass(self, cls):
    return Tensor._make(cls, self, self.requires_grad)


# --- what takes its arguments in Python's ways ----------------------------------------------------------------------


@_method
def __reversed__(self):
    return self if self.dim() == 0 else self.flip(0)


for _name in ("unique", "unique_consecutive", "norm", "nonzero"):
    setattr(Tensor, _name, getattr(_functions, _name))


@_method
def storage(self):
    raise NotImplementedError("rectify does not show a tensor's storage; data_ptr(), stride() and storage_offset() are there")


@_method
def map_(self, other, function):
    """this[i] = function(this[i], other[i])."""
    values = [function(a, b) for a, b in zip(self.flatten().tolist(), other.expand_as(self).flatten().tolist())]
    return self.copy_(_C.tensor(values, self.dtype, False).view(self.shape))


@_method
def apply_(self, function):
    """this[i] = function(this[i]), one after another: slow."""
    return self.copy_(_C.tensor([function(a) for a in self.flatten().tolist()], self.dtype, False).view(self.shape))


class _Legacy(type):
    def __instancecheck__(cls, o):
        return isinstance(o, Tensor) and o.dtype is cls.dtype


def _legacy(name, dtype):
    def new(cls, *args):
        if len(args) == 1 and not isinstance(args[0], int):
            return _C.tensor(args[0], dtype, False)
        return _C.functions.empty(*(args or (0,)), dtype=dtype)

    return _Legacy(f"{name}Tensor", (), {"__new__": new, "dtype": dtype, "__module__": "rectify", "__doc__": f"Makes tensors of {dtype}, of sizes or of data, and isinstance tells them: the old way."})


legacy_types = [_legacy(name, _names[name]) for name in ("Float", "Double", "Half", "BFloat16", "Byte", "Char", "Short", "Int", "Long", "Bool")]
