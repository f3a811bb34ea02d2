#!/usr/bin/python3
"""Writes python/src/functions_0.cpp and on: one line for each signature of a function or method that the Python package has.

A signature comes from the schema in ATen's headers (libtorch-dev) and is kept where the expression beside it compiles against
rectify's public headers; where it shows (torch, Tensor, nn, special, linalg) is what python3-torch says. Needs both packages.

    R(flags, "add(Tensor input, Tensor other, *, Scalar alpha=1)", "", torch::add(a.tensor(0), a.tensor(1), a.scalar(2)))

flags: f torch, m Tensor, n torch._C._nn, s special, l linalg. The third field names a tuple's parts.
"""
import glob
import os
import re
import subprocess
import sys

import torch
from python_stubs import split

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PARTS = 6
READ = {"Tensor": "tensor", "Tensor?": "maybe_tensor", "Scalar": "scalar", "Scalar?": "maybe_scalar", "int": "integer", "int?": "maybe_integer",
        "float": "real", "float?": "maybe_real", "bool": "flag", "bool?": "maybe_flag", "str": "text", "str?": "maybe_text",
        "ScalarType": "dtype", "ScalarType?": "maybe_dtype", "MemoryFormat": "memory_format", "MemoryFormat?": "maybe_memory_format", "Generator?": "generator",
        "Tensor[]": "tensors", "int[]": "integers", "int[]?": "maybe_integers", "float[]?": "maybe_reals", "float[]": "reals", "Tensor?[]": "indices"}
OUTPUTS = {"out", "values", "indices", "max", "min", "out0", "out1", "solution", "U", "S", "V", "Q", "R"}
BY_HAND = {"tensor", "as_tensor", "from_file", "item", "is_same_size", "to", "numpy", "data", "set_", "resize_", "backward", "requires_grad_", "retain_grad",
           "register_hook", "rename", "rename_", "align_to", "align_as", "refine_names", "unflatten", "__and__", "is_nonzero", "equal_", "index", "index_put_",
           "_index_put_impl_", "index_put", "detach", "detach_", "type_as", "is_leaf", "output_nr", "_version", "retains_grad", "__lshift__", "__rshift__", "__or__", "__xor__",
           "__iand__", "__ilshift__", "__irshift__", "__ior__", "__ixor__", "can_cast", "result_type", "promote_types", "empty_quantized", "sym_size", "unsafe_split", "unsafe_chunk",
           "native_batch_norm", "norm", "unique_consecutive", "unique_dim", "stft", "istft", "split", "tensor_split", "meshgrid", "einsum", "cdist", "lu", "save", "load",
           "gradient", "broadcast_tensors", "block_diag", "cartesian_prod", "atleast_1d", "atleast_2d", "atleast_3d", "tensordot", "chain_matmul", "manual_seed", "set_data"}


def schemas():
    for path in sorted(glob.glob("/usr/include/ATen/ops/*_ops.h")):
        for text in re.findall(r'schema_str, "(.*?)"\)\n', open(path).read()):
            yield text.replace('\\"', '"')


def parse(schema):
    head, rest = schema.split("(", 1)
    depth, i = 1, 0
    while depth:
        depth += (rest[i] == "(") - (rest[i] == ")")
        i += 1
    inside, returns = rest[: i - 1], rest[i:].replace("->", "").strip()
    name = head.split(".")[0]
    parameters, keyword = [], False
    for p in split(inside):
        if p == "*":
            keyword = True
            continue
        kind, tail = p.rsplit(" ", 1)
        kind = re.sub(r"\([a-z!|>* -]+\)", "", kind).replace("SymInt", "int")
        identifier, _, default = tail.partition("=")
        parameters.append((kind, identifier, default or None, keyword))
    return name, parameters, returns


def where_shown(name, parameters):
    """Where python3-torch has the function: the flags of a row."""
    tag = {"special_": "s", "linalg_": "l"}.get(re.match(r"(special_|linalg_)?", name).group(0))
    if tag:
        return tag if hasattr(torch.special if tag == "s" else torch.linalg, short_name(name)) else ""
    flags = "f" if hasattr(torch._C._VariableFunctions, name) else ""
    flags += "m" if callable(getattr(torch._C._TensorBase, name, None)) and not (parameters and parameters[0][1] != "self") else ""
    return flags + ("n" if hasattr(torch._C._nn, name) else "")


def short_name(name):
    return re.sub(r"^(special_|linalg_)", "", name)


def shown_default(kind, default):
    if kind.startswith("str"):
        default = default.strip("'\"")
    return {"Mean": "1", "long": "int64"}.get(default, default)


def spellings(call):
    """Undefined tensors and lists of none are said in two ways in C++."""
    yield call
    for old, new in (("a.maybe_tensor(", "a.tensor("), ("a.maybe_integers(", "a.integers(")):
        if old in call:
            call = call.replace(old, new)
            yield call


def entry(schema):
    """The rows that may serve for a schema: (flags, signature, names of a tuple's parts, expression), the best expression first."""
    name, parameters, returns = parse(schema)
    if any(k.split("[")[0].rstrip("?") in ("Dimname", "Stream", "Storage", "QScheme") for k, *_ in parameters) or "Dimname" in returns:
        return []
    if name in BY_HAND or name.endswith("_backward") or name.startswith("_"):
        return []
    if any(keyword and kind == "Tensor" and p in OUTPUTS for kind, p, _, keyword in parameters):
        return []  # the form that writes into out: Python has it as a keyword of the plain one
    if "(a!)" in schema.split("->")[0] and not schema.split("(", 1)[1].startswith("Tensor(a!) self"):
        return []
    flags = where_shown(name, parameters)
    if not flags:
        return []
    plain = [p for p in parameters if p[1] not in ("layout", "device", "pin_memory")]
    factory = len(plain) != len(parameters)
    shown, read, options = [], [], None
    for index, (kind, identifier, default, keyword) in enumerate(plain):
        if factory and identifier == "dtype":
            options = f"a.options({index})"
        else:
            reader = READ.get(re.sub(r"\[\d+\]", "[]", kind))
            if reader is None:
                return []
            read.append(f"a.{reader}({index})")
        if keyword and "*" not in shown:
            shown.append("*")
        label = "input" if identifier == "self" else identifier
        shown.append(f"{kind} {label}" + (f"={shown_default(kind, default)}" if default is not None else ""))
    out = any("(a!) out" in s or re.search(r"Tensor\(a!\) (values|max|min|Q|U|sign)", s) for s in FORMS[name] if s.startswith(f"{name}."))
    if factory:
        if options is None:
            return []
        out = not (name.endswith("_like") or name.startswith("new_"))
        memory = [r for r in read if "memory_format" in r]
        read = [r for r in read if r not in memory] + [options] + memory
    if (factory or out) and "*" not in shown:
        shown.append("*")
    shown += ["Device? device=None", "Layout? layout=None", "bool? pin_memory=None", "bool? requires_grad=False"] if factory else []
    shown += ["Tensor? out=None"] if out else []
    calls = [f"torch::{name}({', '.join(read)})"]
    if factory or read and read[0].startswith("a.tensor"):
        calls.append(f"{read[0]}.{name}({', '.join(read[1:])})")
    names = re.findall(r"Tensor(?:\([a-z!|]+\))? (\w+)", returns) if returns.startswith("(") else []
    signature = f"{short_name(name)}({', '.join(shown)})".replace('"', '\\"')
    return [(flags, signature, ",".join(names), spelling) for call in calls for spelling in spellings(call)]


ALL = list(schemas())
FORMS = {}  # by the function's name
for s in ALL:
    FORMS.setdefault(s.split("(")[0].split(".")[0], []).append(s)


def compiles(lines):
    """Which of the lines compile, by the numbers of those that do not."""
    good = dict(enumerate(lines))
    for _ in range(8):
        with open("/tmp/python_functions_probe.cpp", "w") as f:
            f.write('#include "args.h"\n')
            order = list(good)
            for k in order:
                f.write(f"inline auto probe{k}(rectify::python::Args& a) {{ return rectify::python::Result({good[k]}); }}\n")
        run = subprocess.run(["g++", "-std=c++20", "-fsyntax-only", "-fmax-errors=0", "-w", f"-I{ROOT}/include", f"-I{ROOT}/compat", f"-I{ROOT}/python/src",
                              "-I/usr/include/python3.11", "-I/usr/lib/python3/dist-packages/pybind11/include", "/tmp/python_functions_probe.cpp"], capture_output=True, text=True)
        bad = {int(n) for n in re.findall(r"probe\.cpp:(\d+):\d+: error", run.stderr)} | {int(n) for n in re.findall(r"probe\.cpp:(\d+):\d+:\s+required from", run.stderr)}
        for n in bad:
            if 2 <= n < 2 + len(order):
                good.pop(order[n - 2], None)
        if run.returncode == 0:
            return set(good)
        if not bad:
            sys.exit(run.stderr[:3000])
    sys.exit("does not settle")


def main():
    candidates = [e for s in ALL for e in [entry(s)] if e]
    flat = [(i, c) for i, e in enumerate(candidates) for c in e]
    good = compiles([c[3] for _, c in flat])
    chosen = {}
    for k, (i, c) in enumerate(flat):
        if k in good and i not in chosen:
            chosen[i] = c
    lines = sorted({f'R("{f}", "{s}", "{n}", {call})' for f, s, n, call in chosen.values()}, key=lambda l: (l.split('", "')[1].lower(), l))
    missing = sorted({e[0][1].split("(")[0] for i, e in enumerate(candidates) if i not in chosen} - {c[1].split("(")[0] for c in chosen.values()})
    for part in range(PARTS):
        rows = "\n".join(lines[part * len(lines) // PARTS : (part + 1) * len(lines) // PARTS])
        with open(f"{ROOT}/python/src/functions_{part}.cpp", "w") as f:
            f.write(f"""// Written by scripts/python_functions.py: do not edit.
// clang-format off
#include "args.h"

namespace rectify::python {{
extern const Row rows_{part}[] = {{
{rows}
}};
extern const size_t count_{part} = std::size(rows_{part});
}}  // namespace rectify::python
""")
    print(len(lines), "signatures;", len(missing), "names are absent:", " ".join(missing))


if __name__ == "__main__":
    main()
