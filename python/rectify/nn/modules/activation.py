"""Activations: those of the library's list, and those that have a shape of their own."""
import warnings

from ... import _C
from .. import functional as F
from .._listed import LISTED
from ..parameter import Parameter
from .module import Module

# How a module stands for Sequential's fused pass: its class, exactly, and what gives its number and parameters.
_FORMS = {}


def fused_form(module):
    """(number, parameters …) of a module that may join the Linear before it, or None."""
    form = _FORMS.get(type(module))
    return form(module) if form is not None and not module._hooked() else None


def _numbers(listed):
    names, inplace = listed.names, listed.inplace

    def form(module):
        values = [getattr(module, n) for n in names]
        if listed.word:
            values[-1] = _C.nn.activation_word(listed.id, values[-1])
            return (listed.id, *values) if values[-1] >= 0 else None
        # In place, a negative slope is an error at backward, which fused it would not be.
        if inplace and module.inplace and any(v < 0 for v in values):
            return None
        return (listed.id, *values)

    return form


def _module_of(listed):
    names, inplace = listed.names, listed.inplace
    stored = names + (["inplace"] if inplace else [])
    signature = ", ".join(filter(None, ["self", listed.signature()]))
    assigned = "".join(f"    self.{n} = {n}\n" for n in stored)
    init = listed.define("__init__", f"def __init__({signature}):\n    self._begin()\n{assigned}")
    forward = listed.define("forward", f"def forward(self, input):\n    return {listed.body('input', 'self.')}\n")

    def extra_repr(self):
        texts = [repr(getattr(self, n)) if n == listed.word else str(getattr(self, n)) for n in names]
        parts = [f"{n}={text}" for n, text in zip(names, texts)] if listed.names_shown else texts
        return ", ".join(parts + (["inplace=True"] if inplace and self.inplace and listed.name not in _SILENT else []))

    body = {
        "__init__": init,
        "forward": forward,
        "extra_repr": extra_repr,
        "__doc__": listed.doc,
        "__constants__": stored,
        "__module__": __name__,
    }
    for f in (init, forward, extra_repr):
        f.__qualname__ = f"{listed.module}.{f.__name__}"
        f.__module__ = __name__
    return type(listed.module, (Module,), body)


_SILENT = {"hardsigmoid", "hardswish"}  # which do not print that they work in place
__all__ = [a.module for a in LISTED]
for _a in LISTED:
    globals()[_a.module] = _module_of(_a)
    _FORMS[globals()[_a.module]] = _numbers(_a)

_hardtanh_init = globals()["Hardtanh"].__init__


def _hardtanh(self, min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None):
    if min_value is not None:
        warnings.warn("keyword argument min_value is deprecated and rename to min_val", stacklevel=2)
        min_val = min_value
    if max_value is not None:
        warnings.warn("keyword argument max_value is deprecated and rename to max_val", stacklevel=2)
        max_val = max_value
    _hardtanh_init(self, min_val, max_val, inplace)
    assert self.max_val > self.min_val


globals()["Hardtanh"].__init__ = _hardtanh


class PReLU(Module):
    """x > 0 ? x : weight x, with one learned slope or one for each channel."""

    __constants__ = ["num_parameters"]

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters = num_parameters
        self.weight = Parameter(_C.functions.full((num_parameters,), float(init), device=device, dtype=dtype))

    def forward(self, input):
        return F.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"


class Swish(Module):
    """x sigmoid(beta x), with one learned beta or one for each channel. Ramachandran et al. 2017."""

    __constants__ = ["num_parameters"]

    def __init__(self, num_parameters=1, init=1.0, device=None, dtype=None):
        super().__init__()
        self.num_parameters = num_parameters
        self.beta = Parameter(_C.functions.full((num_parameters,), float(init), device=device, dtype=dtype))

    def forward(self, input):
        return F.swish(input, self.beta)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"


class RReLU(Module):
    """x > 0 ? x : a x, with a drawn from [lower, upper) in training, else their mean. Xu et al. 2015."""

    __constants__ = ["lower", "upper", "inplace"]

    def __init__(self, lower=1.0 / 8, upper=1.0 / 3, inplace=False):
        super().__init__()
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def forward(self, input):
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self):
        return f"lower={self.lower}, upper={self.upper}" + (", inplace=True" if self.inplace else "")


class _Along(Module):
    __constants__ = ["dim"]

    def extra_repr(self):
        return f"dim={self.dim}"


class GLU(_Along):
    """a sigmoid(b), where a and b are the halves of input along dim. Dauphin et al. 2017."""

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.glu(input, self.dim)


class ReGLU(_Along):
    """a relu(b), where a and b are the halves of input along dim. Shazeer 2020."""

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.reglu(input, self.dim)


class GEGLU(_Along):
    """a gelu(b), where a and b are the halves of input along dim. Shazeer 2020."""

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.geglu(input, self.dim)


class SwiGLU(_Along):
    """a silu(b), where a and b are the halves of input along dim. Shazeer 2020."""

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.swiglu(input, self.dim)


class CReLU(_Along):
    """relu(x) and relu(-x), one after the other along dim. Shang et al. 2016."""

    def __init__(self, dim=1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.crelu(input, self.dim)


class Maxout(Module):
    """The greatest of each `pieces` neighbours along dim. Goodfellow et al. 2013."""

    __constants__ = ["pieces", "dim"]

    def __init__(self, pieces, dim=1):
        super().__init__()
        self.pieces = pieces
        self.dim = dim

    def forward(self, input):
        return F.maxout(input, self.pieces, self.dim)

    def extra_repr(self):
        return f"pieces={self.pieces}, dim={self.dim}"


class Softmax(_Along):
    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.softmax(input, self.dim, _stacklevel=5)


class Softmin(_Along):
    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.softmin(input, self.dim, _stacklevel=5)


class LogSoftmax(_Along):
    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.log_softmax(input, self.dim, _stacklevel=5)


class Softmax2d(Module):
    """Softmax over the channels of [N, C, H, W] or [C, H, W]."""

    def forward(self, input):
        if input.dim() not in (3, 4):
            raise AssertionError("Softmax2d requires a 3D or 4D tensor as input")
        return F.softmax(input, -3)


__all__ += ["PReLU", "Swish", "RReLU", "GLU", "ReGLU", "GEGLU", "SwiGLU", "CReLU", "Maxout", "Softmax", "Softmin", "LogSoftmax", "Softmax2d"]
