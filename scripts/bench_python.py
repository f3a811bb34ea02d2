#!/usr/bin/env python3
"""Times the Python package beside python3-torch and the C++ step: paired runs, medians.

Usage: bench_python.py BUILD_DIR [--rounds N] [--epoch] [--out DIR]

Writes DIR/python.md with the machine's description. python3-torch's columns are empty where it is not installed.
"""
import json
import os
import statistics
import subprocess
import time

import bench

PYTHON = "/usr/bin/python3"


def one(package, threads, build, epoch):
    env = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads), PYTHONPATH=f"{build}/python")
    command = [PYTHON, f"{bench.ROOT}/bench/step_python.py", package, str(threads)] + (["--epoch"] if epoch else [])
    return json.loads(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout)


def main():
    parser = bench.options(__doc__, rounds=3)
    parser.add_argument("--epoch", action="store_true", help="an epoch of Fashion-MNIST as well")
    args = parser.parse_args()
    peer = subprocess.run([PYTHON, "-c", "import torch"], capture_output=True).returncode == 0
    text = ["# Python, measured " + time.strftime("%Y-%m-%d"), "", bench.machine(), "",
            f"`make bench-python` repeats this: the training step of the article's network, medians of {args.rounds} rounds in which each program runs once. "
            "*over C++* is what Python adds to the C++ step.", ""]
    for threads in bench.threads_here():
        seen = {"rectify": [], "torch": [], "C++": []}
        for _ in range(args.rounds):
            seen["C++"].append(bench.run(f"{args.build}/bench/bench_step", threads))
            seen["rectify"].append(one("rectify", threads, args.build, args.epoch))
            if peer:
                seen["torch"].append(one("torch", threads, args.build, args.epoch))

        def middle(of, f):
            return statistics.median(f(r) for r in seen[of]) if seen[of] else None

        text += [f"## {bench.heading(threads)}", "", "| | rectify µs | python3-torch µs | torch / rectify | C++ µs | over C++ µs |", "|---|---:|---:|---:|---:|---:|"]

        def row(name, f, cpp=None):
            own, other = middle("rectify", f), middle("torch", f)
            in_cpp = middle("C++", cpp) if cpp else None
            text.append(f"| {name} | {own:.2f} | " + (f"{other:.2f} | {other / own:.2f} | " if other else "| | ") + (f"{in_cpp:.2f} | {own - in_cpp:.2f} |" if in_cpp else "| |"))

        for batch in (1, 32, 128, 512):
            row(f"step, batch {batch}", lambda r: r["step"][str(batch)], lambda r: r[f"step_b{batch}"] / 1e3)
        row("relu of 16 floats", lambda r: r["relu"] / 1e3)
        if args.epoch:
            row("an epoch of Fashion-MNIST with DataLoader", lambda r: r["epoch"] * 1e6)
        text.append("")
    bench.write(f"{args.out}/python.md", text[:-1])


main()
