#!/usr/bin/env python3
"""Runs bench_memory beside the same program built with libtorch and writes a table of both: bench_memory.py BUILD_DIR [--out DIR].

Writes DIR/memory.md; libtorch's columns are empty where libtorch-dev is not installed."""
import os
import subprocess

import bench

LIST = f"{bench.ROOT}/include/rectify/activations/list.def"
GOAL = 0.6  # of libtorch's bytes, for those whose input libtorch keeps though output or bits would do
SMALL = {"leaky_relu", "relu6", "hardtanh", "hardsigmoid", "softplus", "elu", "selu", "celu"}


def run(program):
    out = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return {name: int(value) for name, value, _ in (line.split() for line in out.splitlines())}


def libtorch(build):
    """libtorch's program reads the rows of the activations alone: their headers would be rectify's."""
    files = [f"{bench.ROOT}/include/{line.split('<')[1].split('>')[0]}" for line in open(LIST) if line.startswith("#include")]
    rows = f"{build}/memory_rows.h"
    with open(rows, "w") as out:
        out.writelines(next(line for line in open(f) if line.startswith("RECTIFY_ACTIVATION(")) for f in files)
    program = bench.twin(build, "memory", None, "-w", f'-DRECTIFY_ACTIVATION_LIST="{os.path.abspath(rows)}"', needs=files)
    return run(program) if program else {}


def main():
    args = bench.options(__doc__).parse_args()
    ours, theirs = run(f"{args.build}/bench/bench_memory"), libtorch(args.build)
    lines = ["# Memory of a training step", "",
             "The most bytes of live tensors during one step of 20 layers Linear(512, 512) + activation at batch 1024, less",
             "parameters and their gradients. One tensor of the network has 2.1 MB. libtorch is Debian's 1.13.1, out of place;",
             "what it has no function for is composed. Made by `make bench-memory`.", "",
             "| activation | rectify, MB | libtorch, MB | ratio | goal |", "|---|---:|---:|---:|---:|"]
    for name, mine in ours.items():
        peer, goal = theirs.get(name), GOAL if name in SMALL else 1
        lines.append(f"| {name} | {mine / 1e6:.1f} | " + (f"{peer / 1e6:.1f} | {mine / peer:.2f} | {goal} |" if peer else "| | |"))
        if peer and mine > goal * peer:
            print(f"{name}: {mine / peer:.2f} of libtorch's, more than meant")
    bench.write(f"{args.out}/memory.md", lines)


main()
