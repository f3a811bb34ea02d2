#!/usr/bin/env python3
"""Models, pictures and speech, as a user would use them: tasks_test.py PATH_TO_RECTIFY. Standard library only."""
import base64
import json
import math
import os
import pathlib
import random
import resource
import shutil
import signal
import struct
import time
import wave
import zlib

from user import TOP, check, finish, refused, run, start

GOLDEN = json.load(open(pathlib.Path(__file__).parent / "../golden/media.json"))
MEDIA = {j["name"]: base64.b64decode(j["bytes"]) for kind in ("pictures", "sounds") for j in GOLDEN[kind]}
rng = random.Random(3)


def png(width, height, pixels):
    """pixels: rows of bytes, grey or RGB."""
    colour = 2 if len(pixels[0]) == 3 * width else 0
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"".join(b"\0" + bytes(r) for r in pixels))) + chunk(b"IEND", b""))


def picture(name, size=16):
    noise = lambda: rng.randrange(50)
    if name == "across":
        return png(size, size, [[(150 if y // 4 % 2 else 0) + noise() for x in range(size)] for y in range(size)])
    if name == "down":
        return png(size, size, [[(150 if x // 4 % 2 else 0) + noise() for x in range(size)] for y in range(size)])
    return png(size, size, [[noise() + 60 for x in range(size)] for y in range(size)])


def weights(folder):
    return (TOP / folder / "weights.safetensors").read_bytes()


def metrics(folder):
    return [json.loads(line) for line in (TOP / folder / "metrics.jsonl").read_text().splitlines()]


pictures = TOP / "pictures"
for name in ("across", "down", "plain"):
    (pictures / name).mkdir(parents=True)
    for k in range(20):
        (pictures / name / f"{k:02}.png").write_bytes(picture(name))

# Every model, each with another optimizer and schedule: interrupted and resumed it ends at the very bits.
recipes = {"mlp": ["--optimizer", "adam", "--schedule", "step", "--augment", "shift"], "lenet": ["--schedule", "cosine"],
           "cnn": ["--augment", "flip,shift,mask"], "resnet18-small": []}
for model, options in recipes.items():
    epochs = {"mlp": 40, "resnet18-small": 6}.get(model, 15)
    train = ["train", "--data", pictures, "--model", model, "--batch-size", 8, "--threads", 1, "--epochs", epochs, *options]
    r = run(*train, "--out", model)
    check(r.returncode == 0, f"{model}: {r}")
    m = metrics(model)
    check(len(m) == epochs and m[-1]["step"] == 7 * epochs, f"{model}: metrics {m}")
    check(min(x["train_loss"] for x in m) < 0.6 * m[0]["train_loss"] and m[-1]["test_accuracy"] >= 0.8, f"{model} learns: {m}")
    check(m[-1]["lr"] < 0.2 * max(x["lr"] for x in m), f"{model}: the rate is scheduled: {[x['lr'] for x in m]}")
    config = json.load(open(TOP / model / "config.json"))
    check(config["data"]["kind"] == "pictures" and config["data"]["class_names"] == ["across", "down", "plain"], f"{model}: config {config}")
    p = start(*train, "--out", model + "-cut", "--save-every", "0")
    while p.poll() is None and not (TOP / (model + "-cut") / "checkpoint.safetensors").exists():
        time.sleep(0.005)
    cuts = 0
    for attempt in range(4):
        time.sleep(rng.random() * 0.15)
        p.send_signal(signal.SIGKILL if attempt == 1 else signal.SIGINT)
        err = p.communicate()[1]
        if p.returncode == 0:
            break
        cuts += 1
        before_main = p.returncode == -signal.SIGINT and not err
        check(attempt == 1 or before_main or (p.returncode == 130 and len(err.splitlines()) == 1), f"{model}: interrupted: {p.returncode} {err}")
        check(run("eval", model + "-cut").returncode == 0, f"{model}: what was saved can be read")
        p = start("train", "--resume", model + "-cut", "--save-every", "0")
    p.communicate()
    check(p.returncode == 0 and weights(model + "-cut") == weights(model), f"{model}: resumed after {cuts} cuts, the weights are the same bits")
    r = run("eval", model, "--json")
    check(abs(json.loads(r.stdout)["accuracy"] - m[-1]["test_accuracy"]) < 1e-12, f"{model}: eval {r}")
    files = [pictures / "across" / "00.png", pictures / "down" / "07.png"]
    r = run("predict", model, *files)
    lines = r.stdout.splitlines()
    check(r.returncode == 0 and lines[0] == "file,class,name,p0,p1,p2" and [x.split(",")[0] for x in lines[1:]] == list(map(str, files)), f"{model}: predict {r}")
    check([x.split(",")[2] for x in lines[1:]] == ["across", "down"], f"{model}: predict names the classes: {lines}")
refused(2, "--epochs cannot be changed", "train", "--resume", "cnn", "--epochs", 30)

# Options that do not go together.
refused(2, "--model", "train", "--data", pictures, "--model", "vgg")
refused(2, "--hidden goes with --model mlp", "train", "--data", pictures, "--model", "cnn", "--hidden", "12")
refused(2, "--momentum goes with", "train", "--data", pictures, "--model", "cnn", "--momentum", "0.9")
refused(2, "--augment", "train", "--data", pictures, "--augment", "flip,spin")
refused(2, "--optimizer", "train", "--optimizer", "lbfgs")
refused(2, "--test-share", "train", "--data", pictures, "--test-share", "1")
refused(2, "--image-size", "train", "--data", pictures, "--image-size", "3y")
refused(2, "--takes goes with --task", "train", "--data", pictures, "--takes", "3")
(TOP / "table.csv").write_text("".join(f"{k},{k % 3},{k % 2}\n" for k in range(40)))
refused(1, "the model lenet needs pictures, but the rows have shape [2]", "train", "--data", "table.csv", "--model", "lenet")
refused(1, "--augment needs pictures", "train", "--data", "table.csv", "--augment", "flip")
refused(2, "--image-size goes with folders of pictures", "train", "--data", "table.csv", "--image-size", "9")
refused(1, "needs at least 16x16 pixels, but the data has 9x9", "train", "--data", pictures, "--image-size", "9", "--model", "resnet18-small", "--out", "small-run")
check(not (TOP / "small-run").exists(), "a run that could not begin leaves nothing behind")

# Sizes, colours, JPEG, splits.
mixed = TOP / "mixed"
for split in ("train", "test"):
    for name in ("across", "down"):
        (mixed / split / name).mkdir(parents=True)
        for k in range(6):
            (mixed / split / name / f"{k}.png").write_bytes(picture(name, 12 + 2 * k))
        (mixed / split / name / "photo.JPG").write_bytes(MEDIA["rgb.jpg"])
        (mixed / split / name / "scan.jpeg").write_bytes(MEDIA["cmyk.jpg"])
        (mixed / split / name / "icon.png").write_bytes(MEDIA["palette4t.png"])
refused(1, "give the size that all are to have (--image-size", "train", "--data", mixed)
r = run("train", "--data", mixed, "--image-size", "20x18", "--model", "cnn", "--epochs", 2, "--threads", 1, "--out", "mixed-run")
check(r.returncode == 0 and "cnn on 3x18x20, 2 classes, relu, 18 training and 18 test rows" in r.stdout, f"mixed {r}")
check(run("eval", "mixed-run").returncode == 0 and run("eval", "mixed-run", "--data", mixed).returncode == 0, "eval of resized pictures")
check(len(run("predict", "mixed-run", mixed / "train/down/0.png", mixed / "train/down/photo.JPG").stdout.splitlines()) == 3, "predict resizes as the run did")
(TOP / "rgb.png").write_bytes(png(16, 16, [[100, 20, 30] * 16] * 16))
check(run("predict", "cnn", "rgb.png").returncode == 0, "a colour picture for a grey network")
(TOP / "wide.png").write_bytes(picture("plain", 30))
refused(1, "wide.png: 30x30 pixels, but the network takes 16x16; --resize", "predict", "cnn", "rgb.png", "wide.png")
check(run("predict", "cnn", "wide.png", "--resize").returncode == 0, "predict --resize")
for name in (j["name"] for j in GOLDEN["pictures"]):  # every depth, palettes, alpha, CMYK
    (TOP / name).write_bytes(MEDIA[name])
r = run("predict", "cnn", "--resize", *(j["name"] for j in GOLDEN["pictures"]))
check(r.returncode == 0 and len(r.stdout.splitlines()) == len(GOLDEN["pictures"]) + 1, f"predict pictures of every form: {r}")
r = run("eval", "cnn", "--data", pictures)
check("60 rows" in r.stdout, f"of a class folder without train and test all pictures count: {r}")

# Damage names the file, and nothing is lost.
before = weights("cnn")
bad = TOP / "bad"


def damaged(words, change, status=1):
    shutil.rmtree(bad, ignore_errors=True)
    shutil.copytree(pictures, bad)
    change()
    refused(status, words, "train", "--data", bad, "--model", "cnn", "--out", "bad-run")
    check(not (TOP / "bad-run").exists(), f"{words}: no run folder is left")


whole = (pictures / "down/05.png").read_bytes()
damaged("bad/down/05.png: truncated PNG file", lambda: (bad / "down/05.png").write_bytes(whole[:90]))
damaged("bad/down/05.png: damaged PNG file", lambda: (bad / "down/05.png").write_bytes(whole[:60] + b"xyz" + whole[63:]))
damaged("bad/down/05.png: neither a PNG nor a JPEG file", lambda: (bad / "down/05.png").write_text("hello"))
damaged("bad/down/05.png: the file is empty", lambda: (bad / "down/05.png").write_text(""))
damaged("bad/plain: the class folder is empty", lambda: [f.unlink() for f in (bad / "plain").iterdir()])
damaged("bad: there is one class only", lambda: [shutil.rmtree(bad / n) for n in ("plain", "down")])
damaged("bad/stray.png: it is in no class", lambda: (bad / "stray.png").write_bytes(whole))
damaged("bad/down/05.png: No such file", lambda: [(bad / "down/05.png").unlink(), (bad / "down/05.png").symlink_to("gone")])
damaged("bad/down/pipe.png: not a regular file", lambda: os.mkfifo(bad / "down/pipe.png"))
damaged("pixels are more than the", lambda: (bad / "down/05.png").write_bytes(whole[:16] + struct.pack(">II", 90000, 90000) + whole[24:29] + struct.pack(">I", zlib.crc32(whole[12:16] + struct.pack(">II", 90000, 90000) + whole[24:29])) + whole[33:]))
if os.geteuid() != 0:
    damaged("bad/down/05.png: Permission denied", lambda: (bad / "down/05.png").chmod(0))
    damaged("bad/down: Permission denied", lambda: (bad / "down").chmod(0))
    (bad / "down").chmod(0o755)

# A disk that is full after so many bytes of a file: the run that stands there is not lost.
def full_disk(size):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


short = ["train", "--data", pictures, "--model", "cnn", "--schedule", "constant", "--epochs", 1, "--threads", 1]
refused(1, "checkpoint.safetensors: File too large", *short, "--out", "full", preexec_fn=lambda: full_disk(100000))
check(not (TOP / "full").exists(), "a run that could not begin leaves nothing behind")
check(run(*short, "--out", "full").returncode == 0, "one epoch")
kept = weights("full")
refused(1, "File too large", "train", "--resume", "full", "--epochs", 3, preexec_fn=lambda: full_disk(300000))
check(weights("full") == kept and run("eval", "full").returncode == 0 and not list((TOP / "full").glob("*.tmp")), "a full disk loses nothing")
check(run("train", "--resume", "full", "--epochs", 3).returncode == 0 and len(metrics("full")) == 3, "and the run goes on")
(TOP / "cut.png").write_bytes(whole[:90])
refused(1, "cut.png: truncated PNG file", "predict", "cnn", "cut.png")
refused(1, "none.png: No such file", "predict", "cnn", "none.png")
refused(2, "are not of one kind", "predict", "cnn", "rgb.png", "table.csv")
refused(2, "one is taken at a time", "predict", "cnn", "table.csv", "table.csv")
refused(1, "a sound, but the network was not trained on sounds", "predict", "cnn", "x.wav")
run("train", "--data", "table.csv", "--epochs", 1, "--out", "table-run")
refused(1, "a picture, but the network was not trained on pictures", "predict", "table-run", "rgb.png")
for name, value in (("input", [3, 1, 1]), ("model", "vgg")):
    shutil.rmtree(TOP / "broken", ignore_errors=True)
    shutil.copytree(TOP / "cnn", TOP / "broken")
    config = json.load(open(TOP / "broken/config.json"))
    config["network"][name] = value
    (TOP / "broken/config.json").write_text(json.dumps(config))
    refused(1, "config.json", "eval", "broken")
check(weights("cnn") == before, "nothing was lost")


# Sounds: a folder of our own, then the digits.
def tone(path, hertz, rate=16000, seconds=1.0, channels=1, loud=8000):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as w:
        w.setnchannels(channels), w.setsampwidth(2), w.setframerate(rate)
        w.writeframes(b"".join(struct.pack("<h", int(loud * math.sin(6.2832 * hertz * i / rate)) + (rng.randrange(-300, 300) if loud else 0)) * channels for i in range(int(rate * seconds))))


for k in range(12):
    tone(TOP / f"tones/low/{k}.wav", 300 + 10 * k)
    tone(TOP / f"tones/high/{k}.wav", 3000 + 40 * k)
r = run("train", "--data", "tones", "--epochs", 6, "--batch-size", 4, "--threads", 1, "--out", "tone-run")
check(r.returncode == 0 and metrics("tone-run")[-1]["test_accuracy"] == 1, f"tones {r}")
for name, options in {"plain": {}, "stereo": {"channels": 2}, "cd": {"rate": 44100}, "phone": {"rate": 8000}, "short": {"seconds": 0.2}, "long": {"seconds": 3}, "quiet": {"loud": 900}}.items():
    tone(TOP / f"{name}.wav", 320, **options)
r = run("predict", "tone-run", *(f"{n}.wav" for n in ("plain", "stereo", "cd", "phone", "short", "long", "quiet")))
check([x.split(",")[2] for x in r.stdout.splitlines()[1:]] == ["low"] * 7, f"predict sounds of every form: {r}")
for j in GOLDEN["sounds"]:  # 8, 16 and 24 bits and float, mono and stereo, each sound 200 times over
    head, data = MEDIA[j["name"]].split(b"data", 1)
    data = data[4:] * 200
    (TOP / j["name"]).write_bytes(head[:4] + struct.pack("<I", len(head) + len(data)) + head[8:] + b"data" + struct.pack("<I", len(data)) + data)
r = run("predict", "tone-run", *(j["name"] for j in GOLDEN["sounds"]))
check(r.returncode == 0 and len(r.stdout.splitlines()) == len(GOLDEN["sounds"]) + 1, f"predict sounds of every depth: {r}")
tone(TOP / "none.wav", 300, seconds=0)
refused(1, "none.wav: there is no sound in the file", "predict", "tone-run", "none.wav")
tone(TOP / "slow.wav", 100, rate=2000)
refused(1, "slow.wav: a sample rate of 2000 Hz is not between", "predict", "tone-run", "slow.wav")
tone(TOP / "silent.wav", 100, loud=0)
refused(1, "silent.wav: silent", "predict", "tone-run", "plain.wav", "silent.wav")
tone(TOP / "blip.wav", 300, seconds=0.03)
refused(1, "blip.wav: 0.03 s is too short", "predict", "tone-run", "blip.wav")
tone(TOP / "hour.wav", 300, rate=4000, seconds=61)
refused(1, "hour.wav: 61 s is too long", "predict", "tone-run", "hour.wav")
(TOP / "cut.wav").write_bytes((TOP / "plain.wav").read_bytes()[:900])
refused(1, "cut.wav: truncated WAV file", "predict", "tone-run", "cut.wav")
(TOP / "text.wav").write_text("hello")
refused(1, "text.wav: neither a WAV nor a FLAC file", "predict", "tone-run", "text.wav")
refused(1, "a picture, but the network was not trained on pictures", "predict", "tone-run", "rgb.png")

speech = ["train", "--task", "speech-digits", "--speakers", 4, "--takes", 1, "--epochs", 1, "--threads", 2]
refused(1, "it holds other files", *speech, "--data", pictures, "--out", "s0")
refused(1, "espeak-ng: not found; install Debian's package espeak-ng", *speech, "--data", "sounds0", "--out", "s0", env={"PATH": "/none", "HOME": str(TOP)})
if shutil.which("espeak-ng"):
    r = run(*speech, "--data", "sounds", "--out", "s1")
    check(r.returncode == 0 and "making 40 sounds of 4 voices" in r.stdout and "30 training and 10 test rows" in r.stdout, f"speech {r}")
    files = sorted(p.relative_to(TOP / "sounds") for p in (TOP / "sounds").rglob("*.wav"))
    voices = {side: {f.name.rsplit("-", 1)[0] for f in files if f.parts[0] == side} for side in ("train", "test")}
    check(len(files) == 40 and not voices["train"] & voices["test"], f"no voice is on both sides: {voices}")
    check(metrics("s1")[0]["lr"] == 0.003, f"one step has the rate that was asked for: {metrics('s1')}")
    r = run("predict", "s1", TOP / "sounds" / files[0])
    check(r.stdout.splitlines()[1].split(",")[2] in ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), f"predict {r}")
    one, two = files[3], files[17]
    kept = (TOP / "sounds" / one).read_bytes()
    (TOP / "sounds" / one).unlink()
    r = run(*speech, "--out", "s2", env={**os.environ, "XDG_CACHE_HOME": str(TOP / "cache")})
    check(r.returncode == 0 and (TOP / "cache/rectify/speech-digits-0-1-4" / two).read_bytes() == (TOP / "sounds" / two).read_bytes(), f"the same seed gives the same sounds, in the cache by default {r}")
    r = run(*speech, "--data", "sounds", "--out", "s3")
    check("making 1 sounds" in r.stdout and (TOP / "sounds" / one).read_bytes() == kept, f"what is missing is made again {r}")
    check(weights("s3") == weights("s1") == weights("s2"), "the same seed gives the same network")
    refused(1, "it holds sounds of other settings", *speech, "--data", "sounds", "--seed", 1, "--out", "s4")
    (TOP / "sounds" / one).write_bytes(kept[:500])
    refused(1, f"{one.name}: truncated WAV file", *speech, "--data", "sounds", "--out", "s4")
    p = start("train", "--task", "speech-digits", "--data", "many", "--out", "s5")
    while p.poll() is None and not list(TOP.glob("many/*/*/*.wav")):
        time.sleep(0.01)
    p.send_signal(signal.SIGINT)
    err = p.communicate()[1]
    check(p.returncode == 130 and "sounds are made and kept" in err and len(err.splitlines()) == 1 and not list(TOP.glob("many/*/*/.*")), f"Ctrl-C while sounds are made: {p.returncode} {err}")
else:
    print("espeak-ng is not installed: the task speech-digits was not tried")

finish()
