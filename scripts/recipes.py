#!/usr/bin/env python3
"""Trains the recipes of `rectify train` and writes what came of it to bench/results/recipes.md, with a curve of each.

Usage: recipes.py PATH_TO_RECTIFY [--runs FOLDER] [--only NAME ...]

A recipe whose run is whole in FOLDER (default: build/recipes) is not trained again. Times are of the whole command: by the clock, and of
the processors. Intervals are Wilson's, of 95 %. Standard library only.
"""
import argparse
import json
import math
import os
import pathlib
import platform
import re
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench/results"
RECIPES = [("mlp", []), ("lenet", ["--model", "lenet"]), ("cnn", ["--model", "cnn"]), ("resnet18-small", ["--model", "resnet18-small"]),
           ("speech-digits", ["--task", "speech-digits"])]


def wilson(right, n, z=1.959964):
    p, d = right / n, 1 + z * z / n
    middle, half = (p + z * z / (2 * n)) / d, z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    return middle - half, middle + half


def train(command, run, name, options):
    out = run / name
    record = run / f"{name}.json"
    if record.exists():
        return json.loads(record.read_text())
    run.mkdir(parents=True, exist_ok=True)
    arguments = [str(command), "train", *options, "--out", str(out)]
    if name == "speech-digits":  # the sounds are made as well
        arguments += ["--data", str(run / "sounds")]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(arguments, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    r = {"seconds": time.monotonic() - start, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
         "load": os.getloadavg()[1], "config": json.loads((out / "config.json").read_text()),
         "metrics": [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]}
    record.write_text(json.dumps(r))
    return r


def curve(name, metrics):
    """Accuracy by epoch, of the training rows (as they were learnt from) and of the test."""
    width, height, left, top, right, bottom = 560, 320, 52, 34, 16, 40
    values = [m[k] for m in metrics for k in ("train_accuracy", "test_accuracy")]
    low = math.floor(min(values) * 20) / 20
    high = min(1, math.ceil(max(values) * 50) / 50)
    x = lambda e: left + (width - left - right) * ((e - 1) / max(1, len(metrics) - 1))
    y = lambda v: top + (height - top - bottom) * (1 - (v - low) / (high - low))
    s = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
         f'<rect width="{width}" height="{height}" fill="white"/>', f'<text x="{left}" y="20" font-size="14">{name}: accuracy by epoch</text>']
    step = next(t for t in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2) if (high - low) / t <= 8)
    for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1):
        v = k * step
        s.append(f'<line x1="{left}" x2="{width - right}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="#ddd"/><text x="{left - 6}" y="{y(v) + 4:.1f}" text-anchor="end">{v:.3g}</text>')
    every = max(1, len(metrics) // 10)
    for m in metrics:
        if (m["epoch"] - 1) % every == 0 or m["epoch"] == len(metrics):
            s.append(f'<text x="{x(m["epoch"]):.1f}" y="{height - bottom + 18}" text-anchor="middle">{m["epoch"]}</text>')
    for key, colour, at in (("train_accuracy", "#8a8a8a", 0), ("test_accuracy", "#c2410c", 1)):
        points = " ".join(f'{x(m["epoch"]):.1f},{y(m[key]):.1f}' for m in metrics)
        s.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        s += [f'<circle cx="{x(m["epoch"]):.1f}" cy="{y(m[key]):.1f}" r="2.5" fill="{colour}"/>' for m in metrics]
        label = "training rows, as they are learnt from" if key[1] == "r" else "test rows"
        s.append(f'<line x1="{width - 256}" x2="{width - 236}" y1="{height - bottom - 34 + 16 * at}" y2="{height - bottom - 34 + 16 * at}" stroke="{colour}" stroke-width="2"/>'
                 f'<text x="{width - 230}" y="{height - bottom - 30 + 16 * at}">{label}</text>')
    s.append(f'<text x="{(left + width - right) / 2}" y="{height - 6}" text-anchor="middle">epoch</text></svg>')
    return "\n".join(s) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rectify", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("--runs", type=pathlib.Path, default=ROOT / "build/recipes")
    parser.add_argument("--only", nargs="*", default=[name for name, _ in RECIPES])
    o = parser.parse_args()
    runs = {name: train(o.rectify, o.runs.resolve(), name, options) for name, options in RECIPES if name in o.only}
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text()) if os.path.exists("/proc/cpuinfo") else None
    text = ["# Recipes", "",
            "What `rectify train` reaches with the recipes it has (`rectify train --help` lists them), by `make recipes`. The accuracy is that of the last",
            "epoch on the test rows, with Wilson's 95 % interval: it says how far another test set of this size may lie, not another seed. Times are of",
            f"the whole command, reading and testing included, for the speech also the making of its sounds. {os.cpu_count()} cores, {cpu[1] if cpu else platform.machine()}.", "",
            "| recipe | command | test rows | accuracy | 95 % | time | processor time |", "|---|---|---:|---:|---|---:|---:|"]
    clock = lambda s: f"{int(s + 0.5) // 60}:{int(s + 0.5) % 60:02}"
    for name, options in RECIPES:
        if name not in runs:
            continue
        r = runs[name]
        n, p = r["config"]["data"]["test_rows"], r["metrics"][-1]["test_accuracy"]
        low, high = wilson(round(p * n), n)
        busy = "*" if r["load"] > 1.5 * (os.cpu_count() or 1) else ""
        text.append(f"| {name} | `rectify train {' '.join(options)}`".replace(" `", " `").replace("train `", "train`") +
                    f" | {n} | {p:.4f} | {low:.4f} – {high:.4f} | {clock(r['seconds'])}{busy} | {clock(r['cpu'])} |")
        (RESULTS / f"recipe-{name}.svg").write_text(curve(name, r["metrics"]))
    if any(r["load"] > 1.5 * (os.cpu_count() or 1) for r in runs.values()):
        text += ["", "\\* on a machine that was busy with other work: a quiet one needs the processor time divided by its cores, and a little more."]
    text += ["", "The test of speech-digits is of voices, a fifth of espeak-ng's, that are not in the training set; the other four are of Fashion-MNIST.", ""]
    for name, _ in RECIPES:
        if name in runs:
            text += [f"![{name}](recipe-{name}.svg)", ""]
            c = runs[name]["config"]
            opt = c["optimizer"]
            text += [f"{name}: {opt['name']}, learning rate {opt['lr']}, momentum {opt['momentum']}, weight decay {opt['weight_decay']}, schedule {c['schedule']}, augmentation {c['augment']}, "
                     f"batches of {c['batch_size']}, {c['epochs']} epochs, seed {c['seed']}, {c['threads']} threads.", ""]
    (RESULTS / "recipes.md").write_text("\n".join(text))
    print(RESULTS / "recipes.md")


if __name__ == "__main__":
    sys.exit(main())
