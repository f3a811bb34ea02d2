#!/usr/bin/python3
"""PyTorch's convolutions, poolings and batch normalisations over a table of options, in float64: outputs and gradients.

Usage: make_conv.py > conv.json   (with Debian's python3-torch 1.13.1)

Inputs are not stored: the i-th element of the k-th input is sin(0.7 i + k), and the gradient of the output cos(0.3 i).
"""
import itertools
import json

import torch
import torch.nn.functional as F


def wave(sizes, k):
    n = 1
    for s in sizes:
        n *= s
    return torch.sin(0.7 * torch.arange(n, dtype=torch.float64) + k).reshape(sizes)


def numbers(t):
    return [float("%.8g" % v) for v in t.detach().reshape(-1).tolist()]


def finish(case, y, inputs, names, rows):
    case["y_sizes"] = list(y.shape)
    case["y"] = numbers(y)
    g = torch.cos(0.3 * torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
    for name, d in zip(names, torch.autograd.grad(y, inputs, g, allow_unused=True)):
        if d is not None:
            case[name] = numbers(d)
    rows.append(case)


def conv(rows, op, x, w, bias=True, **options):
    a, b = wave(x, 1).requires_grad_(), wave(w, 2).requires_grad_()
    out = w[1] * options.get("groups", 1) if "transpose" in op else w[0]
    c = wave([out], 3).requires_grad_() if bias else None
    y = getattr(F, op)(a, b, c, **options)
    finish({"op": op, "x": x, "w": w, "bias": bias, **options}, y, [a, b] + ([c] if bias else []), ["dx", "dw", "db"], rows)


def pool(rows, op, x, **options):
    a = wave(x, 1).requires_grad_()
    case = {"op": op, "x": x, **options}
    y = getattr(F, op)(a, **options, **({"return_indices": True} if "max" in op and "un" not in op else {}))
    if isinstance(y, tuple):
        y, indices = y
        case["indices"] = indices.reshape(-1).tolist()
    finish(case, y, [a], ["dx"], rows)


def batch_norm(rows, x, training, affine, track, momentum, eps):
    a, c = wave(x, 1).requires_grad_(), x[1]
    w, b = (wave([c], 2).requires_grad_(), wave([c], 3).requires_grad_()) if affine else (None, None)
    mean, var = (wave([c], 4), wave([c], 5).abs() + 0.5) if track else (None, None)
    y = F.batch_norm(a, mean, var, w, b, training, momentum, eps)
    case = {"op": "batch_norm", "x": x, "training": training, "affine": affine, "track": track, "momentum": momentum, "eps": eps}
    if track:
        case["mean"], case["var"] = numbers(mean), numbers(var)
    finish(case, y, [a] + ([w, b] if affine else []), ["dx", "dw", "db"], rows)


rows = []
conv(rows, "conv1d", [2, 4, 9], [6, 4, 3])
conv(rows, "conv1d", [2, 4, 9], [6, 2, 3], groups=2, stride=[2], padding=[2], dilation=[2])
conv(rows, "conv1d", [4, 9], [4, 1, 4], groups=4, padding="same")
conv(rows, "conv1d", [1, 1, 1], [1, 1, 1], bias=False)
conv(rows, "conv2d", [2, 3, 7, 6], [4, 3, 3, 3])
conv(rows, "conv2d", [2, 3, 7, 6], [4, 3, 3, 3], bias=False, stride=[2, 1], padding=[1, 2])
conv(rows, "conv2d", [3, 7, 6], [4, 3, 1, 1])
conv(rows, "conv2d", [1, 4, 7, 6], [4, 2, 3, 2], groups=2, dilation=[2, 3])
conv(rows, "conv2d", [1, 6, 5, 5], [6, 1, 3, 3], groups=6, padding=[1, 1])
conv(rows, "conv2d", [1, 6, 5, 5], [12, 1, 3, 3], groups=6, padding="valid")
conv(rows, "conv2d", [2, 2, 6, 5], [3, 2, 2, 4], padding="same", dilation=[1, 2])
conv(rows, "conv2d", [1, 17, 5, 4], [18, 17, 3, 3], padding=[1, 1])
conv(rows, "conv2d", [2, 16, 4, 4], [16, 16, 3, 3], padding=[1, 1])
conv(rows, "conv2d", [2, 16, 5, 5], [16, 16, 1, 1], stride=[2, 2], bias=False)
conv(rows, "conv2d", [1, 1, 8, 8], [2, 1, 3, 3], stride=[3, 3])
conv(rows, "conv2d", [1, 1, 2, 2], [2, 1, 2, 2], padding=[3, 3])
conv(rows, "conv2d", [0, 2, 5, 5], [3, 2, 3, 3])
conv(rows, "conv2d", [2, 0, 4, 4], [3, 0, 3, 3])
conv(rows, "conv3d", [1, 2, 4, 5, 4], [3, 2, 2, 3, 2])
conv(rows, "conv3d", [2, 4, 3, 4, 5], [4, 2, 2, 2, 3], groups=2, stride=[1, 2, 1], padding=[1, 0, 2], dilation=[2, 1, 1])
conv(rows, "conv3d", [2, 3, 4, 3], [2, 2, 2, 2, 2], padding="same")
conv(rows, "conv_transpose1d", [2, 4, 5], [4, 3, 3], stride=[2], padding=[1], output_padding=[1])
conv(rows, "conv_transpose1d", [4, 5], [4, 2, 3], groups=2, dilation=[2])
conv(rows, "conv_transpose2d", [2, 3, 4, 5], [3, 4, 3, 3])
conv(rows, "conv_transpose2d", [2, 4, 4, 3], [4, 3, 3, 2], groups=2, stride=[2, 3], padding=[1, 0], output_padding=[1, 2])
conv(rows, "conv_transpose2d", [4, 4, 3], [4, 1, 3, 3], bias=False, groups=4, dilation=[2, 1], stride=[1, 2])
conv(rows, "conv_transpose2d", [2, 16, 4, 4], [16, 16, 2, 2], stride=[2, 2])
conv(rows, "conv_transpose2d", [0, 3, 4, 4], [3, 2, 2, 2])
conv(rows, "conv_transpose3d", [1, 2, 3, 2, 3], [2, 3, 2, 2, 2], stride=[2, 1, 2], padding=[1, 0, 0], output_padding=[1, 0, 1])
conv(rows, "conv_transpose3d", [2, 3, 2, 3], [2, 2, 2, 2, 2], bias=False)

for sizes, d in (([2, 3, 9], 1), ([3, 9], 1), ([2, 2, 7, 6], 2), ([2, 7, 6], 2), ([1, 2, 5, 6, 4], 3)):
    pool(rows, f"max_pool{d}d", sizes, kernel_size=[2] * d)
    pool(rows, f"avg_pool{d}d", sizes, kernel_size=[2] * d)
    for ceil, stride in itertools.product((False, True), (1, 2, 3)):
        pool(rows, f"max_pool{d}d", sizes, kernel_size=[3] * d, stride=[stride] * d, padding=[1] * d, dilation=[1] * d, ceil_mode=ceil)
        for pad in (False, True):
            pool(rows, f"avg_pool{d}d", sizes, kernel_size=[3] * d, stride=[stride] * d, padding=[1] * d, ceil_mode=ceil, count_include_pad=pad)
    pool(rows, f"max_pool{d}d", sizes, kernel_size=[2] * d, stride=[2] * d, padding=[1] * d, dilation=[2] * d, ceil_mode=True)
    for out in ([1] * d, [2] * d, [3] * d):
        pool(rows, f"adaptive_avg_pool{d}d", sizes, output_size=out)
        pool(rows, f"adaptive_max_pool{d}d", sizes, output_size=out)
pool(rows, "max_pool2d", [2, 2, 7, 6], kernel_size=[3, 2], stride=[1, 2], padding=[1, 0], dilation=[1, 2], ceil_mode=False)
pool(rows, "avg_pool2d", [2, 2, 7, 6], kernel_size=[3, 2], stride=[1, 2], padding=[1, 0], divisor_override=5)
pool(rows, "avg_pool3d", [2, 3, 4, 5], kernel_size=[3, 2, 1], stride=[1, 2, 3], padding=[1, 0, 0], divisor_override=-2)
pool(rows, "adaptive_avg_pool2d", [2, 3, 5, 7], output_size=[7, 4])
pool(rows, "adaptive_max_pool2d", [2, 3, 5, 7], output_size=[7, 4])
pool(rows, "max_pool2d", [0, 3, 5, 7], kernel_size=[2, 2])
pool(rows, "max_pool2d", [1, 1, 1, 1], kernel_size=[1, 1])
pool(rows, "lp_pool1d", [2, 3, 9], norm_type=2.0, kernel_size=3, stride=2, ceil_mode=False)
pool(rows, "lp_pool2d", [2, 3, 5, 6], norm_type=2.0, kernel_size=[3, 2], stride=[2, 1], ceil_mode=True)
for d, x in ((2, [1, 2, 7, 8]), (3, [1, 2, 5, 6, 7])):
    samples = wave([1, 2, d], 5).abs()
    a = wave(x, 1).requires_grad_()
    y, indices = getattr(F, f"fractional_max_pool{d}d")(a, 2, output_size=[3] * d, return_indices=True, _random_samples=samples)
    finish({"op": f"fractional_max_pool{d}d", "x": x, "kernel_size": [2] * d, "output_size": [3] * d, "indices": indices.reshape(-1).tolist()},
           y, [a], ["dx"], rows)

for x in ([4, 3], [3, 2, 5], [2, 3, 4, 3], [2, 17, 3, 3], [2, 2, 2, 3, 2]):
    for training, affine, track in itertools.product((False, True), (False, True), (False, True)):
        if training or track:
            batch_norm(rows, x, training, affine, track, 0.3, 1e-3)
print("[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rows) + "\n]")
