"""The command as a user has it, for the tests of this folder: their first argument is its path. Standard library only."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

RECTIFY = os.path.abspath(sys.argv[1])
TOP = pathlib.Path(tempfile.mkdtemp(prefix="rectify-cli-"))  # where it runs
failures = 0


def check(ok, what):
    global failures
    if not ok:
        failures += 1
        print("FAILED:", what, flush=True)


def run(*args, **kw):
    return subprocess.run([RECTIFY, *map(str, args)], stdout=kw.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, text=True, timeout=300, cwd=TOP, **kw)


def start(*args):
    return subprocess.Popen([RECTIFY, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=TOP)


def refused(status, words, *args, **kw):
    """One line that begins with the command's name and says `words`, and this exit status."""
    r = run(*args, **kw)
    lines = r.stderr.splitlines()
    check(r.returncode == status and len(lines) == 1 and lines[0].startswith("rectify: ") and words in lines[0],
          f"{args}: wanted {status} and '{words}', got {r.returncode} {r.stderr!r}")


def finish():
    shutil.rmtree(TOP)
    print("failures:", failures)
    sys.exit(failures > 0)
