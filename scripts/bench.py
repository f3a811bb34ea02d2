#!/usr/bin/env python3
"""Runs the benchmark programs of rectify beside libtorch's and the hand-written floor, in turn, and prints medians and ratios.

Usage: bench.py BUILD_DIR [--rounds N] [--out DIR]

Writes DIR/step.md and DIR/layers.md with the machine's description. libtorch's columns are empty where libtorch-dev is not
installed.
"""
import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TORCH_INCLUDE = "/usr/include/torch/csrc/api/include"


def run(program, threads):
    env = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
    out = subprocess.run([program, str(threads)], env=env, check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value, _ in (line.split() for line in out.splitlines())}


def paired(programs, threads, rounds):
    """Medians over rounds in which every program runs once."""
    seen = {name: {} for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            for key, value in run(program, threads).items():
                seen[name].setdefault(key, []).append(value)
    return {name: {k: statistics.median(v) for k, v in rows.items()} for name, rows in seen.items()}


def machine():
    cpu = next((l.split(":", 1)[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    flags = next((l for l in open("/proc/cpuinfo") if l.startswith("flags")), "")
    isa = "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "SSE"
    return f"{cpu}, {isa}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def peer(source, program, *options):
    """The command that builds source against libtorch."""
    return ["g++", "-O2", "-std=c++17", *options, f"-I{TORCH_INCLUDE}", source, "-o", program, "-ltorch", "-ltorch_cpu", "-lc10"]


def twin(build, name, source=None, *options, needs=()):
    """Where BUILD/bench-libtorch/NAME is, built from source (bench/NAME.cpp) where that or one of `needs` is newer; None without libtorch."""
    if not os.path.isdir(TORCH_INCLUDE):
        return None
    source, program = source or f"{ROOT}/bench/{name}.cpp", f"{build}/bench-libtorch/{name}"
    if not os.path.exists(program) or any(os.path.getmtime(program) < os.path.getmtime(f) for f in (source, *needs)):
        print(f"building {os.path.relpath(source, ROOT)} against libtorch", file=sys.stderr)
        os.makedirs(os.path.dirname(program), exist_ok=True)
        subprocess.run(peer(source, program, *options), check=True)
    return program


def pair(build, name):
    """The program bench_NAME of rectify and, where there is libtorch, its twin."""
    programs = {"rectify": f"{build}/bench/bench_{name}", "libtorch": twin(build, name)}
    return {k: v for k, v in programs.items() if v}


def threads_here():
    return [t for t in (1, 2) if t <= (os.cpu_count() or 1)]


def heading(threads):
    return f"{threads} thread{'s' if threads > 1 else ''}"


def options(text, rounds=None):
    """The command line that every benchmark has; without rounds for one that counts and does not time."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    if rounds:
        parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--out", default=f"{ROOT}/bench/results", help="folder of the results")
    return parser


def compile_time(command):
    start = time.time()
    subprocess.run(command, check=True)
    return time.time() - start


def start_up(program):
    times = []
    for _ in range(9):
        start = time.time()
        subprocess.run([program], check=True, stdout=subprocess.DEVNULL)
        times.append((time.time() - start) * 1000)
    child = subprocess.run(["/usr/bin/python3", "-c",
                            "import resource,subprocess,sys;subprocess.run([sys.argv[1]],stdout=subprocess.DEVNULL);"
                            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)", program],
                           check=True, capture_output=True, text=True)
    return statistics.median(times), int(child.stdout) / 1024


def cartpole(program, seeds):
    """Means over seeds of examples/cartpole.cpp: episodes, steps, seconds and microseconds a step until it is solved."""
    rows = []
    for seed in seeds:
        out = subprocess.run([program, str(seed)], check=True, capture_output=True, text=True).stdout.splitlines()[-1]
        rows.append([float(x) for x in re.findall(r"\d+(?:\.\d+)?", out)])
    return [statistics.mean(column) for column in zip(*rows)]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w") as f:
        f.write("\n".join(text) + "\n")
    os.replace(path + ".new", path)
    print("\n".join(text))
    print(f"written to {os.path.relpath(path, ROOT)}", file=sys.stderr)


def layers(args, compilers):
    text = [f"# Layers, optimizers and a small network that plays, measured {time.strftime('%Y-%m-%d')}", "", machine(), "",
            f"Medians of {args.rounds} rounds; in each round every program runs once, in turn. `make bench` repeats this.", ""]
    for threads in threads_here():
        rows = paired(pair(args.build, "layers"), threads, args.rounds)
        text += [f"## {heading(threads)}", "", "| | rectify µs | libtorch µs | libtorch / rectify |", "|---|---:|---:|---:|"]
        for key, own in rows["rectify"].items():
            torch = rows.get("libtorch", {}).get(key)
            text.append(f"| {key} | {own / 1e3:.1f} | {f'{torch / 1e3:.1f}' if torch else ''} | {f'{torch / own:.2f}' if torch else ''} |")
        text.append("")
    text += ["## CartPole by REINFORCE until solved (examples/cartpole.cpp), 1 thread, mean of seeds 1, 2 and 3", "",
             "| | episodes | steps | seconds | µs a step |", "|---|---:|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as tmp:
        for name, compiler in compilers.items():
            subprocess.run(compiler(f"{ROOT}/examples/cartpole.cpp", f"{tmp}/{name}"), check=True)
            episodes, steps, seconds, each = cartpole(f"{tmp}/{name}", (1, 2, 3))
            text.append(f"| {name} | {episodes:.0f} | {steps:.0f} | {seconds:.2f} | {each:.2f} |")
    write(f"{args.out}/layers.md", text)


def system_calls(program):
    """Those between the two marks that the program writes to stderr, or None where strace is not installed."""
    if not shutil.which("strace"):
        return None
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run(["strace", "-f", "-o", log.name, program, "1"], check=True, capture_output=True)
        lines = log.read().splitlines()
    first = next(i for i, l in enumerate(lines) if 'write(2, "settled' in l)
    last = next(i for i, l in enumerate(lines) if 'write(2, "done' in l)
    return sum("getrusage" not in l for l in lines[first + 1 : last])


def main():
    args = options(__doc__, rounds=5).parse_args()
    compilers = {"rectify": lambda source, program: ["g++", "-O2", "-std=c++20", f"-I{ROOT}/include", f"-I{ROOT}/compat", source, "-o", program,
                                                     f"-L{args.build}", "-lrectify", f"-Wl,-rpath,{os.path.abspath(args.build)}"]}
    if os.path.isdir(TORCH_INCLUDE):
        compilers["libtorch"] = peer

    text = [f"# The article's network and single calls, measured {time.strftime('%Y-%m-%d')}", "", machine(), "",
            f"Medians of {args.rounds} rounds; in each round every program runs once, in turn. `make bench` repeats this.", ""]
    for threads in threads_here():
        rows = paired({**pair(args.build, "step"), "floor": f"{args.build}/bench/bench_floor"}, threads, args.rounds)
        text += [f"## Training step and inference, {heading(threads)}", "",
                 "| | rectify µs | floor µs | libtorch µs | rectify / floor | libtorch / rectify |", "|---|---:|---:|---:|---:|---:|"]
        for key, own in rows["rectify"].items():
            floor, torch = rows["floor"][key], rows.get("libtorch", {}).get(key)
            text.append(f"| {key} | {own / 1e3:.1f} | {floor / 1e3:.1f} | {f'{torch / 1e3:.1f}' if torch else ''} | "
                        f"{own / floor:.2f} | {f'{torch / own:.2f}' if torch else ''} |")
        text.append("")
    rows = paired(pair(args.build, "small"), 1, args.rounds)
    text += ["## Single calls, 1 thread", "", "| | rectify ns | libtorch ns | libtorch / rectify |", "|---|---:|---:|---:|"]
    for key, own in rows["rectify"].items():
        torch = rows.get("libtorch", {}).get(key)
        text.append(f"| {key} | {own:.0f} | {f'{torch:.0f}' if torch else ''} | {f'{torch / own:.1f}' if torch else ''} |")

    text += ["", "## The article's program", "", "| | compile s | start to end ms | resident MB |", "|---|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as tmp:
        for name, compiler in compilers.items():
            seconds = compile_time(compiler(f"{ROOT}/examples/net.cpp", f"{tmp}/{name}"))
            ms, mb = start_up(f"{tmp}/{name}")
            text.append(f"| {name} | {seconds:.2f} | {ms:.0f} | {mb:.0f} |")
        shutil.copy(os.path.realpath(f"{args.build}/librectify.so"), f"{tmp}/lib.so")
        subprocess.run(["strip", f"{tmp}/lib.so"], check=True)
        text += ["", f"librectify.so, stripped: {os.path.getsize(f'{tmp}/lib.so') / 2**20:.2f} MiB."]
    settled = run(f"{args.build}/bench/bench_settled", 1)
    calls = system_calls(f"{args.build}/bench/bench_settled")
    text += ["", f"In 1000 settled training steps (batch 128): {settled['page_faults']:.0f} page faults"
             + (f", {calls} system calls." if calls is not None else ".")]
    write(f"{args.out}/step.md", text)
    layers(args, compilers)


if __name__ == "__main__":
    main()
