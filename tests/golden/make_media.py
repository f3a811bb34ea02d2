#!/usr/bin/python3
"""Writes media.json: small pictures and sounds (base64) with what a reader must make of them.

Needs Debian's python3-numpy and python3-pil. PNG files are made here, byte by byte; JPEG pixels and resized pictures are Pillow's;
resampling and log-mel features are the formulas of include/rectify/data/sounds.h in double precision.
"""
import base64
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

rng = np.random.RandomState(7)
b64 = lambda b: base64.b64encode(b).decode()
flat = lambda a: [int(v) for v in np.asarray(a).reshape(-1)]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(samples, depth, colour, interlace=0, palette=None, transparent=None):
    """samples [height, width, channels]."""
    height, width, channels = samples.shape

    def scan(part):
        out = b""
        for row in part:
            out += b"\0"
            if depth == 16:
                out += row.astype(">u2").tobytes()
            elif depth == 8:
                out += row.astype(np.uint8).tobytes()
            else:
                bits = "".join(format(int(v), f"0{depth}b") for v in row.reshape(-1))
                bits += "0" * (-len(bits) % 8)
                out += bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
        return out

    if interlace:
        passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
        data = b"".join(scan(samples[y::dy, x::dx]) for y, x, dy, dx in passes if samples[y::dy, x::dx].size)
    else:
        data = scan(samples)
    s = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
    if palette is not None:
        s += chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    if transparent is not None:
        s += chunk(b"tRNS", transparent)
    return s + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


pictures = []


def picture(name, data, pixels):
    """pixels [height, width, channels] of 8 bits."""
    pixels = np.asarray(pixels)
    grey = pixels[..., :1] if pixels.shape[2] < 3 else (pixels[..., :3].astype(int) @ [19595, 38470, 7471] + 32768 >> 16)[..., None]
    pictures.append({"name": name, "bytes": b64(data), "shape": [pixels.shape[2], pixels.shape[0], pixels.shape[1]],
                     "pixels": flat(pixels.transpose(2, 0, 1)), "grey": flat(grey)})


H, W = 9, 11
for depth in (1, 2, 4, 8, 16):
    x = rng.randint(0, 1 << depth, (H, W, 1))
    for interlace in (0, 1):
        picture(f"grey{depth}{'i' * interlace}.png", png(x, depth, 0, interlace), np.round(x * 255 / ((1 << depth) - 1)).astype(int))
for colour, channels, name in ((4, 2, "greyalpha"), (2, 3, "rgb"), (6, 4, "rgba")):
    for depth in (8, 16):
        x = rng.randint(0, 1 << depth, (H, W, channels))
        for interlace in (0, 1):
            picture(f"{name}{depth}{'i' * interlace}.png", png(x, depth, colour, interlace), np.round(x * 255 / ((1 << depth) - 1)).astype(int))
for depth in (1, 4, 8):
    n = min(1 << depth, 100)
    palette, x = rng.randint(0, 256, (n, 3)), rng.randint(0, n, (H, W, 1))
    picture(f"palette{depth}.png", png(x, depth, 3, 0, palette), palette[x[..., 0]])
    alpha = rng.randint(0, 256, n - 1).astype(np.uint8)
    full = np.append(alpha, 255)
    picture(f"palette{depth}t.png", png(x, depth, 3, 1, palette, alpha.tobytes()), np.concatenate([palette[x[..., 0]], full[x[..., 0]][..., None]], 2))
x = rng.randint(0, 4, (H, W, 1))
picture("greykey.png", png(x, 2, 0, 0, None, struct.pack(">H", 3)), np.concatenate([x * 85, np.where(x == 3, 0, 255)], 2))
picture("one.png", png(np.array([[[200]]]), 8, 0), [[[200]]])

y, x = np.mgrid[0:19, 0:23]
smooth = np.stack([x * 10, y * 12, (x * y) % 256], 2).astype(np.uint8)
for name, image, options in (("grey.jpg", Image.fromarray(smooth[..., 0]), {}), ("rgb.jpg", Image.fromarray(smooth), {}),
                             ("rgb444.jpg", Image.fromarray(smooth), {"subsampling": 0}), ("progressive.jpg", Image.fromarray(smooth), {"progressive": True}),
                             ("restart.jpg", Image.fromarray(smooth), {"restart_marker_blocks": 1}),
                             ("cmyk.jpg", Image.fromarray(np.dstack([smooth, smooth[..., 0] // 3]), "CMYK"), {})):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, **options)
    data = out.getvalue()
    decoded = np.asarray(Image.open(io.BytesIO(data)).convert("L" if name == "grey.jpg" else "RGB"))
    picture(name, data, decoded.reshape(19, 23, -1))
    if name == "cmyk.jpg":  # the same without Adobe's mark
        at = data.index(b"\xff\xee")
        plain = data[:at] + data[at + 2 + struct.unpack(">H", data[at + 2:at + 4])[0]:]
        picture("cmykplain.jpg", plain, np.asarray(Image.open(io.BytesIO(plain)).convert("RGB")))

resized = []
for h, w in ((7, 5), (40, 31), (1, 1), (19, 8), (19, 23)):
    a = np.asarray(Image.fromarray(smooth).resize((w, h), Image.BILINEAR))
    resized.append({"size": [h, w], "pixels": flat(a.transpose(2, 0, 1))})

# Sounds.
sounds = []


def wav(tag, channels, rate, bits, data, extra=b""):
    fmt = struct.pack("<HHIIHH", tag, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits) + extra
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


t = np.arange(160)
wave = np.stack([0.8 * np.sin(t / 5), 0.5 * np.cos(t / 9)])  # [channels, frames]
for channels in (1, 2):
    w = wave[:channels].T
    u8, s16, s24 = np.round(w * 127 + 128).astype(np.uint8), np.round(w * 32767).astype("<i2"), np.round(w * 8388607).astype("<i4")
    packed = b"".join(struct.pack("<i", v)[:3] for v in s24.reshape(-1))
    for name, data, value in (("u8", wav(1, channels, 8000, 8, u8.tobytes()), (u8.astype(float) - 128) / 128),
                              ("s16", wav(1, channels, 16000, 16, s16.tobytes()), s16 / 32768),
                              ("s24", wav(1, channels, 44100, 24, packed), s24 / 8388608),
                              ("f32", wav(3, channels, 48000, 32, w.astype("<f4").tobytes()), w.astype("<f4"))):
        sounds.append({"name": f"{name}-{channels}.wav", "bytes": b64(data), "rate": struct.unpack("<I", data[24:28])[0], "channels": channels,
                       "samples": [float(np.float32(v)) for v in np.asarray(value).T.reshape(-1)]})


def resample(x, r, s, w=6, rolloff=0.99):
    g = np.gcd(r, s)
    r, s = r // g, s // g
    b = rolloff * min(r, s)
    m = np.arange(len(x))
    out = []
    for j in range(-(-len(x) * s // r)):
        u = b * (m / r - j / s)
        out.append(b / r * np.sum(x * np.where(np.abs(u) < w, np.sinc(u) * np.cos(np.pi * u / 2 / w) ** 2, 0)))
    return out


noise = rng.uniform(-1, 1, 300)
resampled = [{"from": a, "to": b, "samples": [float(v) for v in resample(noise.astype(np.float32), a, b)]}
             for a, b in ((22050, 16000), (8000, 16000), (48000, 16000), (44100, 16001), (3, 2))]


def fbanks(n_freqs, f_min, f_max, n_mels, rate):
    mel, hertz = lambda f: 2595 * np.log10(1 + f / 700), lambda m: 700 * (10 ** (m / 2595) - 1)
    f = np.linspace(0, rate // 2, n_freqs)
    c = hertz(np.linspace(mel(f_min), mel(f_max), n_mels + 2))
    return np.maximum(0, np.minimum((f[:, None] - c[:-2]) / (c[1:-1] - c[:-2]), (c[2:] - f[:, None]) / (c[2:] - c[1:-1])))


def log_mel(x, rate, n_fft, win, hop, f_min, f_max, n_mels):
    p = np.pad(x, n_fft // 2, "reflect")
    window = np.zeros(n_fft)
    window[(n_fft - win) // 2:(n_fft - win) // 2 + win] = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(win) / win)
    frames = np.stack([p[i * hop:i * hop + n_fft] * window for i in range(1 + len(x) // hop)])
    return np.log((np.abs(np.fft.rfft(frames)) ** 2 @ fbanks(n_fft // 2 + 1, f_min, f_max, n_mels, rate)).T + 1e-6)


n = np.arange(1500)
chirp = (0.5 * np.sin(2 * np.pi * (200 + n / 2) * n / 16000) + 0.02 * rng.normal(size=1500)).astype(np.float32)
mels = [{"options": list(o), "values": [round(float(v), 5) for v in log_mel(chirp.astype(float), *o).reshape(-1)]}
        for o in ((16000, 512, 400, 160, 20, 8000, 20), (16000, 400, 400, 200, 0, 8000, 16), (8000, 256, 256, 128, 100, 3500, 12), (16000, 750, 601, 333, 0, 7000, 9))]

out = {"pictures": pictures, "resize": {"of": flat(smooth.transpose(2, 0, 1)), "shape": [3, 19, 23], "to": resized},
       "sounds": sounds, "resample": {"of": [float(np.float32(v)) for v in noise], "to": resampled},
       "fbanks": {"options": [33, 50, 3900, 7, 8000], "values": [float(v) for v in fbanks(33, 50, 3900, 7, 8000).reshape(-1)]},
       "mel": {"of": [float(v) for v in chirp], "to": mels}}
path = pathlib.Path(__file__).parent / "media.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(path, path.stat().st_size)
