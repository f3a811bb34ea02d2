#!/usr/bin/python3
"""Writes python/rectify/_C.pyi and __init__.pyi from the signatures of the built extension. Usage: python_stubs.py BUILD_DIR [--check]"""
import keyword
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TYPES = {"Tensor": "Tensor", "Scalar": "Number", "int": "int", "float": "float", "bool": "_bool", "str": "str", "ScalarType": "_dtype", "Layout": "_layout",
         "Device": "Any", "MemoryFormat": "memory_format", "Generator": "Generator", "Tensor[]": "Sequence[Tensor]", "Tensor?[]": "Sequence[Optional[Tensor]]",
         "int[]": "_size", "float[]": "Sequence[float]"}


def split(text):
    """At commas outside brackets."""
    parts, depth, at = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "[(") - (c in "])")
        if c == "," and not depth:
            parts.append(text[at:i].strip())
            at = i + 1
    return [p for p in parts + [text[at:].strip()] if p]


def kind(t):
    none = t.endswith("?")
    t = t.rstrip("?")
    sized = re.match(r"int\[\d+\]$", t)
    name = "Union[int, _size]" if sized else TYPES[t]
    return f"Optional[{name}]" if none else name


def one(signature, method, result):
    name, inside = signature.split("(", 1)
    shown, lists = [], None
    parts = split(inside[:-1])
    for i, p in enumerate(parts):
        if p == "*":
            shown.append("*")
            continue
        t, rest = p.split(" ", 1)
        label, _, default = rest.partition("=")
        if method and i == 0:
            shown.append("self")
            continue
        if label == "out":
            t = "Any"
            shown.append("out: Any = ...")
            continue
        if keyword.iskeyword(label):
            label += "_"
        shown.append(f"{label}: {kind(t)}" + (" = ..." if default else ""))
        if t == "int[]" and i == (1 if method else 0) and "*" not in parts[:i]:
            lists = i
    forms = [", ".join(shown)]
    if lists is not None:
        later = [s for s in shown[lists + 1:] if s != "*"]
        if all("=" in s for s in later):
            forms.append(", ".join(shown[:lists] + [f"*{shown[lists].split(':')[0]}: int"] + later))
    return [f"def {name}({f}) -> {result}: ..." for f in forms]


def functions(owner, method):
    lines = []
    for name in sorted(vars(owner)):
        f = vars(owner)[name]
        if type(f).__name__ != "builtin_function" or keyword.iskeyword(name):
            continue
        signatures = f.signatures.split("\n")
        result = "_bool" if name.startswith("is_") or name in ("equal", "allclose", "can_cast") else "int" if name == "numel" else "Any" if any("," in s.split("(")[0] for s in signatures) else None
        result = result or ("Any" if name in TUPLES else "Tensor")
        defs = [d for s in signatures for d in one(s, method, result)]
        for d in defs:
            if len(defs) > 1:
                lines.append("@overload")
            lines.append(d)
    return lines


TUPLES = {"max", "min", "sort", "topk", "kthvalue", "median", "nanmedian", "mode", "cummax", "cummin", "split", "chunk", "unbind", "tensor_split", "hsplit", "vsplit", "dsplit",
          "split_with_sizes", "meshgrid", "broadcast_tensors", "std_mean", "var_mean", "aminmax", "frexp", "qr", "svd", "slogdet", "eigh", "lstsq", "where", "unique_dim", "_unique2",
          "unique_consecutive", "triangular_solve", "nonzero_numpy", "atleast_1d", "atleast_2d", "atleast_3d", "q_scale", "native_layer_norm", "batch_norm_update_stats",
          "max_pool2d_with_indices", "max_pool3d_with_indices", "max_pool1d_with_indices", "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d", "fractional_max_pool2d",
          "fractional_max_pool3d", "embedding_bag", "_embedding_bag", "rrelu_with_noise", "multi_head", "result_type"}

HEAD = '''# Written by scripts/python_stubs.py: do not edit.
# mypy: disable-error-code="misc, override, assignment"
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple, Union, overload

Number = Union[int, float, bool]
_bool = bool
_int = int
_float = float
_size = Sequence[int]
'''


def indented(lines):
    return ["    " + line for line in lines]


def renamed(lines):
    """float and int name methods or dtypes beside these lines, so the types are written with their other names."""
    return [re.sub(r"(-> |: |\[)(int|float)\b", r"\1_\2", line) for line in lines]


def without(lines, names):
    """The lines of functions but those of these names, and the @overload above each."""
    kept = []
    for line in lines:
        m = re.match(r"def (\w+)", line)
        if m and m.group(1) in names:
            if kept and kept[-1] == "@overload":
                kept.pop()
        else:
            kept.append(line)
    return kept


def settle(script, files):
    """Writes {path below python/rectify: text}, or with --check says which of them are something else; the exit code."""
    different = 0
    for name, text in files.items():
        path = os.path.join(ROOT, "python/rectify", name)
        text = text.rstrip("\n") + "\n"
        if "--check" not in sys.argv:
            with open(path, "w") as f:
                f.write(text)
        elif not os.path.exists(path) or open(path).read() != text:
            print(f"{script}: {path} is not what the package has; run scripts/{script}.py")
            different = 1
    return different


def main():
    sys.path.insert(0, os.path.join(sys.argv[1], "python"))
    import rectify
    from rectify import _C

    values = ["default_generator: Generator", "strided: layout", *[f"{f}: memory_format" for f in ("contiguous_format", "preserve_format", "channels_last", "channels_last_3d")],
              *[f"{d}: dtype" for d in ("float32", "float64", "float16", "bfloat16", "uint8", "int8", "int16", "int32", "int64", "bool")]]
    tensor = [f"def {name}(self, {args}) -> {result}: ...".replace("(self, )", "(self)") for name, args, result in [
        ("__init__", "*args: Any", "None"), ("item", "", "Any"), ("tolist", "", "Any"), ("size", "dim: Optional[int] = ...", "Any"), ("stride", "dim: Optional[int] = ...", "Any"),
        ("dim", "", "int"), ("ndimension", "", "int"), ("numel", "", "int"), ("nelement", "", "int"), ("element_size", "", "int"), ("data_ptr", "", "int"), ("storage_offset", "", "int"),
        ("is_floating_point", "", "_bool"), ("is_complex", "", "_bool"), ("is_signed", "", "_bool"), ("is_inference", "", "_bool"), ("is_contiguous", "memory_format: Any = ...", "_bool"),
        ("retain_grad", "", "None"), ("backward", "gradient: Optional[Tensor] = ..., retain_graph: Optional[_bool] = ..., create_graph: _bool = ..., inputs: Any = ...", "None"),
        ("register_hook", "hook: Callable[[Tensor], Any]", "Any"), ("to", "*args: Any, **kwargs: Any", "Tensor"), ("type", "dtype: Any = ...", "Any"), ("numpy", "*, force: _bool = ...", "Any"),
        ("cpu", "", "Tensor"), ("cuda", "*args: Any", "Tensor"), ("new", "*args: Any", "Tensor"), ("new_tensor", "data: Any, **kwargs: Any", "Tensor"), ("unique", "*args: Any, **kwargs: Any", "Any"),
        ("norm", "p: Any = ..., dim: Any = ..., keepdim: _bool = ..., dtype: Any = ...", "Tensor"), ("nonzero", "*, as_tuple: _bool = ...", "Any"), ("apply_", "function: Callable[..., Any]", "Tensor"),
        ("map_", "other: Tensor, function: Callable[..., Any]", "Tensor"), ("get_device", "", "int"), ("__len__", "", "int"), ("__bool__", "", "_bool"), ("__int__", "", "int"),
        ("__float__", "", "_float"), ("__index__", "", "int"), ("__getitem__", "key: Any", "Tensor"), ("__setitem__", "key: Any, value: Any", "None"), ("__iter__", "", "Iterator[Tensor]"),
        ("__contains__", "value: Any", "_bool"), ("__neg__", "", "Tensor"), ("__pos__", "", "Tensor"), ("__abs__", "", "Tensor"), ("__invert__", "", "Tensor"), ("__array__", "dtype: Any = ...", "Any"),
        ("__dlpack__", "stream: Any = ...", "Any"), ("__hash__", "", "int")]
        + [(f"__{n}__", "other: Any", "Tensor") for op in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift") for n in (op, "r" + op)]
        + [(f"__i{op}__", "other: Any", "Tensor") for op in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor")]
        + [(f"__{op}__", "other: Any", "Tensor") for op in ("eq", "ne", "lt", "le", "gt", "ge")]
        + [(n, "memory_format: Any = ...", "Tensor") for n in ("float", "double", "half", "bfloat16", "byte", "char", "short", "int", "long", "bool")]]
    tensor = renamed(tensor)
    written = {re.match(r"def (\w+)", line).group(1) for line in tensor}
    methods = without(renamed(functions(_C.Tensor, True)), written)
    properties = {"shape": "Size", "dtype": "_dtype", "ndim": "_int", "device": "Any", "layout": "_layout", "grad": "Optional[Tensor]", "grad_fn": "Any", "requires_grad": "_bool", "is_leaf": "_bool",
                  "retains_grad": "_bool", "output_nr": "_int", "_version": "_int", "data": "Tensor", "T": "Tensor", "mT": "Tensor", "H": "Tensor", "itemsize": "_int", "nbytes": "_int",
                  "is_cuda": "_bool", "is_cpu": "_bool", "is_sparse": "_bool", "is_quantized": "_bool"}
    core = [HEAD, "from ._types import Size", "", "class dtype:", *indented(["is_floating_point: _bool", "is_complex: _bool", "is_signed: _bool", "itemsize: int"]), "class layout: ...", "class memory_format: ...",
            "_dtype = dtype", "_layout = layout", "class Generator:", *indented(["def __init__(self, device: str = ...) -> None: ...", "def manual_seed(self, seed: int) -> Generator: ...", "def initial_seed(self) -> int: ...",
                                           "def seed(self) -> int: ...", "def get_state(self) -> Tensor: ...", "def set_state(self, state: Tensor) -> None: ..."]),
            "class Node:", *indented(["def name(self) -> str: ...", "@property", "def next_functions(self) -> Tuple[Any, ...]: ..."]), "",
            "class Tensor:", *indented([f"{n}: {t}" for n, t in properties.items()]), *indented(tensor), *indented(methods), "",
            *values, "def __getattr__(name: str) -> Any: ..."]
    top = [HEAD, "from ._C import Generator as Generator, Node as Node, Tensor as Tensor, dtype as dtype, layout as layout, memory_format as memory_format", "from ._types import Size as Size",
           "_dtype = dtype", "_layout = layout", "from ._device import device as device, finfo as finfo, iinfo as iinfo", "from ._printing import set_printoptions as set_printoptions",
           "from .autograd import enable_grad as enable_grad, inference_mode as inference_mode, no_grad as no_grad, set_grad_enabled as set_grad_enabled, is_grad_enabled as is_grad_enabled",
           "from .autograd import is_inference_mode_enabled as is_inference_mode_enabled", "from ._serialization import load as load, save as save",
           "from .random import get_rng_state as get_rng_state, initial_seed as initial_seed, manual_seed as manual_seed, seed as seed, set_rng_state as set_rng_state",
           *[f"from . import {m} as {m}" for m in ("autograd", "nn", "optim", "utils", "linalg", "special", "random", "testing", "cuda", "backends", "types", "inspect", "safetensors", "distributions", "amp")],
           *values, "from .amp import autocast as autocast", *[f"{d}: dtype" for d in ["float", "double", "half", "short", "int", "long"]], "inf: _float", "nan: _float", "pi: _float", "e: _float", "newaxis: None", "__version__: str"]
    by_hand = rectify._functions.__all__
    top += [f"from ._functions import {n} as {n}" for n in by_hand]
    top += without(renamed(functions(_C.functions, False)), by_hand) + [f"{t}Tensor: Any" for t in ("Float", "Double", "Half", "BFloat16", "Byte", "Char", "Short", "Int", "Long", "Bool")]
    return settle("python_stubs", {"_C.pyi": "\n".join(core), "__init__.pyi": "\n".join(top)})


if __name__ == "__main__":
    sys.exit(main())
