"""Event files that TensorBoard reads."""
import os
import time
from typing import Any, Optional

from .. import _C
from .._C import Tensor

__all__ = ["SummaryWriter"]


class SummaryWriter:
    """Writes a new file of scalars and histograms in a folder; without log_dir in runs/DATE_TIME."""

    def __init__(self, log_dir: Optional[str] = None) -> None:
        self.log_dir = str(log_dir) if log_dir is not None else os.path.join("runs", time.strftime("%b%d_%H-%M-%S"))
        self._made: Any = _C.EventWriter(self.log_dir)

    def get_logdir(self) -> str:
        """The folder."""
        return self.log_dir

    def _open(self) -> Any:
        if self._made is None:
            raise ValueError("the SummaryWriter is closed")
        return self._made

    def add_scalar(self, tag: str, scalar_value: Any, global_step: Optional[int] = None) -> None:
        """A number, or a tensor of one element."""
        self._open().add_scalar(tag, float(scalar_value), global_step or 0)

    def add_histogram(self, tag: str, values: Any, global_step: Optional[int] = None, bins: int = 30) -> None:
        """Of all elements of a tensor, or of what a tensor can be made of, in so many bins of one width."""
        from .. import tensor

        self._open().add_histogram(tag, values if isinstance(values, Tensor) else tensor(values), global_step or 0, bins)

    def flush(self) -> None:
        """What was added is in the file."""
        self._open().flush()

    def close(self) -> None:
        """Flushes; nothing can be added any more."""
        if self._made is not None:
            self._made.flush()
        self._made = None

    def __enter__(self) -> "SummaryWriter":
        return self

    def __exit__(self, *unused: Any) -> None:
        self.close()
