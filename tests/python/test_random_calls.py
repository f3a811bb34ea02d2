"""A few random calls of every function, and those that docs/python_differences.md names: what differs is what it says."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def test_differences_are_those_of_the_documentation(torch):
    run = subprocess.run([sys.executable, f"{HERE}/random_calls.py", "--calls", "8", "--listed"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
