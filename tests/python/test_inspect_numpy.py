"""A Probe's statistics beside NumPy's, of every batch that the network saw; two probes joined beside one."""
import numpy as np
import pytest

import rectify as torch
from rectify import inspect, nn


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# The module, where it does not fire, and where its slope is below 1 % of its peak.
ACTIVATIONS = {"relu": (nn.ReLU, lambda z: z <= 0, lambda z: z <= 0),
               "relu6": (nn.ReLU6, lambda z: z <= 0, lambda z: (z <= 0) | (z >= 6)),
               "leaky_relu": (nn.LeakyReLU, lambda z: z != z, lambda z: z != z),
               "tanh": (nn.Tanh, lambda z: z != z, lambda z: 1 - np.tanh(z) ** 2 < 0.01),
               "sigmoid": (nn.Sigmoid, lambda z: z != z, lambda z: sigmoid(z) * (1 - sigmoid(z)) < 0.0025)}


def expected(zs, hs, gs, off, flat):
    """Of pre-activations, outputs and gradients, a list of [values, units] each."""
    z, h, g = (np.concatenate(v).astype(np.float64) for v in (zs, hs, gs))
    size = np.abs(h).mean(0)
    with np.errstate(divide="ignore"):
        bins = np.clip(np.floor(np.log2(np.abs(z))) + 21, 0, 31).astype(int)
    utility, weight = 0, 0
    for one in hs:
        utility, weight = 0.99 * utility + 0.01 * np.abs(one.astype(np.float64)).mean(0), 0.99 * weight + 0.01
    last = np.full(z.shape[1], -1)
    for step, one in enumerate(zs):
        last = np.where((~off(one.astype(np.float64))).any(0), step, last)
    return {"firing_rate": (~off(z)).mean(0), "input": z.mean(0), "deviation": z.std(0), "low": z.min(0), "high": z.max(0), "mean": h.mean(0),
            "dormancy": size / size.mean(), "unit_zeros": (h == 0).mean(0), "unit_saturated": flat(z).mean(0), "utility": utility / weight,
            "unit_gradient": np.sqrt((g**2).mean(0)), "unit_gradient_zeros": (g == 0).mean(0), "last_fired": last,
            "histogram": np.stack([np.bincount(bins[:, u], minlength=32) for u in range(z.shape[1])])}


def same(row, wanted):
    for name, value in wanted.items():
        np.testing.assert_allclose(np.array(row[name], dtype=np.float64), value, rtol=2e-5, atol=2e-5 * max(1e-9, np.abs(value).max()), err_msg=name)


@pytest.mark.parametrize("kind", ["linear", "conv"])
@pytest.mark.parametrize("shift", [0, 50])  # a far mean costs no digits
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_statistics(name, shift, kind):
    make, off, flat = ACTIVATIONS[name]
    torch.manual_seed(3)
    linear = kind == "linear"
    layer = nn.Linear(5, 9) if linear else nn.Conv2d(2, 9, 3, padding=1)
    head = nn.Linear(9, 3) if linear else nn.Sequential(nn.Flatten(), nn.Linear(9 * 16, 3))
    net = nn.Sequential(layer, make(), head)
    with torch.no_grad():
        layer.bias[0] -= 30
        layer.bias[1] += shift
        layer.weight.mul_(2)
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-6, momentum=0.9)
    probes = [inspect.Probe(net, details_every=1) for _ in range(3)]  # of all steps, of the first four, of the others

    def rows(t):
        return (t if linear else t.permute(0, 2, 3, 1).reshape(-1, t.size(1))).detach().contiguous().numpy().copy()

    zs, hs, gs = [], [], []
    for step in range(7):
        x = torch.randn(*((33 + step, 5) if linear else (6 + step, 2, 4, 4))) * (1 + step)
        for p in probes:
            p.pause()
        z = layer(x).detach()
        h = make()(z).detach().requires_grad_(True)
        (g,) = torch.autograd.grad((head(h) ** 2).mean(), [h])
        zs.append(rows(z)), hs.append(rows(h)), gs.append(rows(g))
        watching = (probes[0], probes[1 if step < 4 else 2])
        for p in watching:
            p.resume()
        optimizer.zero_grad()
        (net(x) ** 2).mean().backward()
        before = layer.weight.detach().numpy().copy()
        optimizer.step()
        for p in watching:
            p.step()
    wanted = expected(zs, hs, gs, off, flat)
    row = probes[0].layers()[0]
    same(row, wanted)
    after = layer.weight.detach().numpy().astype(np.float64)
    last = rows(x).astype(np.float64)
    same(row, {"weight_norm": np.linalg.norm(after), "input_mean": np.linalg.norm(last.mean(0)), "input_deviation": np.linalg.norm(last.std(0))})
    assert row["update_ratio"] == pytest.approx(np.linalg.norm(after - before) / np.linalg.norm(after), rel=1e-3)
    del wanted["last_fired"]  # the second one counted its steps from 0
    same(probes[1].recording().joined(probes[2].recording()).layers[0], wanted)
