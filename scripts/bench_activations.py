#!/usr/bin/env python3
"""Times every activation of rectify beside libtorch and memcpy: pairs of runs, in turn, medians.

Usage: bench_activations.py BUILD_DIR [--rounds N] [--quick] [--out DIR]

Writes DIR/activations.md with the machine's description. libtorch's columns are empty where libtorch-dev is not
installed or libtorch has no such function.
"""
import math
import os
import statistics
import subprocess
import time

import bench

SIZES = {"1 K": 1 << 10, "64 K": 1 << 16, "1 M": 1 << 20, "16 M": 1 << 24}
LINEAR = ["relu", "relu6", "leaky_relu", "hardtanh", "hardsigmoid", "hardshrink", "softshrink", "threshold",
          "thresholded_relu"]


WHAT = ("forward", "inplace", "backward", "bfloat16")


class Side:
    def __init__(self, command, threads, **environment):
        env = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS="1", **environment)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)

    def ask(self, what, name, n):
        self.process.stdin.write(f"{what} {name} {n}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def geometric(ratios):
    ratios = list(ratios)
    return math.exp(statistics.mean(math.log(r) for r in ratios)) if ratios else float("nan")


def cell(ns):
    return f"{ns / 1e3:.2f}" if ns < 1e5 else f"{ns / 1e3:.0f}"


def table(own, peer, names, sizes, rounds):
    """{(what, name, n): (own ns, peer ns or None, ratio or None)}, from pairs taken in turn."""
    seen = {}
    for _ in range(rounds):
        for what in WHAT:
            for name in names:
                for n in sizes:
                    a = own.ask(what, name, n)
                    b = peer.ask(what, name, n) if peer else 0
                    seen.setdefault((what, name, n), []).append((a, b))
    result = {}
    for key, pairs in seen.items():
        a, b = statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)
        result[key] = (a, b or None, statistics.median(p[1] / p[0] for p in pairs) if b else None)
    return result


def main():
    parser = bench.options(__doc__, rounds=5)
    parser.add_argument("--quick", action="store_true", help="1 K and 64 K floats with one thread only")
    args = parser.parse_args()
    program = f"{args.build}/bench/bench_activations"
    peer_program = bench.twin(args.build, "activations", f"{bench.ROOT}/bench/libtorch/activations.cpp", needs=[f"{bench.ROOT}/bench/activations.h"])
    names = subprocess.run([program, "list"], check=True, capture_output=True, text=True).stdout.split()
    sizes = {k: v for k, v in SIZES.items() if not args.quick or v <= 1 << 16}
    runs = [("1 thread", 1, [], sizes)]
    if not args.quick:
        if (os.cpu_count() or 1) > 1:
            runs.append(("2 threads", 2, [], sizes))
        if "AVX-512" in bench.machine():
            some = {k: v for k, v in sizes.items() if v <= 1 << 20}
            runs += [("1 thread, AVX2 forced", 1, ["AVX2"], some), ("1 thread, AVX-512 forced", 1, ["AVX3"], some)]
    text = ["# Activations, measured " + time.strftime("%Y-%m-%d"), "", bench.machine(), "",
            f"`make bench-activations` repeats this. Microseconds a call on float32 from N(0, 1): rectify | libtorch | libtorch / rectify, "
            f"medians of {args.rounds} rounds of pairs taken in turn. Backward is a call of `autograd::grad` of a kept graph. memcpy is of "
            "the same bytes, update is `y[i] += 1`. The functions of other shapes: rows of 256, PReLU with one slope or one a column. "
            "libtorch chooses AVX2 by itself on some machines with AVX-512; the last table makes it take AVX-512.", ""]
    kept = {}
    for title, threads, extra, chosen in runs:
        own = Side([program, str(threads)] + extra, threads)
        same = {"ATEN_CPU_CAPABILITY": "avx2" if extra == ["AVX2"] else "avx512"} if extra else {}
        peer = Side([peer_program, str(threads)], threads, **same) if peer_program else None
        rows = kept[title] = table(own, peer, names, chosen.values(), args.rounds)
        bare = {what: {n: statistics.median(own.ask(what, "-", n) for _ in range(5)) for n in chosen.values()}
                for what in ("memcpy", "update")}
        own.close()
        if peer:
            peer.close()
        text += [f"## {title}", ""]
        for what in WHAT:
            text += [f"### {what}", "", "| | " + " | ".join(chosen) + " |", "|---|" + "---|" * len(chosen)]
            for name in names:
                cells = []
                for n in chosen.values():
                    a, b, ratio = rows[what, name, n]
                    cells.append(f"{cell(a)} \\| {cell(b)} \\| **{ratio:.2f}**" if b else cell(a))
                text.append(f"| {name} | " + " | ".join(cells) + " |")
            base = "update" if what == "inplace" else "memcpy"
            text.append(f"| {base} | " + " | ".join(cell(bare[base][n]) for n in chosen.values()) + " |")
            text.append("| geometric mean of the ratios | " + " | ".join(
                f"{geometric(r[2] for (w, _, m), r in rows.items() if w == what and m == n and r[2]):.2f}" for n in chosen.values()) + " |")
            text.append("")
        slower = [f"{what} {name} at {size} ({rows[what, name, n][2]:.2f})" for what in WHAT
                  for name in names for size, n in chosen.items() if rows[what, name, n][2] and rows[what, name, n][2] < 1]
        text += ["Slower than libtorch: " + ("; ".join(slower) if slower else "none") + ".", ""]
        over = [f"{what} {name} at {size} ({rows[what, name, n][0] / bare[base][n]:.2f})" for what, base in (("forward", "memcpy"), ("inplace", "update"))
                for name in LINEAR if name in names for size, n in chosen.items()
                if n >= 1 << 16 and rows[what, name, n][0] > 1.1 * bare[base][n]]
        slow = [f"{name} at {size} ({rows['bfloat16', name, n][0] / rows['forward', name, n][0]:.2f})" for name in names
                for size, n in chosen.items() if n >= 1 << 20 and rows["bfloat16", name, n][0] > rows["forward", name, n][0]]
        text += ["bfloat16 slower than float32 from 1 M up: " + ("; ".join(slow) if slow else "none") + ".", ""]
        text += ["Piecewise linear and above 1.1 × memcpy (in place: update) from 64 K up: " + ("; ".join(over) if over else "none") + ".", ""]
    if "2 threads" in kept:
        one, two = kept["1 thread"], kept["2 threads"]
        slow = [f"{w} {name} at {n} ({two[w, name, n][0] / one[w, name, n][0]:.2f})" for (w, name, n) in two
                if two[w, name, n][0] > 1.1 * one[w, name, n][0]]
        text += ["Two threads slower than one by more than a tenth: " + ("; ".join(slow) if slow else "none") + ".", ""]
    bench.write(f"{args.out}/activations.md", text[:-1])


main()
