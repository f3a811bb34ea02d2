"""Convolutions."""
from ... import _C
from .. import functional as F
from ..parameter import Parameter
from .linear import uniform_by_fan_in
from .module import Module
from .utils import reversed_twice, tuple_of

_empty = _C.functions.empty


class _ConvNd(Module):
    __constants__ = ["stride", "padding", "dilation", "groups", "padding_mode", "output_padding", "in_channels", "out_channels", "kernel_size"]

    def __init__(self, in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias,
                 padding_mode, device=None, dtype=None):
        super().__init__()
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        words = {"same", "valid"}
        if isinstance(padding, str):
            if padding not in words:
                raise ValueError(f"Invalid padding string {padding!r}, should be one of {words}")
            if padding == "same" and any(s != 1 for s in stride):
                raise ValueError("padding='same' is not supported for strided convolutions")
        modes = {"zeros", "reflect", "replicate", "circular"}
        if padding_mode not in modes:
            raise ValueError(f"padding_mode must be one of {modes}, but got padding_mode='{padding_mode}'")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.transposed = transposed
        self.output_padding = output_padding
        self.groups = groups
        self.padding_mode = padding_mode
        if isinstance(padding, str):
            around = [0, 0] * len(kernel_size)
            if padding == "same":
                for i, (d, k) in enumerate(zip(dilation, kernel_size)):
                    whole = d * (k - 1)
                    at = 2 * (len(kernel_size) - 1 - i)
                    around[at] = whole // 2
                    around[at + 1] = whole - whole // 2
            self._reversed_padding_repeated_twice = around
        else:
            self._reversed_padding_repeated_twice = reversed_twice(padding)
        channels = (in_channels, out_channels // groups) if transposed else (out_channels, in_channels // groups)
        self.weight = Parameter(_empty((*channels, *kernel_size), device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(_empty(out_channels, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        uniform_by_fan_in(self.weight, self.bias)

    def extra_repr(self):
        zeros, ones = (0,) * len(self.kernel_size), (1,) * len(self.kernel_size)
        s = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        if self.padding != zeros:
            s += f", padding={self.padding}"
        if self.dilation != ones:
            s += f", dilation={self.dilation}"
        if self.output_padding != zeros:
            s += f", output_padding={self.output_padding}"
        if self.groups != 1:
            s += f", groups={self.groups}"
        if self.bias is None:
            s += ", bias=False"
        if self.padding_mode != "zeros":
            s += f", padding_mode={self.padding_mode}"
        return s

    def __setstate__(self, state):
        super().__setstate__(state)
        self.__dict__.setdefault("padding_mode", "zeros")


class _Conv(_ConvNd):
    _dims = 0
    _convolve = None

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode="zeros",
                 device=None, dtype=None):
        each = tuple_of(self._dims)
        super().__init__(in_channels, out_channels, each(kernel_size), each(stride), padding if isinstance(padding, str) else each(padding),
                         each(dilation), False, each(0), groups, bias, padding_mode, device, dtype)

    def forward(self, input):
        return self._conv_forward(input, self.weight, self.bias)

    def _conv_forward(self, input, weight, bias):
        if self.padding_mode == "zeros":
            return self._convolve(input, weight, bias, self.stride, self.padding, self.dilation, self.groups)
        padded = F.pad(input, self._reversed_padding_repeated_twice, self.padding_mode)
        return self._convolve(padded, weight, bias, self.stride, (0,) * self._dims, self.dilation, self.groups)


class Conv1d(_Conv):
    """Of input [N, C, L] or [C, L]."""

    _dims = 1
    _convolve = staticmethod(F.conv1d)


class Conv2d(_Conv):
    """Of input [N, C, H, W] or [C, H, W]."""

    _dims = 2
    _convolve = staticmethod(F.conv2d)


class Conv3d(_Conv):
    """Of input [N, C, D, H, W] or [C, D, H, W]."""

    _dims = 3
    _convolve = staticmethod(F.conv3d)


class _ConvTransposeNd(_ConvNd):
    _dims = 0
    _convolve = None

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1,
                 padding_mode="zeros", device=None, dtype=None):
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        each = tuple_of(self._dims)
        super().__init__(in_channels, out_channels, each(kernel_size), each(stride), each(padding), each(dilation), True,
                         each(output_padding), groups, bias, padding_mode, device, dtype)

    def _padding_for(self, input, output_size):
        """The output padding that gives this size."""
        if output_size is None:
            return self.output_padding
        d = self._dims
        spatial = d + (2 if input.dim() == d + 2 else 1)
        if len(output_size) == spatial:
            output_size = output_size[spatial - d:]
        if len(output_size) != d:
            raise ValueError(f"ConvTranspose{d}D: for {input.dim()}D input, output_size must have {d} or {spatial} elements "
                             f"(got {len(output_size)})")
        least = [(input.size(i - d) - 1) * self.stride[i] - 2 * self.padding[i] + self.dilation[i] * (self.kernel_size[i] - 1) + 1
                 for i in range(d)]
        most = [m + s - 1 for m, s in zip(least, self.stride)]
        if any(not m <= n <= x for m, n, x in zip(least, output_size, most)):
            raise ValueError(f"requested an output size of {output_size}, but valid sizes range from {least} to {most} (for an input of "
                             f"{input.shape[-d:]})")
        return tuple(n - m for n, m in zip(output_size, least))

    def forward(self, input, output_size=None):
        """output_size: chooses among the sizes that the stride leaves open."""
        return self._convolve(input, self.weight, self.bias, self.stride, self.padding, self._padding_for(input, output_size),
                              self.groups, self.dilation)


class ConvTranspose1d(_ConvTransposeNd):
    _dims = 1
    _convolve = staticmethod(F.conv_transpose1d)


class ConvTranspose2d(_ConvTransposeNd):
    _dims = 2
    _convolve = staticmethod(F.conv_transpose2d)


class ConvTranspose3d(_ConvTransposeNd):
    _dims = 3
    _convolve = staticmethod(F.conv_transpose3d)
