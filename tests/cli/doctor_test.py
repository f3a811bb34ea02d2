#!/usr/bin/env python3
"""`rectify doctor` and `rectify train --watch` as a user has them: doctor_test.py PATH_TO_RECTIFY. Standard library only."""
import html.parser
import json
import random
import re
import struct

from user import TOP, check, finish, refused, run

VOID = {"meta", "img", "br"}


class Page(html.parser.HTMLParser):
    """Whether every element is closed, and what the page asks for from outside."""

    def __init__(self, text):
        super().__init__()
        self.open, self.outside, self.images = [], [], 0
        self.feed(text)
        check(not self.open, f"not closed: {self.open}")
        check(not self.outside, f"from outside: {self.outside}")
        check("<script" not in text and not re.search(r"\b(nan|inf)\b", text.lower().split("</style>")[1]), "a NaN in the page")

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        self.images += tag == "img"
        self.outside += [v for k, v in a.items() if k in ("src", "href") and not v.startswith(("#", "data:"))]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}")
        if self.open:
            self.open.pop()


rng = random.Random(3)
table = TOP / "table.csv"
rows = [(k, [rng.gauss(m, 1) for m in ((k == "a") * 2, (k == "b") * 2, 0)]) for k in (rng.choice("abc") for _ in range(600))]
table.write_text("u,v,w,kind\n" + "".join(",".join(f"{x:.4f}" for x in xs) + f",{k}\n" for k, xs in rows))

# Watched or not, the same network comes out.
common = ["--data", table, "--hidden", "24,12", "--threads", 1, "--epochs", 3, "--batch-size", 16]
plain = run("train", *common, "--out", "plain")
watched = run("train", *common, "--out", "watched", "--watch")
check(plain.returncode == 0 and watched.returncode == 0, f"train: {plain.stderr} {watched.stderr}")
check((TOP / "plain/weights.safetensors").read_bytes() == (TOP / "watched/weights.safetensors").read_bytes(), "watching changed a bit")
check(not (TOP / "plain/report.html").exists() and "report in watched/report.html" in watched.stdout, "the report")
page = Page((TOP / "watched/report.html").read_text(encoding="utf-8"))
check(page.images == 2, f"maps of two layers over time: {page.images}")
recording = json.loads((TOP / "watched/inspect.json").read_text())
check([layer["name"] + layer["activation"] for layer in recording["layers"]] == ["0relu", "2relu", "4"], "layers of inspect.json")
check(recording["steps"] == 3 * 34 and len(recording["layers"][0]["last_fired"]) == 24, "steps of inspect.json")

# A rate that kills: said while it happens, in the report, and by the exit status.
killed = run("train", *common, "--out", "killed", "--watch", "--lr", 30)
check("did not fire in 20 steps" in killed.stdout and "learning rate 30" in killed.stdout, f"warnings: {killed.stdout}")
r = run("doctor", "killed", "--fail-on", "dead:0.2", "--fail-on", "saturated:1")
check(r.returncode == 3 and "of all, more than 0.2" in r.stderr and "report in killed/report.html" in r.stdout, f"--fail-on: {r.returncode} {r.stderr}")
check("They fired until step" in r.stdout, f"the cause: {r.stdout}")
Page((TOP / "killed/report.html").read_text(encoding="utf-8"))
found = json.loads(run("doctor", "killed", "--json").stdout)
check(found["dead_share"] > 0.2 and any(f["cause"] == "killed" for f in found["findings"]), "JSON")
check(run("doctor", "watched", "--fail-on", "dead:1").returncode == 0, "a network that is well")

# Repairs.
r = run("doctor", "killed", "--repair", "prune,recycle", "--save", "repaired.safetensors", "--out", "repaired.html")
check(r.returncode == 0 and "prune: " in r.stdout and "units removed" in r.stdout and (TOP / "repaired.safetensors").exists(), f"--repair: {r}")
check("<h2>Repairs</h2>" in (TOP / "repaired.html").read_text(encoding="utf-8"), "repairs on the page")
small = json.loads(run("doctor", "repaired.safetensors", "--data", table, "--json").stdout)
check(small["units"] < 36, f"pruned: {small['units']}")
for how in ("bias-shift", "he", "lsuv", "rai", "prelu", "leaky-relu", "elu"):
    r = run("doctor", "plain", "--repair", how, "--save", "other.safetensors", "--json")
    check(r.returncode == 0 and json.loads(r.stdout)["units"] == 36, f"--repair {how}: {r}")
live = run("train", *common, "--out", "live", "--watch", "--lr", 1.5, "--repair", "recycle", "--repair-every", 20)
check(live.returncode == 0 and re.search(r"step \d+: recycle: \d+ units given new weights", live.stdout), f"live: {live}")
refused(2, "--save goes with --repair", "doctor", "plain", "--save", "x")
refused(2, "--repair needs --save", "doctor", "plain", "--repair", "prune")
refused(2, "--repair", "doctor", "plain", "--repair", "magic", "--save", "x")
refused(2, "--repair goes with --watch", "train", *common, "--out", "x", "--repair", "recycle")

# Resumed: the recording goes on.
more = run("train", "--resume", "watched", "--epochs", 4)
check(more.returncode == 0, more.stderr)
longer = json.loads((TOP / "watched/inspect.json").read_text())
steps = [m["step"] for m in longer["history"]]
check(longer["steps"] == 4 * 34 and steps == sorted(set(steps)) and longer["layers"][0]["samples"] > recording["layers"][0]["samples"], f"resumed: {steps}")

# As if it had never stopped: it is repaired and watched as it was begun, by an Adam that knows what began anew.
healing = [*common, "--optimizer", "adam", "--lr", 0.3, "--watch", "--repair", "recycle", "--repair-every", 15]
healing[healing.index("--epochs") + 1] = 4
whole = run("train", *healing, "--out", "whole", "--tensorboard", "tb-whole")
healing[healing.index("--epochs") + 1] = 2
parts = [run("train", *healing, "--out", "parts", "--tensorboard", "tb-parts"), run("train", "--resume", "parts", "--epochs", 4)]
check(all(r.returncode == 0 for r in [whole, *parts]), f"healing: {parts}")
check((TOP / "whole/weights.safetensors").read_bytes() == (TOP / "parts/weights.safetensors").read_bytes(), "a resumed run is repaired otherwise")
told = [[line for line in json.loads((TOP / name / "inspect.json").read_text())["repairs"]] for name in ("whole", "parts")]
check(told[0] == told[1] and min(told[0])[0] < 68 < max(told[0])[0], f"repairs of both parts: {told}")
check(b"restarted.0" in (TOP / "parts/checkpoint.safetensors").read_bytes(), "Adam's restarts are kept")
check(len(list((TOP / "tb-parts").iterdir())) == 2, "event files of both parts")
check((TOP / "parts/report.html").read_text().count("recycle: ") == len(told[0]), "the report has both parts' repairs")
check(run("doctor", "parts").returncode == 0 and (TOP / "parts/report.html").read_text().count("recycle: ") == len(told[0]), "doctor's page has them as well")
r = run("train", "--resume", "parts", "--epochs", 5, "--repair", "bias-shift", "--repair-every", 40)
check(json.loads((TOP / "parts/config.json").read_text())["watch"]["repair"] == "bias-shift" and "report in" in r.stdout, f"another repair: {r}")
refused(2, "--repair goes with --watch", "train", "--resume", "plain", "--epochs", 4, "--repair", "recycle")
r = run("train", "--resume", "parts", "--epochs", 6, "--no-watch")
check(r.returncode == 0 and "report in" not in r.stdout and json.loads((TOP / "parts/config.json").read_text())["watch"] is None, f"not watched any more: {r}")
for damage in ({"repair": "magic", "repair_every": 5, "tensorboard": ""}, {"repair": "recycle", "repair_every": 0, "tensorboard": ""}, {"repair": 3}):
    settings = json.loads((TOP / "parts/config.json").read_text())
    (TOP / "parts/config.json").write_text(json.dumps({**settings, "watch": damage}))
    refused(1, "config.json: damaged", "train", "--resume", "parts", "--epochs", 7)

# Without a recording; a file of weights.
r = run("doctor", "plain", "--out", "there.html", "--samples", 50)
check(r.returncode == 0 and "on 50 samples" in r.stdout and (TOP / "there.html").exists(), f"doctor: {r}")
check("was not watched" in (TOP / "there.html").read_text(encoding="utf-8"), "without curves")
r = run("doctor", "plain/weights.safetensors", "--data", table, "--json")
check(r.returncode == 0 and json.loads(r.stdout)["units"] == 36, f"a file of weights: {r}")
header = json.dumps({"0.weight": {"dtype": "F32", "shape": [4, 3], "data_offsets": [0, 48]}, "0.bias": {"dtype": "F32", "shape": [4], "data_offsets": [48, 64]},
                     "2.weight": {"dtype": "F32", "shape": [3, 4], "data_offsets": [64, 112]}, "2.bias": {"dtype": "F32", "shape": [3], "data_offsets": [112, 124]}}).encode()
(TOP / "dead.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + struct.pack("<31f", *([0.1] * 12 + [-50.0] * 4 + [1.0] * 15)))
r = run("doctor", "dead.safetensors", "--data", table, "--fail-on", "certified_dead:0.99")
check(r.returncode == 3 and "The bias does it" in r.stdout, f"planted: {r}")

# Event files.
r = run("train", *common, "--out", "events", "--watch", "--tensorboard", "tb")
check(r.returncode == 0 and len(list((TOP / "tb").glob("events.out.tfevents.*"))) == 1, f"--tensorboard: {r}")
recorded = next((TOP / "tb").glob("events.*")).read_bytes()
check(b"brain.Event:2" in recorded and "0 → relu/dead".encode() in recorded and b"0/weights" in recorded, "events")
check(run("doctor", "events", "--tensorboard", "tb2", "--json").returncode == 0 and list((TOP / "tb2").glob("events.*")), "doctor --tensorboard")
refused(2, "--tensorboard goes with --watch", "train", *common, "--out", "x", "--tensorboard", "tb")

# A long run of a wide network: the page stays small.
wide = run("train", "--data", table, "--hidden", "10000", "--threads", 1, "--epochs", 1, "--batch-size", 256, "--out", "wide", "--watch")
check(wide.returncode == 0, wide.stderr)
long = json.loads((TOP / "wide/inspect.json").read_text())
fire = ["".join(rng.choice("0123") for _ in range(10000)) for _ in range(8)]
layer = {"dead": 0.25, "dormant": 0.3, "zeros": 0.5, "gradient": 0.01, "update_ratio": 0.001}
long["steps"] = 100000
long["history"] = [{"step": (i + 1) * 417, "loss": 1 / (i + 1), "lr": 0.1, "layers": [{**layer, "fire": fire[i % 8]}, {**layer, "fire": "3333"[:3]}]} for i in range(240)]
(TOP / "wide/inspect.json").write_text(json.dumps(long))
r = run("doctor", "wide", "--samples", 200)
page = (TOP / "wide/report.html").read_text(encoding="utf-8")
check(r.returncode == 0 and len(page) < 1_000_000 and "10000 units (200 rows stand for them)" in page, f"a wide page: {r.stderr} {len(page)}")
Page(page)

# What is refused.
refused(1, "No such run folder or file", "doctor", "nowhere")
refused(2, "--data is needed", "doctor", "plain/weights.safetensors")
for text in ("dead", "dead:", "dead:x", "dead:2", "asleep:0.2", "dead:0.2x"):
    refused(2, "is not a state and a share like dead:0.2", "doctor", "plain", "--fail-on", text)
for damage, words in ((("fired", lambda j: j["layers"][0]["fired"].pop()), "a layer's lists differ in length"), (("fire", lambda j: j["history"][0]["layers"][0].update(fire="0127")), "'7' is no state of a unit")):
    broken = json.loads(json.dumps(longer))
    damage[1](broken)
    (TOP / "watched/inspect.json").write_text(json.dumps(broken))
    refused(1, words, "doctor", "watched")
refused(1, "the model lenet needs pictures", "doctor", "plain/weights.safetensors", "--data", table, "--model", "lenet")
(TOP / "watched/inspect.json").write_text(json.dumps({**longer, "repairs": [3]}))
refused(1, "its repairs are no list", "doctor", "watched")
(TOP / "watched/inspect.json").write_text('{"steps": 3}')
refused(1, "inspect.json: damaged", "doctor", "watched")
(TOP / "none.safetensors").write_bytes(struct.pack("<Q", 2) + b"{}")
refused(1, "it has no weights of linear layers named like 0.weight", "doctor", "none.safetensors", "--data", table)

finish()
