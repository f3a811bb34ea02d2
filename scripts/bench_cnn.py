#!/usr/bin/env python3
"""Runs bench/cnn.cpp of rectify beside libtorch's, in turn, with 1 and 2 threads, and prints medians and ratios.

Usage: bench_cnn.py BUILD_DIR [--rounds N] [--out DIR]

Writes DIR/cnn.md with the machine's description. libtorch's columns are empty where libtorch-dev is not installed.
"""
import argparse
import os
import subprocess
import sys
import time

from bench import ROOT, TORCH_INCLUDE, machine, paired

GOALS = {"small_cnn_train_b64": 1.8, "resnet18_infer_b1": 1.4, "resnet18_train_b8": 1.7}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", default=f"{ROOT}/bench/results")
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    programs = {"rectify": f"{args.build}/bench/bench_cnn"}
    if os.path.isdir(TORCH_INCLUDE):
        source, target = f"{ROOT}/bench/cnn.cpp", f"{args.build}/bench-libtorch/cnn"
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target) or os.path.getmtime(target) < os.path.getmtime(source):
            print("building bench/cnn.cpp against libtorch", file=sys.stderr)
            subprocess.run(["g++", "-O2", "-std=c++17", f"-I{TORCH_INCLUDE}", source, "-o", target, "-ltorch", "-ltorch_cpu", "-lc10"], check=True)
        programs["libtorch"] = target

    text = [f"# Convolutional networks, measured {time.strftime('%Y-%m-%d')}", "", machine(), "",
            f"Medians of {args.rounds} rounds; in each round every program runs once, in turn. `make bench-cnn` repeats this.", ""]
    own = {}
    for threads in (1, 2):
        if threads > (os.cpu_count() or 1):
            continue
        rows = paired(programs, threads, args.rounds)
        own[threads] = rows["rectify"]
        text += [f"## {threads} thread{'s' if threads > 1 else ''}", "",
                 "| | rectify ms | libtorch ms | libtorch / rectify | goal |", "|---|---:|---:|---:|---:|"]
        for key, value in rows["rectify"].items():
            peer = rows.get("libtorch", {}).get(key)
            text.append(f"| {key} | {value:.2f} | {f'{peer:.2f}' if peer else ''} | {f'{peer / value:.2f}' if peer else ''} | {GOALS[key]} |")
        text.append("")
    if len(own) == 2:
        text += ["## Two threads over one (goal 1.6)", "", "| | rectify |", "|---|---:|"]
        text += [f"| {key} | {own[1][key] / own[2][key]:.2f} |" for key in own[1]]
        text.append("")
    path = f"{args.out}/cnn.md"
    with open(path + ".new", "w") as f:
        f.write("\n".join(text))
    os.replace(path + ".new", path)
    print("\n".join(text))
    print(f"written to {os.path.relpath(path, ROOT)}", file=sys.stderr)


main()
