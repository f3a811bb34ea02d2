#!/usr/bin/env python3
"""Compiles each public header and each compatibility header alone. Usage: headers.py COMPILER ROOT

Exempt are the lists of methods, which are read inside the class body.
"""
import concurrent.futures
import os
import subprocess
import sys
import tempfile


def headers(folder, exempt=()):
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(parent, name), folder)
            if name.endswith(".h") and not path.startswith(exempt):
                yield path


def main():
    compiler, root = sys.argv[1:]
    include, compat = os.path.join(root, "include"), os.path.join(root, "compat")
    own = list(headers(include, ("rectify/core/methods/",)))
    flags = ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I" + include]

    def compile(text, extra=()):
        with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
            source.write(text)
            source.flush()
            run = subprocess.run([compiler, *flags, *extra, source.name], capture_output=True, text=True, check=False)
        return None if run.returncode == 0 else run.stderr[:1500]

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [(name, pool.submit(compile, f"#include <{name}>\n#include <{name}>\n")) for name in own]
        others = list(headers(compat))
        jobs.append(("the compatibility headers", pool.submit(compile, "".join(f"#include <{n}>\n" for n in others), ["-I" + compat])))
        failures = [(name, job.result()) for name, job in jobs if job.result()]
    for name, errors in failures:
        print(f"{name}:\n{errors}")
    print(f"{len(own)} headers and {len(others)} compatibility headers, {len(failures)} fail")
    return 1 if failures or not own or not others else 0


sys.exit(main())
