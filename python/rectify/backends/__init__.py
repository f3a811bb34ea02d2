"""torch.backends for programs that set switches of other machines."""
import types

from . import cudnn  # noqa: F401

mps = types.SimpleNamespace(is_available=lambda: False, is_built=lambda: False)
mkl = types.SimpleNamespace(is_available=lambda: False)
mkldnn = types.SimpleNamespace(is_available=lambda: True)
openmp = types.SimpleNamespace(is_available=lambda: True)
