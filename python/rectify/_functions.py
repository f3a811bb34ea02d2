"""Functions of the top level that take their arguments in Python's ways."""
import math

from . import _C
from ._C import Tensor
from ._device import check_device

_f = _C.functions

__all__ = ["tensor", "as_tensor", "asarray", "from_numpy", "frombuffer", "from_dlpack", "to_dlpack", "is_tensor", "einsum", "meshgrid", "broadcast_tensors", "block_diag",
           "cartesian_prod", "atleast_1d", "atleast_2d", "atleast_3d", "split", "unique", "unique_consecutive", "norm", "tensordot", "cdist", "broadcast_shapes", "chain_matmul",
           "result_type", "promote_types", "get_default_dtype", "set_default_dtype", "set_default_tensor_type", "get_num_threads", "set_num_threads", "is_storage",
           "use_deterministic_algorithms", "are_deterministic_algorithms_enabled", "set_num_interop_threads", "get_num_interop_threads", "typename", "set_flush_denormal",
           "is_floating_point", "is_complex", "numel", "pca_lowrank", "is_nonzero", "nonzero", "set_anomaly_enabled", "is_anomaly_enabled", "compiled_with_cxx11_abi", "get_device", "unflatten", "get_float32_matmul_precision", "set_float32_matmul_precision"]


def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """A tensor of a copy of data: numbers, nested sequences, NumPy arrays or other buffers."""
    check_device(device)
    return _C.tensor(data, dtype, requires_grad)


def as_tensor(data, dtype=None, device=None):
    """data itself where it is a tensor, a tensor over its memory where it is an array, else tensor(data)."""
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    try:
        memoryview(data)
    except TypeError:
        return _C.tensor(data, dtype, False)
    t = _C.over_buffer(data)
    return t if dtype is None else t.to(dtype)


def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=False):
    check_device(device)
    t = _C.tensor(obj, dtype, False) if copy else as_tensor(obj, dtype)
    if requires_grad:
        t = t.detach().requires_grad_()
    return t


def from_numpy(ndarray):
    """A tensor over the array's memory."""
    if type(ndarray).__module__ != "numpy" or not hasattr(ndarray, "strides"):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    return _C.over_buffer(ndarray)


def frombuffer(buffer, *, dtype, count=-1, offset=0, requires_grad=False):
    """A tensor of one dimension over a buffer's memory, read as dtype."""
    view = memoryview(buffer).cast("B")
    size = dtype.itemsize
    if len(view) == 0 or count == 0:
        raise ValueError(f"both buffer length ({len(view)}) and count ({count}) must not be 0")
    if offset < 0 or offset >= len(view):
        raise ValueError(f"offset ({offset} bytes) must be non-negative and no greater than buffer length ({len(view)} bytes) minus 1")
    left = len(view) - offset
    if count > 0 and count * size > left:
        raise ValueError(f"requested buffer length ({count} * {size} bytes) after offset ({offset} bytes) must not be greater than actual buffer length ({len(view)} bytes)")
    if count < 0 and left % size:
        raise ValueError(f"buffer length ({left} bytes) after offset ({offset} bytes) must be a multiple of element size ({size})")
    n = count if count > 0 else left // size
    t = _C.over_buffer(view[offset:offset + n * size]).view(dtype)
    return t.requires_grad_() if requires_grad else t


def from_dlpack(x):
    """A tensor over the memory of whatever speaks DLPack, or of a capsule."""
    return _C.capsule_to_tensor(x.__dlpack__() if hasattr(x, "__dlpack__") else x)


def to_dlpack(tensor):
    return _C.to_dlpack(tensor)


def is_tensor(obj):
    return isinstance(obj, Tensor)


def is_storage(obj):
    return False


def is_floating_point(input):
    return input.is_floating_point()


def is_complex(input):
    return False


def is_nonzero(input):
    return input.is_nonzero()


def nonzero(input, *, out=None, as_tuple=False):
    """Where input is not 0: a row each, or a tensor for each dimension."""
    if as_tuple:
        return tuple(_nonzero(input).unbind(1)) if input.dim() else (_nonzero(input.reshape(1)).squeeze(1),)
    return _nonzero(input) if out is None else _nonzero(input, out=out)


def numel(input):
    return input.numel()


def get_device(input):
    return -1


def _listed(tensors):
    return tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors


def einsum(*args):
    """einsum('ij,jk->ik', a, b), or with numbers for letters: einsum(a, [0, 1], b, [1, 2], [0, 2])."""
    if not args:
        raise ValueError("einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list")
    if isinstance(args[0], str):
        return _f.einsum(args[0], list(_listed(args[1:])))

    def word(subscripts):
        return "".join("..." if s is Ellipsis else chr(ord("A") + s) if s < 26 else chr(ord("a") + s - 26) for s in subscripts)

    equation = ",".join(word(s) for s in args[1::2])
    if len(args) % 2:
        equation += "->" + word(args[-1])
    return _f.einsum(equation, list(args[0:len(args) - len(args) % 2:2]))


_meshgrid, _broadcast_tensors, _block_diag, _cartesian_prod = _f.meshgrid, _f.broadcast_tensors, _f.block_diag, _f.cartesian_prod
_atleast = {n: getattr(_f, f"atleast_{n}d") for n in (1, 2, 3)}
_cdist, _tensordot, _split, _norm, _nonzero = _f.cdist, _f.tensordot, _f.split, _f.norm, _f.nonzero


def meshgrid(*tensors, indexing=None):
    return _meshgrid(list(_listed(tensors)), indexing)


def broadcast_tensors(*tensors):
    return _broadcast_tensors(list(_listed(tensors)))


def block_diag(*tensors):
    return _block_diag(list(tensors))


def cartesian_prod(*tensors):
    return _cartesian_prod(list(tensors))


def _at_least(n, tensors):
    if len(tensors) == 1:
        return _atleast[n](tensors[0] if isinstance(tensors[0], Tensor) else list(tensors[0]))
    return _atleast[n](list(tensors))


def atleast_1d(*tensors):
    return _at_least(1, tensors)


def atleast_2d(*tensors):
    return _at_least(2, tensors)


def atleast_3d(*tensors):
    return _at_least(3, tensors)


def split(tensor, split_size_or_sections, dim=0):
    return _split(tensor, split_size_or_sections, dim)


def broadcast_shapes(*shapes):
    """The sizes that tensors of these sizes have together."""
    from ._types import Size

    return Size(_f.broadcast_tensors([_f.empty(()).expand(s if isinstance(s, (tuple, list)) else (s,)) for s in shapes])[0].shape) if shapes else Size(())


def tensordot(a, b, dims=2, out=None):
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        of_a, of_b = list(range(-dims, 0)), list(range(dims))
    elif isinstance(dims, Tensor):
        of_a, of_b = ([dims[0].item()], [dims[1].item()]) if dims.dim() == 1 else dims.tolist()
    else:
        of_a, of_b = dims
    y = _tensordot(a, b, list(of_a) if isinstance(of_a, (list, tuple)) else [of_a], list(of_b) if isinstance(of_b, (list, tuple)) else [of_b])
    return y if out is None else out.resize_(y.shape).copy_(y)


def cdist(x1, x2, p=2.0, compute_mode="use_mm_for_euclid_dist_if_necessary"):
    return _cdist(x1, x2, p)


def chain_matmul(*matrices, out=None):
    return _C.linalg.multi_dot(list(matrices)) if len(matrices) > 1 else matrices[0]


def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """The different elements, or slices along dim; where each element is among them; how often each is there."""
    if dim is not None:
        y, inverse, counts = _f.unique_dim(input, dim, sorted, return_inverse, return_counts)
    else:
        y, inverse, counts = _f._unique2(input, sorted, return_inverse, return_counts)
    return _some(y, inverse, counts, return_inverse, return_counts)


def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    y, inverse, counts = _f.unique_consecutive(input, return_inverse, return_counts, dim)
    return _some(y, inverse, counts, return_inverse, return_counts)


def _some(y, inverse, counts, return_inverse, return_counts):
    r = (y,) + ((inverse,) if return_inverse else ()) + ((counts,) if return_counts else ())
    return r if len(r) > 1 else y


def norm(input, p="fro", dim=None, keepdim=False, out=None, dtype=None):
    """The p-norm over dim, or over everything; 'fro' is p = 2."""
    if dtype is not None:
        input = input.to(dtype)
    if p == "nuc":
        y = _C.linalg.matrix_norm(input, "nuc", (-2, -1) if dim is None else dim, keepdim)
    elif dim is None:
        y = _norm(input, 2 if p == "fro" or p is None else p)
        if keepdim:
            y = y.view((1,) * input.dim())
    else:
        y = _norm(input, 2 if p == "fro" or p is None else p, [dim] if isinstance(dim, int) else list(dim), keepdim)
    return y if out is None else out.resize_(y.shape).copy_(y)


def pca_lowrank(*args, **kwargs):
    raise NotImplementedError("rectify has no pca_lowrank; torch.linalg.svd gives the exact answer")


def result_type(tensor1, tensor2):
    return _C.result_type(tensor1, tensor2)


def promote_types(type1, type2):
    return _C.promote_types(type1, type2)


def get_default_dtype():
    return _C.get_default_dtype()


def set_default_dtype(d):
    _C.set_default_dtype(d)


def set_default_tensor_type(t):
    from . import _tensor

    if isinstance(t, str):
        t = _tensor._names[t.removeprefix("torch.").removesuffix("Tensor")]
    _C.set_default_dtype(getattr(t, "dtype", t))


def get_num_threads():
    return _C.get_num_threads()


def set_num_threads(n):
    """How many threads a computation may take."""
    if not isinstance(n, int):
        raise RuntimeError(f"set_num_threads expects an int, but got {type(n).__name__}")
    if n < 1:
        raise RuntimeError("set_num_threads expects a positive integer")
    _C.set_num_threads(n)


def set_num_interop_threads(n):
    pass


def get_num_interop_threads():
    return 1


def use_deterministic_algorithms(mode, *, warn_only=False):
    """Nothing changes: everything that rectify computes is deterministic."""


def are_deterministic_algorithms_enabled():
    return True


def set_flush_denormal(mode):
    return False


def set_anomaly_enabled(mode, check_nan=True):
    _C.set_anomaly(mode, check_nan)


def is_anomaly_enabled():
    return _C.anomaly()[0]


def compiled_with_cxx11_abi():
    return True


def typename(o):
    return o.type() if isinstance(o, Tensor) else f"{type(o).__module__}.{type(o).__qualname__}"


def unflatten(input, dim, sizes):
    return input.unflatten(dim, sizes)


def get_float32_matmul_precision():
    """'highest': products of floats are computed in float32."""
    return "highest"


def set_float32_matmul_precision(precision):
    """Nothing changes: products of floats are computed in float32, which any precision allows."""
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(f"set_float32_matmul_precision expects 'highest', 'high' or 'medium', but got '{precision}'")
