"""The same call in rectify and in python3-torch, on the same numbers."""
import warnings

import numpy as np
import pytest

import rectify._C as _C
import rectify.nn as nn

torch = pytest.importorskip("torch")


class Side:
    """One of the two libraries."""

    def __init__(self, nn, tensor, seed, backward):
        self.nn, self.tensor, self.seed, self.backward = nn, tensor, seed, backward

    def evaluate(self, text):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return eval(text, {**vars(self.nn), "F": self.nn.functional, "nn": self.nn, "T": self.constant})

    def constant(self, *numbers):
        return self.tensor(np.array(numbers, dtype=np.float32))


def _ours(a, requires_grad=False):
    return _C.tensor(a, None, requires_grad)


def _theirs(a, requires_grad=False):
    return torch.tensor(a, requires_grad=requires_grad)


RECTIFY = Side(nn, _ours, _C.manual_seed, lambda ys, gs: _C.backward(ys, gs, None, False, ()))
TORCH = Side(torch.nn, _theirs, torch.manual_seed, lambda ys, gs: torch.autograd.backward(ys, gs))
BOTH = (RECTIFY, TORCH)


def array(t):
    return np.array(t.detach().tolist(), dtype=np.float64).reshape(tuple(t.shape))


def same(a, b, what, rtol=2e-5, atol=2e-6):
    assert tuple(a.shape) == tuple(b.shape), what
    assert str(a.dtype) == str(b.dtype), what
    np.testing.assert_allclose(array(a), array(b), rtol=rtol, atol=atol, err_msg=what)


def inputs(shapes, seed=0):
    """Arrays: of a shape, normal numbers; ("int", n, shape), integers below n; ("unit", shape), between 0 and 1;
    ("sign", shape), -1 or 1; ("still", shape), normal numbers. The last two want no gradient: they are not writeable."""
    rng = np.random.default_rng(seed)
    arrays = []
    for s in shapes:
        if isinstance(s, np.ndarray):
            arrays.append(s)
        elif s and s[0] == "int":
            arrays.append(rng.integers(0, s[1], s[2]))
        elif s and s[0] == "unit":
            arrays.append(rng.uniform(0.02, 0.98, s[1]).astype(np.float32))
        elif s and s[0] == "still":
            arrays.append(rng.standard_normal(s[1]).astype(np.float32))
            arrays[-1].flags.writeable = False
        elif s and s[0] == "sign":
            arrays.append(np.where(rng.random(s[1]) < 0.5, -1, 1).astype(np.float32))
            arrays[-1].flags.writeable = False
        else:
            arrays.append(rng.standard_normal(s).astype(np.float32))
    return arrays


def run(side, f, arrays, seed=7):
    """Outputs of f, and the gradients of all floating inputs."""
    xs = [side.tensor(a, a.dtype.kind == "f" and a.flags.writeable) for a in arrays]
    side.seed(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        y = f(*(x * 1 if a.dtype.kind == "f" else x for x, a in zip(xs, arrays)))  # not leaves: some work in place
    ys = [t for t in (y if isinstance(y, (tuple, list)) else (y,)) if t.is_floating_point()]
    rng = np.random.default_rng(1)
    gs = [side.tensor(np.asarray(rng.standard_normal(tuple(t.shape)), dtype=np.float32)) for t in ys]
    pairs = [(t, g) for t, g in zip(ys, gs) if t.requires_grad]
    if pairs:
        side.backward([p[0] for p in pairs], [p[1] for p in pairs])
    return list(y if isinstance(y, (tuple, list)) else (y,)), [x.grad for x in xs]


def compare(make, shapes, rtol=2e-5, atol=2e-6, seed=0):
    """make(side) gives a function or a module; both sides must agree in all they give."""
    arrays = inputs(shapes, seed)
    results = []
    for side in BOTH:
        side.seed(3)
        f = make(side)
        ys, grads = run(side, f, arrays)
        weights = [p.grad for p in f.parameters()] if hasattr(f, "parameters") else []
        results.append((ys, grads, weights))
    (ys, gs, ws), (yt, gt, wt) = results
    assert len(ys) == len(yt)
    for i, (a, b) in enumerate(zip(ys, yt)):
        same(a, b, f"output {i}", rtol, atol)
    for what, ours, theirs in (("input", gs, gt), ("parameter", ws, wt)):
        assert len(ours) == len(theirs)
        for i, (a, b) in enumerate(zip(ours, theirs)):
            assert (a is None) == (b is None), f"gradient of {what} {i}"
            if a is not None:
                same(a, b, f"gradient of {what} {i}", rtol * 5, atol * 5)


def error_of(f):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            f()
        except Exception as e:
            return type(e).__name__, str(e).replace("rectify.", "torch.")
    return None
