"""The stubs: what the package has, and what mypy says of programs."""
import os
import re
import subprocess
import sys

import pytest

import rectify

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(rectify.__file__))))
PROGRAM = """
import rectify as torch
import rectify.nn as nn
import rectify.optim as optim
from rectify import inspect
from rectify.utils.tensorboard import SummaryWriter

x: torch.Tensor = torch.randn(2, 3)
y = torch.relu(x).sum(dim=1) + 1.0
z = x.view(-1, 3).permute(1, 0).float()
w = torch.zeros(2, 3, dtype=torch.float64, requires_grad=True)
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU())
optimizer = optim.SGD(model.parameters(), lr=0.1)
with inspect.Probe(model, every=2) as probe:
    probe.step(0.5, lr=0.1)
dead: int = inspect.examine(model, x, probe=probe, tau=0.1).count("dead")
repaired: inspect.Repaired = inspect.recycle(model, x, states=["silent"], optimizer=optimizer)
SummaryWriter("there").add_scalar("dead", dead, 1)
print(x.shape, y.tolist(), z.size(0), w.clamp(min=0).mean().item(), model(x))
"""


@pytest.mark.parametrize("script", ["python_stubs", "python_nn_stubs"])
def test_stubs_are_those_of_the_package(script):
    run = subprocess.run([sys.executable, f"{ROOT}/scripts/{script}.py", BUILD, "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def mypy(tmp_path, program):
    return subprocess.run([sys.executable, "-m", "mypy", "--follow-imports", "silent", "--cache-dir", str(tmp_path / "cache"), str(program)], capture_output=True, text=True,
                          cwd=tmp_path, env=dict(os.environ, MYPYPATH=f"{ROOT}/python"))


def test_mypy(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    good = mypy(tmp_path, path)
    assert good.returncode == 0, good.stdout + good.stderr
    path.write_text(PROGRAM + 'torch.relu("a")\ninspect.prune(x, model)\n')
    bad = mypy(tmp_path, path)
    assert 'Argument 1 to "relu" has incompatible type "str"' in bad.stdout and 'Argument 1 to "prune" has incompatible type "Tensor"' in bad.stdout


def test_mypy_takes_and_refuses_lines_by_the_stubs_of_nn(tmp_path):
    program = os.path.join(HERE, "typed_nn.py")
    done = mypy(tmp_path, program)
    found = {int(n) for n in re.findall(r"typed_nn\.py:(\d+): error", done.stdout)}
    with open(program) as f:
        wanted = {i for i, line in enumerate(f, 1) if line.endswith("# error\n")}
    assert found == wanted != set(), done.stdout + done.stderr
