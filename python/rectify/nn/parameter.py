"""Tensors that a Module counts among its parameters."""
from .. import _C

Tensor = _C.Tensor


class Parameter(Tensor):
    """A tensor that becomes a parameter of the Module to which it is assigned; it shares data's memory."""

    def __new__(cls, data=None, requires_grad=True):
        return Tensor._make(cls, _C.functions.empty(0) if data is None else data, requires_grad)

    def __init__(self, data=None, requires_grad=True):
        pass

    def __deepcopy__(self, memo):
        if id(self) in memo:
            return memo[id(self)]
        copy = memo[id(self)] = type(self)(self.data.clone(), self.requires_grad)
        return copy


class Buffer(Tensor):
    """A tensor that becomes a buffer of the Module to which it is assigned."""

    def __new__(cls, data=None, *, persistent=True):
        buffer = Tensor._make(cls, _C.functions.empty(0) if data is None else data, False)
        buffer.persistent = persistent
        return buffer

    def __init__(self, data=None, *, persistent=True):
        pass


class UninitializedParameter(Parameter):
    """What stands for a parameter whose size is not known yet."""

    def __repr__(self, **unused):
        return "<UninitializedParameter>"

    __str__ = __repr__
