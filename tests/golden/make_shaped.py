#!/usr/bin/python3
"""Writes shaped.json with Debian's python3-torch: results and gradients of the activations that are no function of one element
(float64), and what the random ones draw after manual_seed (float32)."""
import json
import os

import torch
import torch.nn.functional as F

inf, nan = float("inf"), float("nan")


def numbers(t):
    return [float("%.12g" % v) if v == v and abs(v) != inf else str(v) for v in t.detach().double().flatten().tolist()]


def values(sizes):
    n = torch.tensor(sizes).prod().item()
    return (torch.arange(n, dtype=torch.float64) * 7 % 23 - 11.3).reshape(sizes) / 3.7


ops = {
    "prelu1": lambda x: F.prelu(x, torch.tensor([0.25], dtype=x.dtype)),
    "prelu": lambda x: F.prelu(x, torch.linspace(-0.5, 1.25, x.size(1), dtype=x.dtype)),
    "rrelu_eval": lambda x: F.rrelu(x, 0.1, 0.4),
    "glu1": lambda x: F.glu(x, 1),
    "softmax0": lambda x: F.softmax(x, 0),
    "softmax1": lambda x: F.softmax(x, 1),
    "softmax-1": lambda x: F.softmax(x, -1),
    "softmin1": lambda x: F.softmin(x, 1),
    "log_softmax0": lambda x: F.log_softmax(x, 0),
    "log_softmax1": lambda x: F.log_softmax(x, 1),
    "log_softmax-1": lambda x: F.log_softmax(x, -1),
}
exact = []
for sizes in ([2, 6], [3, 4, 2, 2], [3, 20], [1, 2, 70]):
    for name, f in ops.items():
        if name == "glu1" and sizes[1] % 2 or len(sizes) == 3 and "softmax" not in name:
            continue
        x = values(sizes).requires_grad_()
        y = f(x)
        g = torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
        dx, = torch.autograd.grad(y, x, g)
        exact.append({"op": name, "sizes": sizes, "y": numbers(y), "dx": numbers(dx)})

edges = [[0.0, -0.0, inf, -inf, nan, 1e30], [inf, inf, 1, 2, 3, 4], [-inf, -inf, 1, 2, 3, 4], [-inf] * 6, [700, 800, 900, 1000, -1e30, 0]]
edge_rows = []
for row in edges:
    for name in ("prelu1", "rrelu_eval", "softmax-1", "log_softmax-1"):
        edge_rows.append({"op": name, "x": numbers(torch.tensor(row)), "y": numbers(ops[name](torch.tensor([row])))})

draws = {
    "rrelu": lambda x: torch.rrelu(x, 0.1, 0.6, True),
    "rrelu_double": lambda x: torch.rrelu(x.double(), 0.1, 0.6, True),
    "rrelu_bfloat16": lambda x: torch.rrelu(x.bfloat16(), 0.1, 0.6, True),
    "rrelu_transposed": lambda x: torch.rrelu(x.t(), 0.1, 0.6, True),
    "rrelu_equal": lambda x: torch.rrelu(x, 0.3, 0.3, True),
    "alpha_dropout": lambda x: torch.alpha_dropout(x, 0.4, True),
    "alpha_dropout_transposed": lambda x: torch.alpha_dropout(x.t(), 0.4, True),
    "feature_alpha_dropout": lambda x: torch.feature_alpha_dropout(x.reshape(3, 2, 2), 0.4, True),
    "gumbel_softmax": lambda x: F.gumbel_softmax(x, 0.7),
    "gumbel_softmax_hard": lambda x: F.gumbel_softmax(x, 0.7, hard=True, dim=0),
}
random = []
for name, f in draws.items():
    torch.manual_seed(11)
    y = f(values([3, 4]).float())
    random.append({"op": name, "y": numbers(y), "then": torch.rand(1).item()})

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "shaped.json"), "w") as out:
    json.dump({"torch": torch.__version__, "exact": exact, "edges": edge_rows, "random": random}, out)
    out.write("\n")
