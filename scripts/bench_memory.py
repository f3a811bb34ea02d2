#!/usr/bin/env python3
"""Runs bench_memory beside the same program built with libtorch and writes a table of both.

Usage: bench_memory.py BUILD_DIR [--out FILE]
"""
import argparse
import os
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TORCH_INCLUDE = "/usr/include/torch/csrc/api/include"
LIST = os.path.join(ROOT, "include/rectify/activations/list.def")
GOAL = 0.6  # of libtorch's bytes, for those whose input libtorch keeps though output or bits would do
SMALL = {"leaky_relu", "relu6", "hardtanh", "hardsigmoid", "softplus", "elu", "selu", "celu"}


def run(program):
    out = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return {name: int(value) for name, value, _ in (line.split() for line in out.splitlines())}


def libtorch(folder):
    rows = os.path.join(folder, "rows.h")  # the rows alone: the headers would be rectify's
    with open(rows, "w", encoding="utf-8") as out:
        for line in open(LIST, encoding="utf-8"):
            if line.startswith("#include"):
                path = os.path.join(ROOT, "include", line.split("<")[1].split(">")[0])
                row = next(text for text in open(path, encoding="utf-8") if text.startswith("RECTIFY_ACTIVATION("))
                out.write(row)
    program = os.path.join(folder, "memory")
    subprocess.run(["g++", "-O2", "-std=c++17", "-w", "-isystem" + TORCH_INCLUDE, f'-DRECTIFY_ACTIVATION_LIST="{rows}"',
                    os.path.join(ROOT, "bench/memory.cpp"), "-o", program, "-ltorch", "-ltorch_cpu", "-lc10"], check=True)
    return run(program)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--out", default=os.path.join(ROOT, "bench/results/memory.md"))
    options = parser.parse_args()
    ours = run(os.path.join(options.build, "bench/bench_memory"))
    theirs = {}
    if os.path.isdir(TORCH_INCLUDE):
        with tempfile.TemporaryDirectory() as folder:
            theirs = libtorch(folder)
    lines = ["# Memory of a training step", "",
             "The most bytes of live tensors during one step of 20 layers Linear(512, 512) + activation at batch 1024, less",
             "parameters and their gradients. One tensor of the network has 2.1 MB. libtorch is Debian's 1.13.1, out of place;",
             "what it has no function for is composed. Made by `make bench-memory`.", "",
             "| activation | rectify, MB | libtorch, MB | ratio |", "|---|---:|---:|---:|"]
    worst = 0
    for name, mine in ours.items():
        peer = theirs.get(name)
        ratio = mine / peer if peer else 0
        worst = max(worst, ratio)
        mark = " (goal 0.6)" if name in SMALL else ""
        lines.append(f"| {name}{mark} | {mine / 1e6:.1f} | {peer / 1e6:.1f} | {ratio:.2f} |" if peer else
                     f"| {name} | {mine / 1e6:.1f} | | |")
        if peer and ratio > (GOAL if name in SMALL else 1):
            print(f"{name}: {ratio:.2f} of libtorch's, more than meant")
    with open(options.out, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    main()
