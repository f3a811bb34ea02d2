#!/usr/bin/python3
"""Writes archive/python with Debian's python3-torch: state dicts, tensors, and what is not to be rebuilt."""
import collections
import pathlib

import torch

TOP = pathlib.Path(__file__).resolve().parent / "archive/python"
TOP.mkdir(parents=True, exist_ok=True)
net = torch.nn.Sequential(collections.OrderedDict(a=torch.nn.Linear(2, 3), s=torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.ReLU())))
net.register_buffer("steps", torch.full((1,), 7))
with torch.no_grad():
    for p in net.parameters():
        p.copy_(torch.arange(1.0, p.numel() + 1).view(p.shape) / 4)
state = net.state_dict()
torch.save(state, TOP / "state.pt")
torch.save({name: t.double().requires_grad_(False) for name, t in state.items()}, TOP / "plain_dict.pt")
torch.save(collections.OrderedDict((n, torch.nn.Parameter(t, requires_grad=t.is_floating_point())) for n, t in state.items()), TOP / "parameters.pt")
torch.save(torch.arange(4.0), TOP / "tensor.pt")
torch.save([torch.ones(2), torch.zeros(3, dtype=torch.int32)], TOP / "list.pt")
torch.save({"model": state, "epoch": 3, "best": 0.5, "name": "net", "lr": [0.1, 0.2], "optimizer": torch.optim.Adam(net.parameters()).state_dict()}, TOP / "checkpoint.pt")
torch.save(net, TOP / "module.pt")
torch.save(state, TOP / "legacy.pt", _use_new_zipfile_serialization=False)
torch.jit.script(net).save(str(TOP / "script.pt"))
