#!/usr/bin/env python3
"""Fails where an activation's name stands outside its file and list.def: adding one must touch these two only.

Usage: check_activations.py [ROOT]

Looked at are the sources of the library, the command and the bindings; comments and the words of errors do not count.
ALLOWED says where a name stands for good reason.
"""
import os
import re
import sys

LIST = "include/rectify/activations/list.def"
TOPS = ("include/rectify", "src", "cli", "python")
SOURCES = (".h", ".hpp", ".cpp", ".cc", ".in", ".inc", ".def", ".py", ".cmake")
# file, name (* is any): why.
ALLOWED = {
    ("include/rectify/nn/enum.h", "*"): "kReLU, kGELU and so on are libtorch's words for options",
    ("src/nn/init.cpp", "*"): "calculate_gain takes those words",
    ("src/kernels/activation_math-inl.h", "*"): "the mathematics that formulas call, by its names",
    ("src/kernels/activation_wide-inl.h", "*"): "the same",
    ("src/kernels/activation_single-inl.h", "*"): "the same",
    ("src/nn/pooling.cpp", "relu"): "libtorch's lp_pool is made of it",
    ("src/ops/blocked.cpp", "relu"): "oneDNN's own, fused into sums and convolutions",
    ("src/kernels/blocked.h", "relu"): "the same",
    ("src/kernels/blocked.cpp", "relu"): "the same",
    ("src/kernels/gated.cpp", "gelu"): "the gate of geglu",
    **{(f"python/src/functions_{i}.cpp", "*"): "written by a script from the public headers" for i in range(6)},
    ("cli/study.cpp", "*"): "the article compares these",
    ("cli/atlas_subjects.cpp", "*"): "the activations of another shape are made of these",
    ("src/autograd/shaped.cpp", "relu"): "the gate of reglu",
    ("src/autograd/shaped.cpp", "leaky_relu"): "what rrelu is outside training",
}
# Names that are functions of mathematics first: another file may call them as such.
MATHEMATICS = {"tanh", "sigmoid", "threshold", "softplus"}


def activations(root):
    """(function, module) of each line of list.def."""
    found = []
    with open(os.path.join(root, LIST), encoding="utf-8") as lines:
        for line in lines:
            match = re.match(r"#include <(rectify/activations/([a-z0-9_]+)\.h)>", line)
            if not match:
                continue
            with open(os.path.join(root, "include", match.group(1)), encoding="utf-8") as text:
                row = re.search(r"^RECTIFY_ACTIVATION\((\w+), (\w+),", text.read(), re.M)
            if not row or row.group(1) != match.group(2):
                raise SystemExit(f"{match.group(1)}: its row does not say RECTIFY_ACTIVATION({match.group(2)}, Module, …)")
            found.append(row.groups())
    return found


def code(text):
    """text without comments and string literals, its lines kept."""
    blank = lambda m: re.sub(r"[^\n]", " ", m.group(0))
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)


def complaints(root):
    names = activations(root)
    words = {}
    for function, module in names:
        for word in (function, function + "_", function + "_out", module, module + "Impl", module + "Options"):
            words[word] = function
    if len(names) < 2:
        raise SystemExit(f"{LIST}: no activations found")
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b")
    problems, files = [], 0
    for top in TOPS:
        for folder, _, found in os.walk(os.path.join(root, top)):
            for name in sorted(found):
                path = os.path.relpath(os.path.join(folder, name), root)
                if not name.endswith(SOURCES) or path == LIST:
                    continue
                files += 1
                with open(os.path.join(root, path), encoding="utf-8") as text:
                    lines = code(text.read()).split("\n")
                for number, line in enumerate(lines, 1):
                    for match in pattern.finditer(line):
                        function = words[match.group(1)]
                        own = path == f"include/rectify/activations/{function}.h"
                        if own or function in MATHEMATICS or (path, "*") in ALLOWED or (path, function) in ALLOWED:
                            continue
                        problems.append(f"{path}:{number}: {match.group(1)}: the name stands outside {function}.h and list.def")
    return problems, files, len(names)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    problems, files, count = complaints(root)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    print(f"activations: {count} names, each in its file and in list.def only ({files} files)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
