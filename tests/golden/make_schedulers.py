#!/usr/bin/env python3
"""Writes schedulers.json: the learning rates and momenta that Python's torch sets, step by step, for optim/adaptive_test.cpp."""
import json
import os

import torch
from torch.optim import lr_scheduler as L


def sgd():
    return torch.optim.SGD([{"params": [torch.zeros(1)], "lr": 0.5}, {"params": [torch.zeros(1)]}], lr=0.2, momentum=0.9)


def adam():
    return torch.optim.Adam([torch.zeros(1)], lr=0.2)


METRICS = [1.0, 0.9, 0.95, 0.95, 0.95, 0.95, 0.8, 0.79995, 0.79995, 0.79995, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]
CASES = {
    "exponential": (sgd, lambda o: L.ExponentialLR(o, 0.9), 6),
    "multistep": (sgd, lambda o: L.MultiStepLR(o, [2, 5, 5, 7], 0.5), 9),
    "lambda": (sgd, lambda o: L.LambdaLR(o, lambda e: 0.95**e), 6),
    "lambdas": (sgd, lambda o: L.LambdaLR(o, [lambda e: 1 / (1 + e), lambda e: 0.5**e]), 6),
    "linear": (sgd, lambda o: L.LinearLR(o, 0.25, 1.0, 4), 7),
    "linear defaults": (sgd, lambda o: L.LinearLR(o), 7),
    "cosine": (sgd, lambda o: L.CosineAnnealingLR(o, 5), 14),
    "cosine eta_min": (sgd, lambda o: L.CosineAnnealingLR(o, 8, 0.01), 20),
    "onecycle": (sgd, lambda o: L.OneCycleLR(o, 1.0, total_steps=20), 19),
    "onecycle adam": (adam, lambda o: L.OneCycleLR(o, 0.1, epochs=3, steps_per_epoch=5), 14),
    "onecycle linear": (sgd, lambda o: L.OneCycleLR(o, [1.0, 0.3], total_steps=15, pct_start=0.4, anneal_strategy="linear",
                                                    base_momentum=0.8, max_momentum=0.9, div_factor=10, final_div_factor=100), 14),
    "onecycle three": (sgd, lambda o: L.OneCycleLR(o, 1.0, total_steps=20, three_phase=True, cycle_momentum=False), 19),
    "plateau": (sgd, lambda o: L.ReduceLROnPlateau(o, patience=2), METRICS),
    "plateau max": (sgd, lambda o: L.ReduceLROnPlateau(o, "max", factor=0.5, patience=1, threshold=0.01, threshold_mode="abs", cooldown=2,
                                                       min_lr=[0.2, 0.01]), METRICS),
}
rows = {}
for name, (optimizer, scheduler, steps) in CASES.items():
    o = optimizer()
    s = scheduler(o)

    def look():
        return [[g["lr"], g["betas"][0] if "betas" in g else g["momentum"]] for g in o.param_groups]
    seen = [look()]
    for step in range(steps) if isinstance(steps, int) else steps:
        o.step()
        s.step(*([] if isinstance(steps, int) else [step]))
        seen.append(look())
    rows[name] = seen
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "schedulers.json")
with open(path, "w") as out:
    out.write("{" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in rows.items()) + "}\n")
