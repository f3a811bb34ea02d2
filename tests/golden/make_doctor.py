#!/usr/bin/python3
"""Writes doctor/: state dicts by Debian's python3-torch, how PyTorch prints their networks, rows, and what PyTorch computes with them."""
import json
import pathlib

import torch
from torch import nn

TOP = pathlib.Path(__file__).resolve().parent / "doctor"
TOP.mkdir(exist_ok=True)
ACTIVATIONS = [nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(0.2), nn.ELU(0.5), nn.SELU(), nn.CELU(2.0), nn.GELU(), nn.GELU(approximate="tanh"), nn.SiLU(), nn.Mish(),
               nn.Softplus(2, 3), nn.Sigmoid(), nn.LogSigmoid(), nn.Tanh(), nn.Softsign(), nn.Tanhshrink(), nn.Hardtanh(-0.3, 0.4), nn.Hardsigmoid(),
               nn.Hardswish(), nn.Hardshrink(0.3), nn.Softshrink(0.2), nn.Threshold(0.1, -0.2), nn.PReLU(), nn.PReLU(4, init=0.1), nn.RReLU(0.1, 0.2), nn.ReLU(inplace=True)]


def every_activation():
    layers = []
    for a in ACTIVATIONS:
        layers += [nn.Linear(4, 4), a]
    return nn.Sequential(*layers, nn.Linear(4, 3), nn.LogSoftmax(dim=1)), (4,)


def conv1d():
    return nn.Sequential(nn.Conv1d(2, 4, kernel_size=3, stride=2, padding=1, bias=False), nn.BatchNorm1d(4), nn.ELU(alpha=0.7), nn.MaxPool1d(2, stride=1), nn.Dropout(p=0.2),
                         nn.Conv1d(4, 6, kernel_size=(3,), groups=2, dilation=2, padding="same", padding_mode="reflect"), nn.Softsign(), nn.AvgPool1d(2, padding=1, count_include_pad=False),
                         nn.AdaptiveAvgPool1d(3), nn.Flatten(), nn.Linear(18, 3)), (2, 16)


def conv2d():
    return nn.Sequential(nn.Conv2d(1, 4, (3, 5), padding=(1, 2)), nn.BatchNorm2d(4, eps=1e-3, affine=False), nn.Hardswish(), nn.MaxPool2d(3, 2, 1, ceil_mode=True), nn.Dropout2d(0.3),
                         nn.Conv2d(4, 8, 3, groups=2, dilation=(1, 2)), nn.GroupNorm(2, 8), nn.PReLU(8), nn.AvgPool2d(2, 1, divisor_override=3), nn.AdaptiveMaxPool2d((2, 1)),
                         nn.Flatten(start_dim=1), nn.LayerNorm(16), nn.Linear(16, 8), nn.LayerNorm(8, elementwise_affine=False), nn.GLU(), nn.Linear(4, 3), nn.Softmax(dim=1)), (1, 9, 11)


expected = {}
torch.manual_seed(5)
for name, make in (("every_activation", every_activation), ("conv1d", conv1d), ("conv2d", conv2d)):
    net, shape = make()
    with torch.no_grad():
        for key, p in net.named_parameters():
            if p.dim() == 1 and "weight" in key and p.numel() > 1:
                p.uniform_(0.05, 1.5)  # of normalisations and PReLU
            elif name == "every_activation" and tuple(p.shape) == (4, 4):
                p.copy_(torch.linalg.qr(torch.randn(p.shape))[0] * 1.6)
        for key, b in net.named_buffers():
            if "running_mean" in key:
                b.normal_(0, 0.3)
            if "running_var" in key:
                b.uniform_(0.5, 2)
    net.eval()
    x = torch.randn(40, *shape)
    rows = []

    def see(module, _, y):
        rows.append({"kind": type(module).__name__, "mean": y.double().mean().item(), "zeros": (y == 0).double().mean().item()})

    for m in net:
        if type(m) in {type(a) for a in ACTIVATIONS}:
            m.register_forward_hook(see)
    with torch.no_grad():
        net(x)
    torch.save(net.state_dict(), TOP / f"{name}.pt")
    expected[name] = {"printed": str(net), "shape": list(x.shape), "layers": rows}
    # .npy, by hand: the rows as float32
    header = str({"descr": "<f4", "fortran_order": False, "shape": tuple(x.shape)})
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    (TOP / f"{name}.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + x.numpy().astype("<f4").tobytes())
    if name == "conv1d":
        torch.save({"epoch": 3, "state_dict": net.state_dict(), "optimizer": torch.optim.Adam(net.parameters()).state_dict()}, TOP / f"{name}_checkpoint.pt")
(TOP / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
