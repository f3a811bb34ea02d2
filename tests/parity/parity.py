#!/usr/bin/env python3
"""Builds every examples/*.cpp against libtorch and compares what it prints with what rectify's build of it prints.

Text must agree to the letter; numbers with a fraction within a relative 1e-3 or an absolute 1e-4, for two libraries that sum in a
different order drift apart while they train. libtorch's builds are kept in the work folder as long as their source is the same.
A program whose first line starts with "// parity: compiled only" (and says why) must compile against libtorch and is not run; one that
starts with "// parity: rectify only" uses what libtorch does not have and is passed over.

--program and --expected compare one program's output with a file instead. --write builds the programs of the folders --examples against
libtorch and writes what they print beside them; --verify says whether what is written there still holds.
"""
import argparse
import concurrent.futures
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys

os.environ["RECTIFY_GOLDEN"] = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "golden")
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def difference(ours, theirs):
    """The first difference of two texts in words, or None."""
    a, b = ours.splitlines(), theirs.splitlines()
    for number, (x, y) in enumerate(zip(a, b), 1):
        same = NUMBER.sub("#", x).split() == NUMBER.sub("#", y).split()
        for p, q in zip(NUMBER.findall(x), NUMBER.findall(y)) if same else ():
            if set(".e") & set(p + q):
                same = same and abs(float(p) - float(q)) <= max(1e-4, 1e-3 * abs(float(q)))
            else:
                same = same and p == q
        if not same:
            return f"line {number}: rectify prints '{x}', libtorch '{y}'"
    return None if len(a) == len(b) else f"rectify prints {len(a)} lines, libtorch {len(b)}"


def self_test():
    table = [
        ("a\nb 1.0", "a\nb 1.0", True), ("loss 0.12345", "loss 0.12349", True), ("loss 0.123", "loss 0.124", False),
        ("3", "4", False), ("[32, 10]", "[32, 10]", True), ("[32, 10]", "[10, 32]", False), ("a", "b", False),
        ("a", "a\nb", False), ("1e-05", "1e-05", True), ("CPUFloatType{3}", "CPUFloatType{4}", False), ("-0.0000", "0.0000", True),
    ]
    wrong = [row for row in table if (difference(row[0], row[1]) is None) != row[2]]
    for row in wrong:
        print(f"wrong verdict: {row}")
    print(f"{len(table) - len(wrong)} of {len(table)} verdicts right")
    return 1 if wrong else 0


def peer_program(args, source):
    with open(source, "rb") as text:
        digest = hashlib.sha256(text.read()).hexdigest()[:16]
    return os.path.join(args.work, os.path.basename(source)[:-4] + "-" + digest)


def marked(source, words):
    with open(source, encoding="utf-8") as text:
        return text.readline().startswith("// parity: " + words)


def compiled_only(source):
    return marked(source, "compiled only")


def precompile(args):
    """g++ needs 20 s for torch.h and then 4 s a program; other compilers just ignore the folder."""
    os.makedirs(os.path.join(args.work, "pch/torch"), exist_ok=True)
    subprocess.run([args.compiler, "-std=c++17", "-O0", "-x", "c++-header", os.path.join(args.include, "torch/torch.h"), "-I" + args.include,
                    "-o", os.path.join(args.work, "pch/torch/torch.h.gch")], check=False, capture_output=True)


def peer(args, source):
    """libtorch's output of a program; nothing of one that is compiled only."""
    program = peer_program(args, source)
    if compiled_only(source):
        if not os.path.exists(program):
            subprocess.run([args.compiler, "-std=c++17", "-fsyntax-only", source, "-I" + os.path.join(args.work, "pch"), "-I" + args.include],
                           check=True, capture_output=True, text=True)
            open(program, "w").close()
        return None
    if not os.path.exists(program):
        subprocess.run([args.compiler, "-std=c++17", "-O0", source, "-I" + os.path.join(args.work, "pch"), "-I" + args.include, "-o", program + ".new", "-ltorch",
                        "-ltorch_cpu", "-lc10"], check=True, capture_output=True, text=True)
        os.replace(program + ".new", program)
    return subprocess.run([program], check=True, capture_output=True, text=True, timeout=300).stdout


def compare(args):
    ours = subprocess.run([args.program], capture_output=True, text=True, timeout=300, check=False)
    with open(args.expected, encoding="utf-8") as text:
        wrong = f"exit code {ours.returncode}: {ours.stderr.strip()}" if ours.returncode else difference(ours.stdout, text.read())
    print(wrong or "the same")
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("examples", "ours", "work", "include", "compiler", "program", "expected"):
        parser.add_argument("--" + name)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--verify", action="store_true")
    args = parser.parse_args()
    if args.self_test:
        return self_test()
    if args.program:
        return compare(args)
    os.makedirs(args.work, exist_ok=True)
    sources = [s for folder in args.examples.split(",") for s in sorted(glob.glob(os.path.join(folder, "*.cpp"))) if not marked(s, "rectify only")]
    failures = 0 if sources else 1
    if sum(not os.path.exists(peer_program(args, s)) for s in sources) > 1 and "clang" not in args.compiler:
        precompile(args)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, theirs in [(s, pool.submit(peer, args, s)) for s in sources]:
            name = os.path.basename(source)[:-4]
            try:
                if args.write:
                    with open(source[:-4] + ".txt", "w", encoding="utf-8") as text:
                        text.write(theirs.result())
                    continue
                if args.verify:
                    with open(source[:-4] + ".txt", encoding="utf-8") as text:
                        wrong = difference(text.read(), theirs.result())
                    failures += wrong is not None
                    print(f"{name}: {(wrong or 'holds').replace('rectify prints', 'committed is')}", flush=True)
                    continue
                if compiled_only(source):
                    theirs.result()
                    print(f"{name}: compiles", flush=True)
                    continue
                ours = subprocess.run([os.path.join(args.ours, name)], capture_output=True, text=True, timeout=300, check=False)
                wrong = f"exit code {ours.returncode}: {ours.stderr.strip()}" if ours.returncode else difference(ours.stdout, theirs.result())
            except subprocess.CalledProcessError as error:
                wrong = f"libtorch's build: {error.stderr[-2000:]}"
            failures += wrong is not None
            print(f"{name}: {wrong or 'the same'}", flush=True)
    shutil.rmtree(os.path.join(args.work, "pch"), ignore_errors=True)
    print(f"{len(sources)} programs, {failures} differ")
    return 1 if failures else 0


sys.exit(main())
