"""Dropout of elements and of whole channels."""
from .. import functional as F
from .module import Module


class _DropoutNd(Module):
    __constants__ = ["p", "inplace"]
    _function = None

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        F._check_p(p)
        self.p = p
        self.inplace = inplace

    def forward(self, input):
        return self._function(input, self.p, self.training, self.inplace)

    def extra_repr(self):
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """Zeroes elements with probability p in training, and scales the others by 1 / (1 - p)."""

    _function = staticmethod(F.dropout)


class Dropout1d(_DropoutNd):
    """Whole channels of [N, C, L] or [C, L]."""

    _function = staticmethod(F.dropout1d)


class Dropout2d(_DropoutNd):
    """Whole channels of [N, C, H, W]."""

    _function = staticmethod(F.dropout2d)


class Dropout3d(_DropoutNd):
    """Whole channels of [N, C, D, H, W] or [C, D, H, W]."""

    _function = staticmethod(F.dropout3d)


class AlphaDropout(_DropoutNd):
    """Dropout that keeps mean and variance of what SELU gives. Klambauer et al. 2017."""

    def forward(self, input):
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_DropoutNd):
    """The same of whole channels."""

    def forward(self, input):
        return F.feature_alpha_dropout(input, self.p, self.training)
