"""Batch normalisation."""
from ... import _C
from .. import init
from ..parameter import Parameter
from .module import Module

_empty = _C.functions.empty
_batch_norm = _C.functions.batch_norm


class _NormBase(Module):
    """What batch and instance normalisation share: weight, bias and running statistics."""

    _version = 2
    __constants__ = ["track_running_stats", "momentum", "eps", "num_features", "affine"]

    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None):
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name in ("weight", "bias"):
            self.register_parameter(name, Parameter(_empty(num_features, device=device, dtype=dtype)) if affine else None)
        tracked = track_running_stats
        self.register_buffer("running_mean", _C.functions.zeros(num_features, device=device, dtype=dtype) if tracked else None)
        self.register_buffer("running_var", _C.functions.ones(num_features, device=device, dtype=dtype) if tracked else None)
        self.register_buffer("num_batches_tracked", _C.functions.zeros((), dtype=_C.int64) if tracked else None)
        self.reset_parameters()

    def reset_running_stats(self):
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        self.reset_running_stats()
        if self.affine:
            init.ones_(self.weight)
            init.zeros_(self.bias)

    def _check_input_dim(self, input):
        raise NotImplementedError

    def extra_repr(self):
        return (f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
                f"track_running_stats={self.track_running_stats}")

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs):
        version = local_metadata.get("version", None)
        key = prefix + "num_batches_tracked"
        if (version is None or version < 2) and self.track_running_stats and key not in state_dict:  # older files have none
            state_dict[key] = _C.functions.zeros((), dtype=_C.int64)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)


class _BatchNorm(_NormBase):
    def forward(self, input):
        self._check_input_dim(input)
        momentum = 0.0 if self.momentum is None else self.momentum
        mean, var = self.running_mean, self.running_var
        if self.training:
            if self.track_running_stats and self.num_batches_tracked is not None:
                self.num_batches_tracked.add_(1)
                if self.momentum is None:  # the mean over all batches
                    momentum = 1.0 / float(self.num_batches_tracked)
            if not self.track_running_stats:
                mean = var = None
        training = self.training or (mean is None and var is None)
        if training and input.numel() == input.size(1):
            raise ValueError(f"Expected more than 1 value per channel when training, got input size {input.shape}")
        return _batch_norm(input, self.weight, self.bias, mean, var, training, momentum, self.eps, True)


class BatchNorm1d(_BatchNorm):
    """Of input [N, C] or [N, C, L]."""

    def _check_input_dim(self, input):
        if input.dim() not in (2, 3):
            raise ValueError(f"expected 2D or 3D input (got {input.dim()}D input)")


class BatchNorm2d(_BatchNorm):
    """Of input [N, C, H, W]."""

    def _check_input_dim(self, input):
        if input.dim() != 4:
            raise ValueError(f"expected 4D input (got {input.dim()}D input)")


class BatchNorm3d(_BatchNorm):
    """Of input [N, C, D, H, W]."""

    def _check_input_dim(self, input):
        if input.dim() != 5:
            raise ValueError(f"expected 5D input (got {input.dim()}D input)")
