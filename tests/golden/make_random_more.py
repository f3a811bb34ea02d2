#!/usr/bin/env python3
"""Writes random_more.json: what PyTorch 1.13 draws for the calls of core/generator_test.cpp, by name."""
import json
import os

import torch

f16, b16, f32, f64 = torch.float16, torch.bfloat16, torch.float32, torch.float64


def e(*size, t=f32):
    return torch.empty(*size, dtype=t)


def w(t=f32):
    return torch.arange(1, 11, dtype=t).div_(10)


CALLS = {
    "randn({37})": lambda: torch.randn(37),
    "rand 9 half": lambda: torch.rand(9, dtype=f16),
    "rand 9 bfloat16": lambda: torch.rand(9, dtype=b16),
    "randn 9 half": lambda: torch.randn(9, dtype=f16),
    "randn 20 half": lambda: torch.randn(20, dtype=f16),
    "randn 9 bfloat16": lambda: torch.randn(9, dtype=b16),
    "randn 20 bfloat16": lambda: torch.randn(20, dtype=b16),
    "randn 1000": lambda: torch.randn(1000),
    "normal_ transposed": lambda: e(5, 4).t().normal_(),
    "randint wide": lambda: torch.randint(-5, 1 << 40, (9,)),
    "randint int32": lambda: torch.randint(-100, 100, (9,), dtype=torch.int32),
    "randint float": lambda: torch.randint(0, 1000, (9,), dtype=f32),
    "random_ uint8": lambda: e(9, t=torch.uint8).random_(),
    "random_ int8": lambda: e(9, t=torch.int8).random_(),
    "random_ int16": lambda: e(9, t=torch.int16).random_(),
    "random_ int32": lambda: e(9, t=torch.int32).random_(),
    "random_ int64": lambda: e(9, t=torch.int64).random_(),
    "random_ bool": lambda: e(9, t=torch.bool).random_(),
    "random_ float32": lambda: e(9).random_(),
    "random_ float64": lambda: e(9, t=f64).random_(),
    "random_ half": lambda: e(9, t=f16).random_(),
    "random_(10)": lambda: e(9, t=torch.int64).random_(10),
    "bernoulli_ float64": lambda: e(24, t=f64).bernoulli_(0.3),
    "bernoulli_ int64": lambda: e(24, t=torch.int64).bernoulli_(0.3),
    "bernoulli p float32": lambda: torch.bernoulli(w()),
    "bernoulli p float64": lambda: torch.bernoulli(w(f64)),
    "bernoulli p broadcast": lambda: e(3, 10).bernoulli_(w()),
    "exponential_ float32": lambda: e(9).exponential_(1.5),
    "exponential_ float64": lambda: e(9, t=f64).exponential_(1.5),
    "geometric_": lambda: e(9).geometric_(0.2),
    "cauchy_": lambda: e(9, t=f64).cauchy_(1, 2),
    "log_normal_": lambda: e(20).log_normal_(0.5, 0.25),
    "randperm int32": lambda: torch.randperm(30, dtype=torch.int32),
    "multinomial": lambda: torch.multinomial(w(), 6),
    "multinomial float64": lambda: torch.multinomial(w(f64), 10),
    "multinomial one": lambda: torch.multinomial(w(), 1, True),
    "multinomial replacement": lambda: torch.multinomial(w(), 40, True),
    "multinomial replacement rows": lambda: torch.multinomial(w().view(2, 5), 12, True),
    "normal tensor mean": lambda: torch.normal(w(), 2.0),
    "normal tensor std": lambda: torch.normal(1.0, w()),
    "normal tensors": lambda: torch.normal(w(), w()),
    "odd normals then more": lambda: torch.cat([torch.randn(3), torch.randn(16), torch.randn(2)]),
}
rows = []
for seed in (1, 42, 2**40 + 17):
    for call, f in CALLS.items():
        torch.manual_seed(seed)
        y = f()
        rows.append({"manual_seed": seed, "call": call, "shape": list(y.shape), "dtype": str(y.dtype).split(".")[1],
                     "values": y.to(f64).flatten().tolist() if y.is_floating_point() else y.long().flatten().tolist()})
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "random_more.json")
with open(path, "w") as out:
    out.write('{"source": "PyTorch %s",\n "random": [\n' % torch.__version__)
    out.write(",\n".join("  " + json.dumps(r) for r in rows) + "\n ]}\n")
