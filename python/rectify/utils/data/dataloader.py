"""PyTorch's name for a part of rectify.utils.data."""
from . import DataLoader, default_collate, default_convert, get_worker_info  # noqa: F401
