#!/usr/bin/python3
"""Writes python/src/functions_*.inc: one line for each signature of a function or method that the Python package has.

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

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PARTS = 6
READ = {"Tensor": "tensor", "Tensor?": "maybe_tensor", "Scalar": "scalar", "Scalar?": "maybe_scalar", "int": "integer", "int?": "maybe_integer",
        "float": "real", "float?": "maybe_real", "bool": "flag", "bool?": "maybe_flag", "str": "text", "str?": "maybe_text",
        "ScalarType": "dtype", "ScalarType?": "maybe_dtype", "MemoryFormat": "memory_format", "MemoryFormat?": "maybe_memory_format", "Generator?": "generator",
        "Tensor[]": "tensors", "int[]": "integers", "int[]?": "maybe_integers", "float[]?": "maybe_reals", "float[]": "reals", "Tensor?[]": "indices"}
SKIP = {"names", "Dimname", "Stream", "Storage", "Layout,", "DimVector", "QScheme", "ConstQuantizerPtr"}
BY_HAND = {"tensor", "as_tensor", "from_file", "item", "is_same_size", "to", "numpy", "data", "set_", "resize_", "backward", "requires_grad_", "retain_grad",
           "register_hook", "rename", "rename_", "align_to", "align_as", "refine_names", "unflatten", "__and__", "is_nonzero", "equal_", "index", "index_put_",
           "_index_put_impl_", "index_put", "sym_size", "detach", "detach_", "type_as", "is_leaf", "output_nr", "_version", "retains_grad", "__lshift__", "__rshift__", "__or__", "__xor__",
           "__iand__", "__ilshift__", "__irshift__", "__ior__", "__ixor__", "can_cast", "result_type", "promote_types", "empty_quantized", "sym_size", "unsafe_split", "unsafe_chunk",
           "native_batch_norm", "norm", "unique_consecutive", "unique_dim", "stft", "istft", "split", "tensor_split", "meshgrid", "einsum", "cdist", "lu", "save", "load",
           "gradient", "broadcast_tensors", "block_diag", "cartesian_prod", "atleast_1d", "atleast_2d", "atleast_3d", "tensordot", "chain_matmul", "manual_seed", "set_data"}


def schemas():
    for path in sorted(glob.glob("/usr/include/ATen/ops/*_ops.h")):
        for text in re.findall(r'schema_str, "(.*?)"\)\n', open(path).read()):
            yield text.replace('\\"', '"')


def split(text):
    """At commas outside brackets."""
    parts, depth, at = [], 0, 0
    for i, c in enumerate(text):
        depth += c in "[("
        depth -= c in "])"
        if c == "," and depth == 0:
            parts.append(text[at:i].strip())
            at = i + 1
    last = text[at:].strip()
    return parts + [last] if last else parts


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


def entry(schema):
    name, parameters, returns = parse(schema)
    if any(k.split("[")[0].rstrip("?") in ("Dimname", "Stream", "Storage", "QScheme") for k, *_ in parameters) or "Dimname" in returns:
        return []
    if name in BY_HAND or name.endswith("_backward") or name.startswith("_") and name not in ("_log_softmax", "_softmax"):
        return []
    out = [p for p in parameters if p[3] and p[1] in ("out", "values", "indices", "max", "min", "out0", "out1", "solution", "U", "S", "V", "Q", "R") and p[0] == "Tensor"]
    if out or "(a!)" in schema.split("->")[0] and not schema.split("(", 1)[1].startswith("Tensor(a!) self"):
        return []
    flags = ""
    tag = {"special_": "s", "linalg_": "l"}.get(re.match(r"(special_|linalg_)?", name).group(0))
    if tag:
        short = name.split("_", 1)[1]
        flags = tag if hasattr(torch.special if tag == "s" else torch.linalg, short) else ""
    else:
        short = name
        flags += "f" if hasattr(torch._C._VariableFunctions, name) else ""
        flags += "m" if hasattr(torch._C._TensorBase, name) else ""
        flags += "n" if hasattr(torch._C._nn, name) else ""
    if not flags:
        return []
    if parameters and parameters[0][1] != "self":
        flags = flags.replace("m", "")
        if not flags:
            return []
    shown, read, methods, factory = [], [], [], False
    star = False
    plain = [p for p in parameters if p[1] not in ("layout", "device", "pin_memory")]
    factory = len(plain) != len(parameters)
    index = 0
    options = ""
    for kind, identifier, default, keyword in plain:
        sized = re.match(r"(int|float|bool)\[(\d*)\](\??)$", kind)
        key = kind
        if sized:
            key = ("int" if sized.group(1) == "int" else sized.group(1)) + "[]" + sized.group(3)
        if factory and identifier == "dtype":
            options = f"a.options({index})"
        elif key not in READ:
            return []
        else:
            read.append(f"a.{READ[key]}({index})")
        if keyword and not star:
            shown.append("*")
            star = True
        if default is not None:
            default = {"Mean": "1", "None": "None", "long": "int64", "contiguous_format": "contiguous_format"}.get(default, default.replace("'", '"').strip('"') if kind.startswith("str") else default)
        label = "input" if identifier == "self" else identifier
        shown.append(f"{kind} {label}" + (f"={default}" if default is not None else ""))
        index += 1
    if factory:
        if not options:
            return []
        if not star:
            shown.append("*")
        shown += ["Device? device=None", "Layout? layout=None", "bool? pin_memory=None", "bool? requires_grad=False"]
        like = name.endswith("_like") or name.startswith("new_")
        out_form = f'"{name}.out(' in HAVE_OUT or f"{name}.out(" in HAVE_OUT
        memory = [r for r in read if "memory_format" in r]
        read = [r for r in read if "memory_format" not in r] + [options] + memory
        calls = [f"torch::{name}({', '.join(read)})", f"{read[0]}.{name}({', '.join(read[1:])})"]
        out = name not in ("empty_like", "zeros_like") and not like
    else:
        tail = ", ".join(read)
        calls = [f"torch::{name}({tail})", f"{read[0]}.{name}({', '.join(read[1:])})" if read and read[0].startswith("a.tensor") else None]
        out = any(s.startswith(f"{name}.") and "(a!) out" in s or s.startswith(f"{name}.") and re.search(r"Tensor\(a!\) (values|max|min|Q|U|sign)", s) for s in OUT.get(name, []))
    if out and "n" not in flags.replace("f", "").replace("m", "") or out:
        if "*" not in shown:
            shown.append("*")
        shown.append("Tensor? out=None")
    names = re.findall(r"Tensor(?:\([a-z!|]+\))? (\w+)", returns) if returns.startswith("(") else []
    signature = f"{short}({', '.join(shown)})".replace('"', '\\"')
    for call in [c for c in calls if c]:  # undefined tensors and lists of none are said in two ways
        for old, new in (("a.maybe_tensor(", "a.tensor("), ("a.maybe_integers(", "a.integers("), ("a.maybe_tensor(", "a.tensor(")):
            if old in call:
                calls.append(call := call.replace(old, new))
    return [(flags, signature, ",".join(names), call) for call in calls if call]


ALL = list(schemas())
OUT = {}
for s in ALL:
    OUT.setdefault(s.split("(")[0].split(".")[0], []).append(s)
HAVE_OUT = {s for s in ALL if ".out(" in s}


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
    lines = sorted({f'R("{f}", "{s}", "{n}", {call})' for f, s, n, call in chosen.values()}, key=lambda l: l.split('", "')[1].lower())
    missing = sorted({e[0][1].split("(")[0] for i, e in enumerate(candidates) if i not in chosen} - {c[1].split("(")[0] for c in chosen.values()})
    for part in range(PARTS):
        with open(f"{ROOT}/python/src/functions_{part}.inc", "w") as f:
            f.write("// Written by scripts/python_functions.py: do not edit.\n" + "\n".join(lines[part * len(lines) // PARTS : (part + 1) * len(lines) // PARTS]) + "\n")
    print(len(lines), "signatures;", len(missing), "names are absent:", " ".join(missing))


if __name__ == "__main__":
    main()
