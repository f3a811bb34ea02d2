"""Padding: as many numbers as sides, the last dimension first, or one for all."""
from .. import functional as F
from .module import Module
from .utils import tuple_of


class _PadNd(Module):
    __constants__ = ["padding"]
    _sides = 0
    _mode = "constant"

    def __init__(self, padding):
        super().__init__()
        self.padding = tuple_of(self._sides)(padding)

    def forward(self, input):
        return F.pad(input, self.padding, self._mode)

    def extra_repr(self):
        return f"{self.padding}"


class _ConstantPadNd(_PadNd):
    __constants__ = ["padding", "value"]

    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def forward(self, input):
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self):
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPadNd):
    _sides = 2


class ConstantPad2d(_ConstantPadNd):
    _sides = 4


class ConstantPad3d(_ConstantPadNd):
    _sides = 6


class ReflectionPad1d(_PadNd):
    _sides, _mode = 2, "reflect"


class ReflectionPad2d(_PadNd):
    _sides, _mode = 4, "reflect"


class ReflectionPad3d(_PadNd):
    _sides, _mode = 6, "reflect"


class ReplicationPad1d(_PadNd):
    _sides, _mode = 2, "replicate"


class ReplicationPad2d(_PadNd):
    _sides, _mode = 4, "replicate"


class ReplicationPad3d(_PadNd):
    _sides, _mode = 6, "replicate"


class CircularPad1d(_PadNd):
    _sides, _mode = 2, "circular"


class CircularPad2d(_PadNd):
    _sides, _mode = 4, "circular"


class CircularPad3d(_PadNd):
    _sides, _mode = 6, "circular"


class _ZeroPadNd(_PadNd):
    value = 0.0


class ZeroPad1d(_ZeroPadNd):
    _sides = 2


class ZeroPad2d(_ZeroPadNd):
    _sides = 4


class ZeroPad3d(_ZeroPadNd):
    _sides = 6
