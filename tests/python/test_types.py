"""The stubs: what the extension has, and what mypy says of programs."""
import os
import shutil
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = """
import rectify as torch
import rectify.nn as nn
import rectify.optim as optim

x: torch.Tensor = torch.randn(2, 3)
y = torch.relu(x).sum(dim=1) + 1.0
z = x.view(-1, 3).permute(1, 0).float()
w = torch.zeros(2, 3, dtype=torch.float64, requires_grad=True)
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU())
optimizer = optim.SGD(model.parameters(), lr=0.1)
print(x.shape, y.tolist(), z.size(0), w.clamp(min=0).mean().item(), model(x))
"""


def test_stubs_are_those_of_the_extension():
    import rectify

    build = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(rectify._C.__file__))))
    run = subprocess.run([sys.executable, f"{ROOT}/scripts/python_stubs.py", build, "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def mypy(tmp_path, text):
    path = tmp_path / "program.py"
    path.write_text(text)
    return subprocess.run(["mypy", "--python-executable", sys.executable, "--cache-dir", str(tmp_path / "cache"), "--follow-imports", "silent", str(path)], capture_output=True, text=True,
                          env=dict(os.environ, MYPYPATH=f"{ROOT}/python"))


@pytest.mark.skipif(shutil.which("mypy") is None, reason="mypy is not installed")
def test_mypy(tmp_path):
    good = mypy(tmp_path, PROGRAM)
    assert good.returncode == 0, good.stdout
    bad = mypy(tmp_path, PROGRAM + 'torch.relu("a")\n')
    assert 'Argument 1 to "relu" has incompatible type "str"' in bad.stdout
