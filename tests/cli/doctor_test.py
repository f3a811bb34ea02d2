#!/usr/bin/env python3
"""`rectify doctor` and `rectify train --watch` as a user has them: doctor_test.py PATH_TO_RECTIFY. Standard library only."""
import html.parser
import json
import pathlib
import random
import re
import shutil
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
        check("<script" not in text and not re.search(r"\b(nan|inf)\b", text.replace("NaN or infini", "").lower().split("</style>")[1]), "a NaN in the page")

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

# Weights from elsewhere: the network is described.
def weights(name, tensors):
    """A safetensors file of {name: (shape, values)}."""
    header, data = {}, b""
    for key, (shape, values) in tensors.items():
        packed = struct.pack(f"<{len(values)}f", *values)
        header[key] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    (TOP / name).write_bytes(struct.pack("<Q", len(text)) + text + data)


def noise(*shape):
    n = 1
    for s in shape:
        n *= s
    return list(shape), [rng.gauss(0, 1) for _ in range(n)]


def npy(name, descr, shape, data):
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    text += " " * (63 - (len(text) + 10) % 64) + "\n"
    (TOP / name).write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + data)


def layers_of(r):
    return [(layer["name"], layer["activation"], layer["units"]) for layer in json.loads(r.stdout)["layers"]] if r.returncode == 0 else r.stderr


npy("x.npy", "<f4", (60, 12, 12), struct.pack("<8640f", *(rng.random() for _ in range(8640))))
npy("y.npy", "<i8", (60,), struct.pack("<60q", *(i % 3 for i in range(60))))
npy("flat.npy", "<f4", (60, 144), (TOP / "x.npy").read_bytes()[-8640 * 4:])
pictures = ["--data", "x.npy", "--labels", "y.npy", "--json"]
weights("fc.safetensors", {"fc1.weight": noise(8, 3), "fc1.bias": ([8], [-100.0] * 3 + [0.1] * 5), "fc10.weight": noise(3, 6), "fc2.weight": noise(6, 8), "fc2.bias": noise(6)})
for text in ("linear relu linear tanh linear", "linear(3, 8), relu, linear(8, 6), tanh, linear(6, 3, bias=False)", "fc1=linear relu fc2=linear(out_features=6) tanh fc10=linear",
             "torch::nn::Sequential(\n  (fc1): torch::nn::Linear(in_features=3, out_features=8, bias=true)\n  (1): torch::nn::ReLU()\n (fc2): Linear(8, 6)\n (3): Tanh() (fc10): Linear(6, 3))"):
    r = run("doctor", "fc.safetensors", "--data", table, "--json", "--architecture", text)
    check(layers_of(r) == [("fc1", "relu", 8), ("fc2", "tanh", 6), ("fc10", "", 3)], f"{text}: {r}")
check(json.loads(r.stdout)["dead"] == 3 and any(f["what"] == "dead_units" and "fc1" in f["layer"] for f in json.loads(r.stdout)["findings"]), "dead units of fc1")
r = run("doctor", "fc.safetensors", "--data", table, "--json", "--activation", "tanh")
check(layers_of(r) == [("fc1", "tanh", 8), ("fc2", "tanh", 6), ("fc10", "", 3)], f"linear layers by themselves: {r}")
r = run("doctor", "fc.safetensors", "--data", table, "--json", "--architecture", "linear relu linear tanh linear", "--repair", "prune", "--save", "fc_small.safetensors")
check(r.returncode == 0 and layers_of(run("doctor", "fc_small.safetensors", "--data", table, "--json", "--architecture", "linear relu linear tanh linear"))[0] == ("fc1", "relu", 5), "saved under its own names")
conv = {"bn1.bias": ([4], [0.0, 0.0, -90.0, 0.0]), "bn1.running_mean": ([4], [0.0] * 4), "bn1.running_var": ([4], [1.0] * 4), "bn1.weight": ([4], [1.0] * 4), "conv1.bias": ([4], [0.0] * 4),
        "conv1.weight": noise(4, 1, 3, 3), "conv2.bias": noise(6), "conv2.weight": noise(6, 4, 3, 3), "fc.bias": noise(3), "fc.weight": noise(3, 96)}
weights("conv.safetensors", conv)
described = "conv1=conv2d(padding=1) bn1=batchnorm2d relu maxpool2d(2) conv2=conv2d relu6 flatten dropout(0.5) fc=linear"
for data in (pictures, ["--data", "flat.npy", "--labels", "y.npy", "--json"]):
    r = run("doctor", "conv.safetensors", *data, "--architecture", described)
    check(layers_of(r) == [("conv1", "relu", 4), ("conv2", "relu6", 6), ("fc", "", 3)] and json.loads(r.stdout)["layers"][0]["states"]["certified_dead"] == 1, f"convolutions: {r}")
r = run("doctor", "conv.safetensors", *pictures, "--architecture", described, "--repair", "prune", "--save", "conv_small.safetensors")
(TOP / "described.txt").write_text(described)
check(layers_of(run("doctor", "conv_small.safetensors", *pictures, "--architecture", "@described.txt"))[0] == ("conv1", "relu", 3), f"a pruned one: {r}")
for text, status, words in (
        ("linear relu linear", 1, "it has weights of 4 layers (bn1, conv1, conv2, fc), but --architecture has 2 that take some"),
        ("conv1=conv2d bn1=batchnorm2d relu conv2=conv2d relu flatten head=linear", 1, "it has no weights called head; there are bn1, conv1, conv2, fc"),
        ("conv1=conv2d relu conv2=conv2d relu flatten fc=linear", 1, "--architecture has no layer for its weights of bn1"),
        (described.replace("conv2d(padding=1)", "conv2d(1, 5)"), 1, "conv1.weight has shape [4, 1, 3, 3] where conv2d has [5, 1, 3, 3]"),
        (described.replace("(padding=1)", ""), 1, "its weights do not fit each other or the data: mat1 and mat2 shapes cannot be multiplied"),
        (described.replace("fc=linear", "fc=conv2d"), 1, "fc.weight has shape [3, 96], which is no conv2d's"),
        (described.replace("padding=1", "paddin=1"), 2, "conv2d does not take 'paddin=1'"),
        (described.replace("maxpool2d(2)", "maxpool2d(two)"), 2, "'two' is no kernel_size of maxpool2d"),
        (described.replace("relu6", "magic"), 2, "there is no module 'magic'"),
        (described.replace("relu6", "gelu(approximate='rough')"), 2, "'rough' is no approximate of gelu"),
        (described.replace("conv1=", ""), 2, "name all layers that have weights, or none"),
        (described + ")", 2, "a bracket too many"), ("linear(3", 2, "a bracket is not closed"), ("relu", 2, "it has no layer with weights"), (" ", 2, "it names no layer"), ("@missing.txt", 1, "missing.txt: No such file")):
    refused(status, words, "doctor", "conv.safetensors", *pictures, "--architecture", text)
refused(1, "bn1.running_mean belongs to no linear layer; describe the network with --architecture", "doctor", "conv.safetensors", *pictures)
refused(1, "begins with a conv2d of 1 channels, but the rows have shape [3]", "doctor", "conv.safetensors", "--data", table, "--json", "--architecture", described)
refused(2, "--architecture goes with a file of weights", "doctor", "plain", "--architecture", "linear")
# A pruned network of train's.
r = run("train", "--data", "x.npy", "--labels", "y.npy", "--model", "lenet", "--epochs", 1, "--out", "lenet", "--threads", 1)
check(r.returncode == 0, r.stderr)
raw = bytearray((TOP / "lenet/weights.safetensors").read_bytes())
size = struct.unpack("<Q", raw[:8])[0]
begin = json.loads(raw[8:8 + size])["0.bias"]["data_offsets"][0] + 8 + size
raw[begin:begin + 8] = struct.pack("<2f", -90, -90)
(TOP / "lenet.safetensors").write_bytes(raw)
r = run("doctor", "lenet.safetensors", *pictures, "--model", "lenet", "--repair", "prune", "--save", "lenet_small.safetensors")
small = layers_of(run("doctor", "lenet_small.safetensors", *pictures, "--model", "lenet"))
check(r.returncode == 0 and small[0] == ("0", "relu", 4), f"a pruned lenet: {small} {r}")
refused(1, "0.weight has shape [4, 1, 5, 5] where the network has [32, 1, 3, 3]", "doctor", "lenet_small.safetensors", *pictures, "--model", "cnn")
# State dicts of torch.save.
golden = pathlib.Path(__file__).resolve().parent.parent / "golden/archive/python"
for name in ("state.pt", "checkpoint.pt"):
    refused(1, f"{name}: it has weights of 4 layers (steps, a, s.0, s.1), but --architecture has 1 that take some", "doctor", golden / name, *pictures, "--architecture", "linear")
refused(1, "legacy.pt: ", "doctor", golden / "legacy.pt", *pictures, "--architecture", "linear")

# Files that PyTorch wrote, described by what it prints: every layer's activation gives what PyTorch computed.
known = pathlib.Path(__file__).resolve().parent.parent / "golden/doctor"
for name, wanted in json.loads((known / "expected.json").read_text()).items():
    (TOP / "printed.txt").write_text(wanted["printed"])
    for file in (name, name + "_checkpoint"):
        if not (known / f"{file}.pt").exists():
            continue
        r = run("doctor", known / f"{file}.pt", "--data", known / f"{name}.npy", "--architecture", "@printed.txt", "--json", "--fail-on", "nan")
        check(r.returncode == 0, f"{file}: {r.stderr}")
        layers = [layer for layer in json.loads(r.stdout)["layers"] if layer["activation"] not in ("", "glu", "softmax", "log_softmax")] if r.returncode == 0 else []
        check(len(layers) == len(wanted["layers"]), f"{file}: {[layer['activation'] for layer in layers]}")
        for layer, w in zip(layers, wanted["layers"]):
            zeros = w["kind"] == "GELU" or abs(layer["zeros"] - w["zeros"]) < 1e-9  # PyTorch's gelu is 0 where it is only tiny
            kind = {"RReLU": "LeakyReLU"}.get(w["kind"], w["kind"]).lower()  # which it is in evaluation mode
            check(abs(layer["out_mean"] - w["mean"]) < 1e-5 * max(1, abs(w["mean"])) and zeros and layer["activation"].replace("_", "") == kind,
                  f"{file}: {layer['name']} {layer['activation']} {layer['out_mean']} {layer['zeros']}, PyTorch: {w}")
# torch::save of a Sequential, by libtorch and by rectify: one unit has weights of -1 only.
positive = TOP / "positive.csv"
positive.write_text("a,b,c,d\n" + "".join(",".join(f"{rng.random():.3f}" for _ in range(4)) + "\n" for _ in range(50)))
for writer in ("libtorch", "rectify"):
    for described in (["--activation", "relu"], ["--architecture", "linear(4, 6) relu linear"], ["--architecture", "0=Linear 1=ReLU 2=Linear"]):
        r = run("doctor", known.parent / "archive" / writer / "mlp.pt", "--data", positive, "--json", *described)
        found = json.loads(r.stdout)["layers"][0]["unwell"] if r.returncode == 0 else []
        check([u["unit"] for u in found if "certified_dead" in u["states"]] == [0], f"torch::save by {writer}, {described}: {r.stderr} {found}")

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

# NaN in the weights: nothing passes.
shutil.copytree(TOP / "plain", TOP / "broken")
raw = bytearray((TOP / "broken/weights.safetensors").read_bytes())
size = struct.unpack("<Q", raw[:8])[0]
begin = json.loads(raw[8:8 + size])["0.weight"]["data_offsets"][0] + 8 + size
raw[begin:begin + 4] = struct.pack("<f", float("nan"))
(TOP / "broken/weights.safetensors").write_bytes(raw)
for limit in ("dead:1", "nan", "not_finite:0", "saturated:1"):
    r = run("doctor", "broken", "--fail-on", limit)
    check(r.returncode == 3 and r.stdout.startswith("The network is not finite: NaN or infinity in its weights, first at 0"), f"{limit}: {r}")
    check(run("doctor", "plain", "--fail-on", "nan").returncode == 0, "--fail-on nan of a finite one")
check(run("doctor", "broken").returncode == 0, "NaN without --fail-on")
Page((TOP / "broken/report.html").read_text(encoding="utf-8"))
refused(1, "(learning rate 1e+30), first in step ", "train", *common, "--out", "wild", "--watch", "--lr", 1e30)

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
refused(1, "none.safetensors: it has no weights", "doctor", "none.safetensors", "--data", table)

finish()
