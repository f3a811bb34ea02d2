"""Linear algebra: torch.linalg."""
from . import _C
from ._types import LinAlgError  # noqa: F401

globals().update({name: f for name, f in vars(_C.linalg).items() if not name.startswith("_")})
