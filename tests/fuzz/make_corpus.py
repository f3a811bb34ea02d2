#!/usr/bin/env python3
"""Writes the seeds of corpus/: small whole files of every format. Standard library only."""
import base64
import gzip
import json
import pathlib
import struct
import zipfile

TOP = pathlib.Path(__file__).resolve().parent / "corpus"


def put(target, name, data):
    folder = TOP / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def zipped(data):
    return gzip.compress(data if isinstance(data, bytes) else data.encode(), mtime=0)


def idx(kind, sizes, data):
    return bytes([0, 0, kind, len(sizes)]) + b"".join(struct.pack(">I", s) for s in sizes) + data


def npy(descr, order, shape, data, version=1):
    head = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"
    length = "<H" if version == 1 else "<I"
    head += " " * (-(len(head) + 11 + (version > 1) * 2) % 64) + "\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack(length, len(head)) + head.encode() + data


def safetensors(header, data):
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


images = idx(8, (3, 2, 2), bytes(range(12)))
put("idx", "images", images)
put("idx", "images.gz", zipped(images))
put("idx", "floats", idx(13, (2, 1), struct.pack(">2f", 1.5, -2)))
put("idx", "shorts", idx(11, (4,), struct.pack(">4h", 1, -2, 3, 4)))

table = "".join(f"{i},{i / 7:.3f},{i % 3}\n" for i in range(20))
put("csv", "plain", table)
put("csv", "plain.gz", zipped(table))
put("csv", "header", "a,b,label\r\n" + table.replace("\n", "\r\n"))
put("csv", "names", '\ufeff"x ""1""",kind\n' + "".join(f" {i}e-1 ,\"{'cat' if i % 2 else 'dog, big'}\"\n" for i in range(12)))

put("npy", "floats", npy("<f4", False, (2, 3), struct.pack("<6f", *range(6))))
put("npy", "fortran", npy(">f8", True, (3, 2), struct.pack(">6d", *range(6)), 2))
put("npy", "bytes", npy("|u1", False, (4,), bytes(4)))
put("npy", "unsigned", npy("<u8", False, (2, 1), struct.pack("<2Q", 1, 2)))
put("npy", "floats.gz", zipped(npy("<f2", False, (2, 2), bytes(8))))

put("safetensors", "two", safetensors({"__metadata__": {"format": "pt"}, "w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
                                       "n": {"dtype": "I64", "shape": [], "data_offsets": [16, 24]}}, bytes(24)))
put("safetensors", "empty", safetensors({"e": {"dtype": "BF16", "shape": [0, 3], "data_offsets": [0, 0]}}, b""))

put("config", "run", json.dumps({"rectify": "0.1.0", "data": {"path": "/data", "labels": "", "label_column": "", "rows": 6000, "bytes": True,
                                 "label_names": False, "class_names": ["a", "b"]}, "network": {"layers": [4, 8, 2], "activation": "relu", "init": "default"},
                                 "optimizer": {"lr": 0.01, "momentum": 0, "weight_decay": 0}, "batch_size": 32, "seed": 0, "epochs": 2, "threads": 1, "shuffle": True}))

for path in sorted((TOP.parent.parent / "golden/archive").glob("*/*.pt")):
    name = path.parent.name + "-" + path.name
    if name in ("libtorch-tensor.pt", "rectify-archive.pt", "python-list.pt"):
        put("archive", name, path.read_bytes())
    if name in ("libtorch-archive.pt", "libtorch-vector.pt", "libtorch-optimizer0.pt", "rectify-vector.pt", "python-state.pt", "python-checkpoint.pt", "python-script.pt", "python-module.pt"):
        with zipfile.ZipFile(path) as file:
            put("pickle", name, file.read(next(n for n in file.namelist() if n.endswith("data.pkl"))))

media = json.loads((TOP.parent.parent / "golden/media.json").read_text())
for group, target in (("pictures", "picture"), ("sounds", "sound")):
    for item in media[group]:
        if item["name"] in ("grey1i.png", "greykey.png", "palette4t.png", "rgba16.png", "grey.jpg", "progressive.jpg", "u8-1.wav", "s24-1.wav", "f32-2.wav"):
            put(target, item["name"], base64.b64decode(item["bytes"]))
