"""PyTorch's name for a part of rectify.utils.data."""
from . import DistributedSampler  # noqa: F401
