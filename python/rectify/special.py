"""Special functions: torch.special."""
from . import _C

globals().update({name: f for name, f in vars(_C.special).items() if not name.startswith("_")})
