"""Layers that learn the size of their input from the first one; they are ordinary layers from then on."""
from ... import _C
from ..parameter import Parameter, UninitializedParameter
from .batchnorm import BatchNorm1d, BatchNorm2d, BatchNorm3d
from .conv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from .linear import Linear


class _Lazy:
    """Comes before the class that the layer becomes."""

    _where = 1  # the dimension of the input that tells the size

    def _defer(self, names):
        self._waiting = True
        for name in names:
            setattr(self, name, UninitializedParameter())

    def reset_parameters(self):
        if not getattr(self, "_waiting", True):
            super().reset_parameters()

    def has_uninitialized_params(self):
        """True until the first input, or the first state_dict, has come."""
        return True

    def _settle(self, count):
        """Makes the parameters, for an input of this size, and the layer an ordinary one."""
        self._sized(count)
        for name, shape in self._shapes(count).items():
            if getattr(self, name) is not None:
                setattr(self, name, Parameter(_C.functions.empty(shape)))
        del self._waiting
        self.__class__ = type(self).__bases__[1]

    def forward(self, *args):
        self._settle(args[0].shape[self._where])
        self.reset_parameters()
        return self.forward(*args)

    def _load_from_state_dict(self, state_dict, prefix, *rest):
        weight = state_dict.get(prefix + "weight")
        if weight is None:
            return super()._load_from_state_dict(state_dict, prefix, *rest)
        self._settle(self._size_of(weight))
        return self._load_from_state_dict(state_dict, prefix, *rest)


class LazyLinear(_Lazy, Linear):
    """Linear(?, out_features), whose in_features is the last size of the first input."""

    _where = -1

    def __init__(self, out_features, bias=True, device=None, dtype=None):
        super().__init__(0, 0, False, device, dtype)
        self.out_features = out_features
        self._defer(("weight", "bias") if bias else ("weight",))

    def _sized(self, count):
        self.in_features = count

    def _shapes(self, count):
        return {"weight": (self.out_features, count), "bias": (self.out_features,)}

    def _size_of(self, weight):
        return weight.shape[1]


class _LazyConv(_Lazy):
    def __init__(self, out_channels, kernel_size, *args, bias=True, groups=1, **kwargs):
        super().__init__(0, 0, kernel_size, *args, bias=False, groups=groups, **kwargs)
        self.out_channels = out_channels
        self._defer(("weight", "bias") if bias else ("weight",))

    def _sized(self, count):
        self.in_channels = count

    def _shapes(self, count):
        channels = (count, self.out_channels // self.groups) if self.transposed else (self.out_channels, count // self.groups)
        return {"weight": (*channels, *self.kernel_size), "bias": (self.out_channels,)}

    def _size_of(self, weight):
        return weight.shape[0] if self.transposed else weight.shape[1] * self.groups


class _LazyNorm(_Lazy):
    def __init__(self, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None):
        super().__init__(0, eps, momentum, False, track_running_stats, device, dtype)
        self.affine = affine
        self._defer(("weight", "bias") if affine else ())

    def _sized(self, count):
        self.num_features = count
        if self.track_running_stats:
            self.running_mean, self.running_var = _C.functions.zeros(count), _C.functions.ones(count)

    def _shapes(self, count):
        return {"weight": (count,), "bias": (count,)}

    def _size_of(self, weight):
        return weight.shape[0]


def _lazy(kind, base, what):
    doc = f"{base.__name__} whose {what} the first input tells; the other arguments are {base.__name__}'s."
    return type(f"Lazy{base.__name__}", (kind, base), {"__doc__": doc, "__module__": __name__})


__all__ = ["LazyLinear"]
for _base in (Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d):
    globals()[f"Lazy{_base.__name__}"] = _lazy(_LazyConv, _base, "in_channels")
for _base in (BatchNorm1d, BatchNorm2d, BatchNorm3d):
    globals()[f"Lazy{_base.__name__}"] = _lazy(_LazyNorm, _base, "num_features")
__all__ += [name for name in globals() if name.startswith("Lazy") and name not in __all__]
