"""The stubs of rectify.nn are those of the package, and mypy takes and refuses by them."""
import os
import pathlib
import re
import subprocess
import sys

import pytest

import rectify

HERE = pathlib.Path(__file__).parent
BUILD = pathlib.Path(rectify.__file__).parents[2]


def test_stubs_are_the_packages():
    if not (BUILD / "CMakeCache.txt").exists():
        pytest.skip("the package is installed, not in a build folder")
    script = HERE.parents[1] / "scripts/python_nn_stubs.py"
    done = subprocess.run([sys.executable, script, BUILD, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy(tmp_path):
    pytest.importorskip("mypy")
    program = HERE / "typed_nn.py"
    done = subprocess.run([sys.executable, "-m", "mypy", "--follow-imports=silent", "--cache-dir", tmp_path, program], capture_output=True,
                          text=True, cwd=tmp_path, env={**os.environ, "MYPYPATH": str(HERE.parents[1] / "python")})
    found = {int(n) for n in re.findall(r"typed_nn\.py:(\d+): error", done.stdout)}
    wanted = {i for i, line in enumerate(program.read_text().split("\n"), 1) if line.endswith("# error")}
    assert found == wanted, done.stdout + done.stderr
