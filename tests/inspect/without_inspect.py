#!/usr/bin/env python3
"""Deleting src/inspect breaks nothing. Usage: without_inspect.py ROOT COMMAND NEEDS

COMMAND was linked without the room; NEEDS is the pattern of the command's files that are left out with it. Here: no file that stays includes a header
of the room, CMake configures a tree in which the room is deleted and names none of its files, and the command does what is left.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT, COMMAND, NEEDS = pathlib.Path(sys.argv[1]), sys.argv[2], re.compile(sys.argv[3])
TOPS = ("include", "compat", "src", "cli", "python", "tests", "bench", "examples")
ROOM = re.compile(r"^(src/inspect/|include/rectify/inspect|tests/inspect/|bench/probe\.cpp|python/src/inspect\.cpp|examples/inspect\.cpp)")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]((?:rectify/)?inspect[./][^>"]*)[>"]', re.MULTILINE)
# Headers of the command that only the files of NEEDS may include.
OWN = {f"cli/{name}.h" for name in ("recording", "report_page", "study", "watch")}
OWN_INCLUDE = re.compile(r'^\s*#\s*include\s*"(recording|report_page|study|watch)\.h"', re.MULTILINE)
failures = []


def check(ok, words):
    if not ok:
        failures.append(words)
        print(words, file=sys.stderr)


def includes(root):
    """What the files that stay include of the room."""
    found = []
    for top in TOPS:
        for path in sorted((root / top).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix not in (".h", ".cpp", ".def", ".inc") or ROOM.match(name) or NEEDS.search("/" + name) or name in OWN:
                continue
            text = path.read_text(encoding="utf-8")
            found += [f"{name} includes {m}" for m in INCLUDE.findall(text)]
            if name.startswith("cli/"):
                found += [f"{name} includes {m}.h" for m in OWN_INCLUDE.findall(text)]
    return found


def run(*args, **more):
    return subprocess.run([str(a) for a in args], capture_output=True, text=True, check=False, **more)


for line in includes(ROOT):
    check(False, line)

with tempfile.TemporaryDirectory() as folder:
    tree = pathlib.Path(folder) / "tree"
    for top in (*TOPS, "cmake", "docs", "scripts"):
        shutil.copytree(ROOT / top, tree / top, symlinks=True, ignore=shutil.ignore_patterns("golden", "results", "__pycache__"))
    for name in ("CMakeLists.txt", "LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, tree / name)
    for name in ("src/inspect", "include/rectify/inspect", "tests/inspect"):
        shutil.rmtree(tree / name)
    (tree / "include/rectify/inspect.h").unlink()
    # This check sees one.
    victim = tree / "src/nn/planted.cpp"
    victim.write_text("#include <rectify/inspect.h>\n")
    check(includes(tree) == ["src/nn/planted.cpp includes rectify/inspect.h"], "a planted include is not seen")
    victim.unlink()
    build = pathlib.Path(folder) / "build"
    r = run("cmake", "-S", tree, "-B", build, "-G", "Ninja", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-DRECTIFY_TESTS=ON", "-DRECTIFY_EXAMPLES=ON")
    check(r.returncode == 0, f"CMake without the room: {r.stderr[-2000:]}")
    if r.returncode == 0:
        files = [pathlib.Path(c["file"]).relative_to(tree).as_posix() for c in json.loads((build / "compile_commands.json").read_text())
                 if pathlib.Path(c["file"]).is_relative_to(tree)]
        check("src/nn/module.cpp" in files and "cli/no_inspect.cpp" in files, "the rest is not built")
        check(not [f for f in files if ROOM.match(f) or NEEDS.search("/" + f)], "something of the room is built")

    here = {"cwd": folder}
    table = pathlib.Path(folder) / "table.csv"
    table.write_text("u,v,kind\n" + "".join(f"{i % 7},{i % 5},{'ab'[i % 2]}\n" for i in range(60)))
    r = run(COMMAND, "train", "--data", table, "--hidden", 8, "--epochs", 1, "--out", "run", **here)
    check(r.returncode == 0 and "test accuracy" in r.stdout, f"train: {r.stderr}")
    for command in (("doctor", "run"), ("study",), ("train", "--data", table, "--epochs", 1, "--out", "other", "--watch")):
        r = run(COMMAND, *command, **here)
        check(r.returncode == 2 and "made without the room inspect" in r.stderr, f"{command[0]}: {r}")

print(f"failures: {len(failures)}")
sys.exit(bool(failures))
