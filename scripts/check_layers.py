#!/usr/bin/env python3
"""Reads the #include lines of the rooms and fails on one that points back, or on a third-party header in a wrong room.

Usage: check_layers.py [ROOT]

The order is namespaces (one header), parallel, core, activations, {kernels, onednn}, ops, autograd, {nn, optim, data}, {io, inspect, distributed},
{cli, python}: an include goes to an earlier room or stays at home. Rooms in one pair of braces never include each other.
"""
import os
import re
import sys

ORDER = [["namespaces"], ["parallel"], ["core"], ["activations"], ["kernels", "onednn"], ["ops"], ["autograd"], ["nn", "optim", "data"],
         ["io", "inspect", "distributed"], ["umbrella"], ["cli", "python"]]
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}
OUTSIDE = ("cli", "python")  # these see public headers only
ONLY_IN = {"hwy": "kernels", "oneapi": "onednn", "dnnl": "onednn", "png": "data", "jpeglib": "data", "jerror": "data", "sndfile": "data", "kissfft": "data"}
C_HEADERS = {"assert.h", "errno.h", "float.h", "limits.h", "math.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SOURCES = (".h", ".hpp", ".cpp", ".cc", ".def", ".inc")


def room_of(path):
    """The room of a path from the root, and whether it is public: include/rectify/nn/module.h and rectify/nn.h are ("nn", True)."""
    parts = path.split("/")
    if parts[:2] == ["include", "rectify"]:
        room = parts[2].removesuffix(".h")
        return (room if len(parts) > 3 or room in RANK else "umbrella"), True
    if parts[0] == "src":
        return (parts[1] if len(parts) > 2 else None), False
    return parts[0], False


def target_of(path, quote, name):
    """The room an #include goes to, whether that is a public header, or (None, None) for something not ours."""
    if name.startswith("rectify/"):
        return room_of("include/" + name)
    if quote == "<":
        return None, None
    first = name.split("/")[0]
    if "/" in name and first in RANK:
        return first, False
    return room_of(path)[0], False  # a neighbour in the same folder


def complaint(path, quote, name):
    """What is wrong with one #include, or None."""
    room, public = room_of(path)
    if name == "rectify/activations/list.def":
        return None  # a list of names: any room may read it
    if room not in RANK:
        return f"'{room}' is not a room"
    library = re.split(r"[/._]", name)[0]
    if library in ONLY_IN and (quote == "<" or library not in RANK) and room != ONLY_IN[library]:
        return f"only src/{ONLY_IN[library]} may include {name}"
    if public and quote == '"':
        return "public headers are included as <rectify/...>"
    target, target_public = target_of(path, quote, name)
    if target is None:
        if public and ("/" in name or ("." in name and name not in C_HEADERS)):
            return f"public headers include no third-party header, and {name} is one"
        return None
    if target not in RANK:
        return f"{name}: '{target}' is not a room"
    if public and not target_public:
        return f"a public header includes the private {name}"
    if room in OUTSIDE and target not in OUTSIDE and not target_public:
        return f"{room} sees public headers only, and {name} is private"
    if target != room and RANK[target] == RANK[room]:
        return f"{room} and {target} never include each other"
    if RANK[target] > RANK[room]:
        return f"{room} comes before {target}"
    return None


def check(root):
    problems, files = [], 0
    for top in ("include/rectify", "src", "cli", "python"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if not name.endswith(SOURCES):
                    continue
                files += 1
                path = os.path.relpath(os.path.join(folder, name), root)
                with open(os.path.join(root, path), encoding="utf-8") as lines:
                    for number, line in enumerate(lines, 1):
                        match = INCLUDE.match(line)
                        wrong = match and complaint(path, *match.groups())
                        if wrong:
                            problems.append(f"{path}:{number}: {line.strip()}: {wrong}")
    return problems, files


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    problems, files = check(root)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not files:
        print(f"{root}: no sources found", file=sys.stderr)
    if problems or not files:
        return 1
    print(f"layers: {files} files, every include points the right way")
    return 0


if __name__ == "__main__":
    sys.exit(main())
