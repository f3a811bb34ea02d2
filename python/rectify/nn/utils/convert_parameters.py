"""Parameters as one vector."""
from ... import _C
from ..modules.module import _class_name

Tensor = _C.Tensor


def parameters_to_vector(parameters):
    return _C.functions.cat([p.view(-1) for p in parameters])


def vector_to_parameters(vec, parameters):
    """The parameters take slices of vec as their data."""
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {_class_name(type(vec))}")
    at = 0
    for p in parameters:
        p.data = vec[at:at + p.numel()].view_as(p).data
        at += p.numel()
