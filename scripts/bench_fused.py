#!/usr/bin/env python3
"""Times a layer and its activation fused, one after the other, and in libtorch: bench_fused.py BUILD_DIR [--rounds N] [--out DIR].

Writes DIR/fused.md with the machine's description; libtorch's column is empty where libtorch-dev is not installed."""
import bench


def main():
    args = bench.options(__doc__, rounds=3).parse_args()
    lines = ["# A layer and its activation together", "", f"{bench.machine()}. Microseconds; best of 15 in a run, medians of {args.rounds} runs in turn.",
             "`make bench-fused` writes this page. Fused and unfused results are the same bit for bit."]
    for threads in bench.threads_here():
        times = bench.paired(bench.pair(args.build, "fused"), threads, args.rounds)
        lines += ["", f"## {bench.heading(threads)}", "", "| | activation | layer | fused | unfused | unfused / fused | libtorch |",
                  "| --- | --- | --- | ---: | ---: | ---: | ---: |"]
        for key, fused in times["rectify"].items():
            if not key.endswith("/together"):
                continue
            name = key.rsplit("/", 1)[0]
            apart = times["rectify"][f"{name}/apart"]
            peer = times.get("libtorch", {}).get(f"{name}/apart")
            what, activation, shape = name.split("/")
            lines.append(f"| {what} | {activation} | {shape.replace('_', ' ').replace('x', ' × ')} | {fused:.2f} | {apart:.2f} | {apart / fused:.2f} | "
                         f"{f'{peer:.2f}' if peer else ''} |")
    bench.write(f"{args.out}/fused.md", lines)


main()
