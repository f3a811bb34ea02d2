"""A sample of random_calls.py: only functions of known_differences.txt may differ from PyTorch."""
import os
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))


def known():
    with open(f"{HERE}/known_differences.txt") as f:
        return {line.split(":")[0] for line in f if not line.startswith("#")}


@pytest.mark.parametrize("seed", [101, 102])
def test_a_sample(torch, seed):
    run = subprocess.run([sys.executable, f"{HERE}/random_calls.py", "--seed", str(seed), "--calls", "3000"], capture_output=True, text=True)
    assert "calls with results" in run.stdout, run.stderr
    different = {line.split(":")[0] for line in run.stdout.splitlines() if line and line[0] not in " [" and line.rstrip()[-1].isdigit() and ": " in line and "calls" not in line}
    assert different <= known(), run.stdout


def test_the_list_names_functions():
    import rectify

    places = (rectify._C.functions, rectify._C.Tensor, rectify._C.nn, rectify._C.special, rectify._C.linalg)
    assert [n for n in known() if not any(hasattr(p, n) for p in places)] == []
