"""Mixed precision on CUDA for programs that have it switched off where there is none."""
from ..amp import GradScaler  # noqa: F401
from ..amp import autocast as _autocast


class autocast(_autocast):
    """torch.autocast("cuda"): switched off, with a warning unless enabled is False."""

    def __init__(self, enabled=True, dtype=None, cache_enabled=True):
        super().__init__("cuda", dtype, enabled, cache_enabled)
