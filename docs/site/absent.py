"""The list of what PyTorch has and the package lacks, from torch_names.json and the package as it is."""
import importlib
import inspect
import json
import os
import re

import python_api


def refuses(value):
    """Whether a function does nothing but raise NotImplementedError."""
    code = getattr(value, "__code__", None)
    return code is not None and set(code.co_names) <= {"NotImplementedError", "RuntimeError", "check_device"} and any(n.endswith("Error") for n in code.co_names)


def parameters(value):
    found = []
    if type(value).__name__ == "builtin_function":
        for row in value.signatures.split("\n"):
            found += [p.rpartition(" ")[2].partition("=")[0] for p in python_api.split(row[row.index("(") + 1:row.rindex(")")])]
        return set(found)
    if not (inspect.isfunction(value) or inspect.isclass(value) and inspect.isfunction(value.__init__)):
        return None
    all_of = inspect.signature(value.__init__ if inspect.isclass(value) else value).parameters.values()
    if any(p.kind == p.VAR_KEYWORD for p in all_of):
        return None
    return {p.name for p in all_of}


def compare():
    """[(namespace, how many are there, absent names, {name: absent parameters})], and the absent modules."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch_names.json")) as f:
        known = json.load(f)
    rows = []
    for space, names in known.items():
        if not space.startswith("torch"):
            continue
        owner = python_api.owner_of(space.replace("torch", "rectify", 1))
        absent = [n for n in names if owner is None or not hasattr(owner, n) or refuses(getattr(owner, n))]
        options = {}
        for n, wanted in names.items():
            if n not in absent and wanted is not None:
                have = parameters(getattr(owner, n))
                if have is not None and set(wanted) - have:
                    options[n] = [w for w in wanted if w not in have]
        rows.append((space, len(names) - len(absent), absent, options))
    modules = []
    for name in known["modules"]:
        try:
            importlib.import_module("rectify." + name)
        except ImportError:
            modules.append(name)
    return known["version"], rows, modules


def code(names):
    return ", ".join(f"`{n}`" for n in names)


def page():
    version, rows, modules = compare()
    number = re.match(r"[\d.]*\d", version).group(0)
    lines = ["# What is absent", "",
             f"This page is written by a script that compares what PyTorch {number} documents with the package this site was built for.", "",
             "| namespace | there | absent |", "|---|---:|---:|"]
    lines += [f"| `{s}` | {n} | {len(a)} |" for s, n, a, _ in rows]
    lines += ["", "Namespaces that are absent altogether: " + code("torch." + m for m in modules) + ".", ""]
    for space, _, absent, options in rows:
        if not absent and not options:
            continue
        lines += [f"## {space}", ""]
        if absent:
            lines += [code(absent) + ".", ""]
        if options:
            lines += ["Arguments that are absent: " + "; ".join(f"of `{n}` {code(o)}" for n, o in options.items()) + ".", ""]
    return "\n".join(lines)
