#!/usr/bin/env python3
"""`rectify study` on small data: study_test.py PATH_TO_RECTIFY. Standard library only."""
import json
import math
import random
import re

from user import TOP, check, finish, refused, run

rng = random.Random(8)
table = TOP / "table.csv"
with open(table, "w") as f:
    f.write(",".join(f"x{i}" for i in range(12)) + ",label\n")
    for _ in range(900):
        k = rng.randrange(4)
        f.write(",".join(f"{rng.gauss(1.5 * (i % 4 == k), 1):.3f}" for i in range(12)) + f",{k}\n")


def numbers(value):
    if isinstance(value, dict):
        for v in value.values():
            yield from numbers(v)
    elif isinstance(value, list):
        for v in value:
            yield from numbers(v)
    elif isinstance(value, (int, float)):
        yield value


r = run("study", "--quick", "--seeds", 2, "--data", table, "--threads", 1, "--out", "article.html")
check(r.returncode == 0, f"study: {r.stderr}")
article = json.loads((TOP / "article.json").read_text())
check(len(article["rows"]) == 7 and all(row["verdict"] in ("holds", "half right", "does not hold") for row in article["rows"]), "seven claims with a verdict")
check(all(math.isfinite(v) for v in numbers(article)), "numbers")
gradient = article["rows"][1]["numbers"]
# Known: each layer of sigmoids keeps a quarter at most; He's initialisation keeps ReLU's gradient.
check(gradient["sigmoid"]["10"]["own_init_log10"]["mean"] < 9 * math.log10(0.25), "sigmoid's gradient")
check(abs(gradient["relu"]["10"]["own_init_log10"]["mean"]) < 1, "ReLU's gradient")
check(gradient["relu"]["10"]["default_init_log10"]["mean"] < -2, "ReLU's gradient with the default initialisation")
check(len(article["rows"][6]["numbers"]["default"]["0.01"]["values"]) == 2, "a value for each seed")
page = (TOP / "article.html").read_text(encoding="utf-8")
check(page.count("<h2>") == 7 and page.count("<svg") >= 5 and "http" not in page, "the page")

r = run("study", "repairs", "--quick", "--seeds", 3, "--data", table, "--threads", 1, "--quiet")
check(r.returncode == 0, f"study repairs: {r.stderr}")
arms = json.loads((TOP / "study-repairs.json").read_text())["rows"][0]["numbers"]["arms"]
check({"no repair", "random re-initialisation", "another seed", "prune", "recycle", "bias-shift", "he", "lsuv", "rai", "prelu", "leaky-relu", "elu"} <= set(arms), f"arms: {list(arms)}")
check(arms["no repair"]["over_no_repair"]["mean"] == 0 and len(arms["recycle"]["accuracy"]["values"]) == 3, "arms are compared seed by seed")
check(re.search(r"study-repairs.html and study-repairs.json", r.stdout), r.stdout)

refused(2, "WHAT", "study", "nothing")
refused(2, "--seeds", "study", "--seeds", "1")
refused(1, "No such file", "study", "--data", TOP / "none")

finish()
