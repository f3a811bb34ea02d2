#!/usr/bin/env python3
"""Runs the command as a user would: cli_test.py PATH_TO_RECTIFY. Standard library only."""
import gzip
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import time

from user import RECTIFY, TOP, check, finish, refused, run, start


def idx(path, sizes, data):
    with (gzip.open if str(path).endswith(".gz") else open)(path, "wb") as f:
        f.write(bytes([0, 0, 8, len(sizes)]) + b"".join(struct.pack(">I", s) for s in sizes) + bytes(data))


def weights(folder):
    return (TOP / folder / "weights.safetensors").read_bytes()


def metrics(folder):
    return [json.loads(line) for line in (TOP / folder / "metrics.jsonl").read_text().splitlines()]


rng = random.Random(5)
mnist = TOP / "mnist"
mnist.mkdir()
for name, n in (("train", 6000), ("t10k", 300)):
    labels = [rng.randrange(3) for _ in range(n)]
    idx(mnist / f"{name}-images-idx3-ubyte.gz", (n, 5, 5), [(200 if i // 8 == y else 0) + rng.randrange(40) for y in labels for i in range(25)])
    idx(mnist / f"{name}-labels-idx1-ubyte", (n,), labels)
table = TOP / "table.csv"
rows = [(rng.choice("abc"), rng.random()) for _ in range(200)]
table.write_text("u,v,kind\n" + "".join(f"{ord(k) - 97 + n / 4},{n},{k}\n" for k, n in rows))
net = ["--data", mnist, "--hidden", "16,8", "--threads", 1, "--momentum", 0.9, "--shuffle"]

# Help, version, usage.
check(run("--version").stdout.startswith("rectify "), "--version")
check("--weight-decay" in run("train", "--help").stdout, "train --help")
refused(2, "a command is needed; there are train, eval, predict")
refused(2, "there is no command 'fly'", "fly")
refused(2, "there is no command '--fly'", "--fly", "train")
refused(2, "--nonsense", "train", "--nonsense")
refused(2, "--activation", "train", "--activation", "sine")
refused(2, "--epochs", "train", "--epochs", "0")
for widths in ("12,x", "12,", ",12", "", "-4", "0,4", "12 4", "99999999"):
    refused(2, "--hidden", "train", "--hidden", widths)
for option, values in {"--lr": ("-1", "nan", "inf", "x", ""), "--momentum": ("-1", "nan"), "--weight-decay": ("-0.1",), "--save-every": ("nan",), "--seed": ("-1", "18446744073709551616", "1.5"), "--batch-size": ("0", "1.5"), "--threads": ("0",), "--data": ("",), "--out": ("",), "--resume": ("",)}.items():
    for value in values:
        refused(2, option, "train", option, value)
refused(2, "RUN", "eval")

# A run, its files, eval and predict.
r = run("train", *net, "--epochs", 3, "--out", "whole")
check(r.returncode == 0 and len([x for x in r.stdout.splitlines() if x.startswith("epoch ")]) == 3 and "\r" not in r.stdout, f"train: {r}")
check(sorted(os.listdir(TOP / "whole")) == ["checkpoint.safetensors", "config.json", "confusion.json", "confusion.txt", "metrics.jsonl", "weights.safetensors"], "run folder")
m = metrics("whole")
check([x["epoch"] for x in m] == [1, 2, 3] and m[-1]["step"] == 3 * 188 and m[-1]["test_accuracy"] > 0.95, f"metrics {m}")
check(sum(map(sum, json.load(open(TOP / "whole/confusion.json"))["matrix"])) == 300, "confusion")
r = run("eval", "whole")
check(r.returncode == 0 and f"accuracy {m[-1]['test_accuracy']:.4f}" in r.stdout, f"eval: {r}")
r = run("eval", "whole", "--json")
check(abs(json.loads(r.stdout)["accuracy"] - m[-1]["test_accuracy"]) < 1e-12, f"eval --json: {r}")
r = run("predict", "whole", mnist / "t10k-images-idx3-ubyte.gz")
lines = r.stdout.splitlines()
check(r.returncode == 0 and lines[0] == "row,class,name,p0,p1,p2" and len(lines) == 301, f"predict: {r.stdout[:200]} {r.stderr}")
check(all(abs(sum(map(float, x.split(",")[3:])) - 1) < 1e-5 for x in lines[1:]), "probabilities sum to 1")
refused(1, "holds a run already", "train", *net, "--out", "whole")

# The same seed gives the same weights; another does not.
run("train", *net, "--epochs", 3, "--out", "again")
check(weights("again") == weights("whole"), "the same seed gives the same weights")
run("train", *net, "--epochs", 1, "--seed", 1, "--out", "other")
run("train", *net, "--epochs", 1, "--out", "part")
check(weights("other") != weights("part"), "another seed gives other weights")

# Resume at an epoch's end, after Ctrl-C, after SIGTERM and after kill -9.
r = run("train", "--resume", "part", "--epochs", 3)
check(r.returncode == 0 and weights("part") == weights("whole"), f"resume with more epochs {r}")
run("train", *net, "--epochs", 24, "--out", "long")
reference = weights("long")
for number, name in ((signal.SIGINT, "int"), (signal.SIGTERM, "term"), (signal.SIGKILL, "kill")):
    p = start("train", *net, "--epochs", 24, "--out", name, "--save-every", "0.002")
    while p.poll() is None and not (TOP / name / "checkpoint.safetensors").exists():
        time.sleep(0.005)
    for attempt in range(40):
        p.stdout.readline()  # it has begun, and catches signals
        time.sleep(rng.random() * 0.2)
        p.send_signal(number)
        err = p.communicate()[1]
        if p.returncode == 0:
            break
        if number != signal.SIGKILL:
            check(p.returncode == 130 and len(err.splitlines()) == 1, f"{name}: {p.returncode} {err}")
        check(run("eval", name).returncode == 0, f"{name}: the earlier checkpoint is readable")
        p = start("train", "--resume", name, "--save-every", "0.002")
        if attempt == 2:
            p.communicate()
            break
    check(p.returncode == 0 and weights(name) == reference, f"{name}: resumed weights are the same bits")
    check([x["epoch"] for x in metrics(name)] == list(range(1, 25)), f"{name}: metrics are whole")
refused(2, "cannot be changed", "train", "--resume", "whole", "--lr", "1")

# Tables with names, .npy, every init.
r = run("train", "--data", table, "--hidden", 8, "--epochs", 3, "--lr", 0.1, "--init", "orthogonal", "--activation", "tanh", "--out", "csv")
check(r.returncode == 0 and json.load(open(TOP / "csv/config.json"))["data"]["class_names"] == ["a", "b", "c"], f"csv {r}")
(TOP / "rows.csv").write_text("0.1,0.2\n2.1,0.5\n")
r = run("predict", "csv", "rows.csv")
check(r.returncode == 0 and len(r.stdout.splitlines()) == 3, f"predict csv {r}")
check(len(run("predict", "csv", table).stdout.splitlines()) == 201, "predict of a table with its labels")
for init in ("kaiming_uniform", "kaiming_normal", "xavier_uniform", "xavier_normal"):
    check(run("train", "--data", table, "--epochs", 1, "--init", init, "--out", "i-" + init).returncode == 0, init)

# Damage: one line, status 1, and nothing lost.
before = weights("whole")
refused(1, "No such file", "train", "--data", "none")
(TOP / "empty").mkdir()
refused(1, "no data found", "train", "--data", "empty")
bad = TOP / "bad"
shutil.copytree(mnist, bad)
whole = (bad / "train-images-idx3-ubyte.gz").read_bytes()
(bad / "train-images-idx3-ubyte.gz").write_bytes(whole[:-1000])
refused(1, "truncated", "train", "--data", bad)
(bad / "train-images-idx3-ubyte.gz").write_bytes(whole[:5000] + b"\0\1\2\3" + whole[5004:])
refused(1, "damaged", "train", "--data", bad)
(bad / "train-images-idx3-ubyte.gz").unlink()
refused(1, "no data found", "train", "--data", bad)
(TOP / "bad.csv").write_text("1,2,0\n3,x,1\n")
refused(1, "bad.csv: line 2, column 2: 'x' is not a finite number", "train", "--data", "bad.csv")
refused(1, "features", "predict", "whole", "rows.csv")
refused(1, "No such run folder", "eval", "nowhere")
refused(1, "not a run folder", "eval", "empty")
refused(1, "the loss is", "train", "--data", mnist, "--lr", "1e30", "--out", "nan")
check(run("eval", "nan").returncode == 0, "a NaN loss leaves a checkpoint")
refused(1, "the test loss is", "train", "--data", mnist, "--lr", "1e30", "--batch-size", 6000, "--out", "nan-test")
check(run("eval", "nan-test").returncode == 0, "a NaN test loss leaves a checkpoint")
(TOP / "far.csv").write_text("".join(f"{n},{n % 3}\n" for n in range(30)) + "1,255\n")
refused(1, "label 255 is out of range", "train", "--data", "far.csv")
refused(1, "a label column is needed", "train", "--data", "far.csv", "--label-column", "none")
refused(1, "goes with one file of data", "train", "--data", mnist, "--labels", "x")
refused(1, "goes with .npy or IDX data", "train", "--data", table, "--labels", "x")
unseen = TOP / "unseen"
shutil.copytree(mnist, unseen)
idx(unseen / "t10k-labels-idx1-ubyte", (300,), [7] * 300)
refused(1, "row 1: label 7 where the network has 3 classes", "train", "--data", unseen, "--out", "unseen-run")
config = json.load(open(TOP / "whole/config.json"))
for where, key, value in (("data", "rows", "x"), ("data", "path", 3), ("network", "activation", "sine"), ("network", "layers", [25, -1, 3]), ("optimizer", "lr", -1)):
    shutil.rmtree(TOP / "edited", ignore_errors=True)
    shutil.copytree(TOP / "whole", TOP / "edited")
    edited = json.loads(json.dumps(config))
    edited[where][key] = value
    (TOP / "edited/config.json").write_text(json.dumps(edited))
    refused(1, "edited/config.json: ", "train", "--resume", "edited", "--epochs", 9)
for name in ("weights.safetensors", "checkpoint.safetensors", "config.json"):
    shutil.rmtree(TOP / "broken", ignore_errors=True)
    shutil.copytree(TOP / "whole", TOP / "broken")
    data = (TOP / "broken" / name).read_bytes()
    (TOP / "broken" / name).write_bytes(data[: len(data) // 2])
    if name.startswith("checkpoint"):
        refused(1, name, "train", "--resume", "broken", "--epochs", 9)
    else:
        refused(1, name, "eval", "broken")

shutil.copytree(TOP / "whole", TOP / "early")
(TOP / "early/weights.safetensors").unlink()
check(run("eval", "early").stdout == run("eval", "whole").stdout, "without weights the checkpoint has them")

# Full disk.
with open("/dev/full", "w") as full:
    refused(1, "cannot write to standard output: No space left on device", "predict", "whole", mnist / "t10k-images-idx3-ubyte.gz", stdout=full)
small = TOP / "small"
small.mkdir()
if os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True).returncode == 0:
    try:
        refused(1, "No space left on device", "train", "--data", mnist, "--hidden", 4000, "--out", small / "run")
        run("train", *net, "--epochs", 1, "--out", small / "fits")
        with open(small / "filler", "wb", buffering=0) as f:
            try:
                while True:
                    f.write(b"x" * 4096)
            except OSError:
                pass
        kept = (small / "fits/checkpoint.safetensors").read_bytes()
        refused(1, "No space left on device", "train", "--resume", small / "fits", "--epochs", 3)
        check((small / "fits/checkpoint.safetensors").read_bytes() == kept, "a full disk leaves the checkpoint")
        check(run("eval", small / "fits").returncode == 0, "a full disk leaves a run that can be read")
    finally:
        subprocess.run(["umount", small])
check(weights("whole") == before, "nothing was lost")

# A terminal: a bar that is taken away.
import pty

master, slave = pty.openpty()
p = subprocess.Popen([RECTIFY, "train", *map(str, net), "--epochs", "20", "--out", "tty"], stdout=slave, stderr=slave, cwd=TOP)
os.close(slave)
shown = b""
while True:
    try:
        part = os.read(master, 65536)
    except OSError:
        break
    if not part:
        break
    shown += part
p.wait()
check(p.returncode == 0 and b"images/s" in shown and b" left" in shown and shown.count(b"\r\x1b[K") >= 2, f"terminal {shown[-300:]}")

finish()
