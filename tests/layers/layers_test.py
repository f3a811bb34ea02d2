#!/usr/bin/env python3
"""Feeds scripts/check_layers.py trees of one file and reads its verdict."""
import os
import subprocess
import sys
import tempfile

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/check_layers.py")

# file, include line, words of the complaint (None: the tree is good)
TABLE = [
    ("src/core/a.cpp", "#include <rectify/core/tensor.h>", None),
    ("src/core/a.cpp", "#include <vector>", None),
    ("src/core/a.cpp", '#include "parallel/pool.h"', None),
    ("src/core/a.cpp", '#include "neighbour.h"', None),
    ("src/core/a.cpp", '#include "ops/elementwise.h"', "core comes before ops"),
    ("src/core/a.cpp", "#include <rectify/nn/module.h>", "core comes before nn"),
    ("src/core/a.cpp", "  #  include <rectify/autograd/node.h>", "core comes before autograd"),
    ("src/core/a.cpp", "#include <rectify/torch.h>", "core comes before umbrella"),
    ("src/core/a.cpp", "// #include <rectify/nn/module.h>", None),
    ("src/ops/a.cpp", '#include "kernels/loops.h"', None),
    ("src/ops/a.cpp", '#include "autograd/engine.h"', "ops comes before autograd"),
    ("src/kernels/a.cpp", "#include <hwy/highway.h>", None),
    ("src/kernels/a.cpp", '#include "hwy/highway.h"', None),
    ("src/kernels/a.cpp", '#include "onednn/matmul.h"', "kernels and onednn never include each other"),
    ("src/ops/a.cpp", "#include <hwy/highway.h>", "only src/kernels may include hwy/highway.h"),
    ("src/onednn/a.cpp", "#include <dnnl.hpp>", None),
    ("src/onednn/a.cpp", "#include <oneapi/dnnl/dnnl.hpp>", None),
    ("src/ops/a.cpp", "#include <dnnl.hpp>", "only src/onednn may include dnnl.hpp"),
    ("src/nn/a.cpp", "#include <oneapi/dnnl/dnnl.hpp>", "only src/onednn may include oneapi/dnnl/dnnl.hpp"),
    ("src/nn/a.cpp", "#include <rectify/optim/sgd.h>", "nn and optim never include each other"),
    ("src/data/a.cpp", "#include <rectify/nn/module.h>", "data and nn never include each other"),
    ("src/io/a.cpp", "#include <rectify/nn/module.h>", None),
    ("src/io/a.cpp", "#include <rectify/nn.h>", None),
    ("src/optim/a.cpp", "#include <rectify/nn.h>", "optim and nn never include each other"),
    ("include/rectify/nn.h", "#include <rectify/torch.h>", "nn comes before umbrella"),
    ("src/attic/a.cpp", "#include <vector>", "'attic' is not a room"),
    ("include/rectify/nn/a.h", "#include <rectify/ops/elementwise.h>", None),
    ("include/rectify/nn/a.h", "#include <stdint.h>", None),
    ("include/rectify/nn/a.h", "#include <fmt/format.h>", "no third-party header"),
    ("include/rectify/nn/a.h", "#include <zlib.h>", "no third-party header"),
    ("include/rectify/nn/a.h", '#include "module.h"', "included as <rectify/...>"),
    ("include/rectify/nn/a.h", '#include "nn/private.h"', "included as <rectify/...>"),
    ("include/rectify/torch.h", "#include <rectify/optim/sgd.h>", None),
    ("cli/a.cpp", "#include <rectify/torch.h>", None),
    ("cli/a.cpp", '#include "bar.h"', None),
    ("cli/a.cpp", "#include <CLI/CLI.hpp>", None),
    ("cli/a.cpp", '#include "nn/private.h"', "cli sees public headers only"),
]


def main():
    failures = 0
    for path, line, words in TABLE:
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, os.path.dirname(path)))
            with open(os.path.join(root, path), "w", encoding="utf-8") as out:
                out.write(f"// a file\n{line}\n")
            run = subprocess.run([sys.executable, SCRIPT, root], capture_output=True, text=True, check=False)
        good = (run.returncode == 0) if words is None else (
            run.returncode == 1 and words in run.stderr and f"{path}:2:" in run.stderr)
        if not good:
            failures += 1
            print(f"{path}: {line}\n  expected {words or 'no complaint'}, got {run.returncode}: {run.stderr.strip()}")
    with tempfile.TemporaryDirectory() as root:
        if subprocess.run([sys.executable, SCRIPT, root], capture_output=True, check=False).returncode == 0:
            failures += 1
            print("a tree without sources passes")
    print(f"{len(TABLE) + 1 - failures} of {len(TABLE) + 1} verdicts right")
    return 1 if failures else 0


sys.exit(main())
