#!/usr/bin/env python3
"""Times a linear layer and its activation fused, one after the other, and in libtorch: bench_fused.py BUILD_DIR [--rounds N] [--out DIR].

Writes DIR/fused.md with the machine's description; libtorch's column is empty where libtorch-dev is not installed."""
import argparse
import os
import subprocess

import bench


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", default=f"{bench.ROOT}/bench/results")
    args = parser.parse_args()
    programs = {"rectify": f"{args.build}/bench/bench_fused"}
    if os.path.isdir(bench.TORCH_INCLUDE):
        programs["libtorch"] = f"{args.build}/bench-libtorch/fused"
        os.makedirs(f"{args.build}/bench-libtorch", exist_ok=True)
        source = f"{bench.ROOT}/bench/fused.cpp"
        if not os.path.exists(programs["libtorch"]) or os.path.getmtime(programs["libtorch"]) < os.path.getmtime(source):
            subprocess.run(["g++", "-O2", "-std=c++17", f"-I{bench.TORCH_INCLUDE}", source, "-o", programs["libtorch"],
                            "-ltorch", "-ltorch_cpu", "-lc10"], check=True)
    lines = ["# Linear and activation in one pass", "", f"{bench.machine()}. Microseconds; best of 15 in a run, medians of {args.rounds} runs in turn.",
             "`make bench-fused` writes this page. Fused and unfused results are the same bit for bit."]
    for threads in (1, 2):
        times = bench.paired(programs, threads, args.rounds)
        lines += ["", f"## {threads} thread{'s' * (threads > 1)}", "", "| | activation | rows × in × out | fused | unfused | unfused / fused | libtorch |",
                  "| --- | --- | --- | ---: | ---: | ---: | ---: |"]
        for key, fused in times["rectify"].items():
            if not key.endswith("/together"):
                continue
            name = key.rsplit("/", 1)[0]
            apart = times["rectify"][f"{name}/apart"]
            peer = times.get("libtorch", {}).get(f"{name}/apart")
            what, activation, shape = name.split("/")
            lines.append(f"| {what} | {activation} | {shape.replace('x', ' × ')} | {fused:.2f} | {apart:.2f} | {apart / fused:.2f} | "
                         f"{f'{peer:.2f}' if peer else ''} |")
    os.makedirs(args.out, exist_ok=True)
    with open(f"{args.out}/fused.md", "w") as out:
        out.write("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
