"""Instance normalisation."""
from .. import functional as F
from .batchnorm import _NormBase


class _InstanceNorm(_NormBase):
    _dims = 0

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=False, track_running_stats=False, device=None, dtype=None):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype)

    def _check_input_dim(self, input):
        d = self._dims
        if input.dim() not in (d + 1, d + 2):
            raise ValueError(f"expected {d + 1}D or {d + 2}D input (got {input.dim()}D input)")

    def _normalised(self, input):
        return F.instance_norm(input, self.running_mean, self.running_var, self.weight, self.bias,
                               self.training or not self.track_running_stats, 0.0 if self.momentum is None else self.momentum, self.eps)

    def forward(self, input):
        self._check_input_dim(input)
        if input.dim() == self._dims + 1:
            return self._normalised(input.unsqueeze(0)).squeeze(0)
        return self._normalised(input)


class InstanceNorm1d(_InstanceNorm):
    """Of input [N, C, L] or [C, L]."""

    _dims = 1


class InstanceNorm2d(_InstanceNorm):
    """Of input [N, C, H, W] or [C, H, W]."""

    _dims = 2


class InstanceNorm3d(_InstanceNorm):
    """Of input [N, C, D, H, W] or [C, D, H, W]."""

    _dims = 3
