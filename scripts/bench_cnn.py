#!/usr/bin/env python3
"""Runs bench/cnn.cpp of rectify beside libtorch's, in turn, with 1 and 2 threads, and prints medians and ratios.

Usage: bench_cnn.py BUILD_DIR [--rounds N] [--out DIR]

Writes DIR/cnn.md with the machine's description. libtorch's columns are empty where libtorch-dev is not installed.
"""
import time

import bench

GOALS = {"small_cnn_train_b64": 1.8, "resnet18_infer_b1": 1.4, "resnet18_train_b8": 1.7}


def main():
    args = bench.options(__doc__, rounds=5).parse_args()
    text = [f"# Convolutional networks, measured {time.strftime('%Y-%m-%d')}", "", bench.machine(), "",
            f"Medians of {args.rounds} rounds; in each round every program runs once, in turn. `make bench-cnn` repeats this."]
    own = {}
    for threads in bench.threads_here():
        rows = bench.paired(bench.pair(args.build, "cnn"), threads, args.rounds)
        own[threads] = rows["rectify"]
        text += ["", f"## {bench.heading(threads)}", "", "| | rectify ms | libtorch ms | libtorch / rectify | goal |", "|---|---:|---:|---:|---:|"]
        for key, value in rows["rectify"].items():
            peer = rows.get("libtorch", {}).get(key)
            text.append(f"| {key} | {value:.2f} | {f'{peer:.2f}' if peer else ''} | {f'{peer / value:.2f}' if peer else ''} | {GOALS[key]} |")
    if len(own) == 2:
        text += ["", "## Two threads over one (goal 1.6)", "", "| | rectify |", "|---|---:|"]
        text += [f"| {key} | {own[1][key] / own[2][key]:.2f} |" for key in own[1]]
    bench.write(f"{args.out}/cnn.md", text)


main()
