"""PyTorch's Python API for ReLU-like activations and their networks: `import rectify as torch`."""
from ._C import (
    Generator, Node, Tensor, bfloat16, bool, channels_last, channels_last_3d, contiguous_format, default_generator, dtype, float16, float32,
    float64, int16, int32, int64, int8, layout, memory_format, preserve_format, strided, uint8,
)
from . import _C
from ._types import Size

__version__ = _C.version
float, double, half = float32, float64, float16
short, int, long = int16, int32, int64

inf, nan, pi, e = __import__("math").inf, __import__("math").nan, __import__("math").pi, __import__("math").e
newaxis = None

for _name, _function in vars(_C.functions).items():
    if not _name.startswith("__"):
        globals()[_name] = _function

from ._device import device, finfo, iinfo  # noqa: E402
from . import _tensor  # noqa: E402  (gives Tensor its Python methods)
from ._functions import *  # noqa: E402,F401,F403
from ._printing import set_printoptions  # noqa: E402
from .autograd import enable_grad, inference_mode, is_grad_enabled, is_inference_mode_enabled, no_grad, set_grad_enabled  # noqa: E402
from ._serialization import load, save  # noqa: E402
from . import autograd, linalg, nn, optim, random, special, utils, cuda, backends, testing, types  # noqa: E402
from .random import get_rng_state, initial_seed, manual_seed, seed, set_rng_state  # noqa: E402

FloatTensor, DoubleTensor, HalfTensor, BFloat16Tensor, ByteTensor, CharTensor, ShortTensor, IntTensor, LongTensor, BoolTensor = _tensor.legacy_types
del _name, _function

from ._descriptions import fill_package  # noqa: E402

fill_package()
del fill_package


def __getattr__(name):
    import importlib

    if name == "inspect" and not hasattr(_C, "inspect"):
        raise AttributeError("this rectify was built without the room inspect")
    if name in ("inspect", "distributions", "amp"):  # loaded when they are asked for
        return importlib.import_module(f".{name}", __name__)
    if name == "autocast":
        return importlib.import_module(".amp", __name__).autocast
    raise AttributeError(f"module 'rectify' has no attribute '{name}'")
