"""Names for annotations: torch.types."""
from typing import Union

from . import _C
from ._device import device

Number = Union[int, float, bool]
Device = Union[device, str, int, None]
Tensor = _C.Tensor
