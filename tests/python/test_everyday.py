"""Scripts as PyTorch's users write them: with their import lines changed they print what PyTorch prints."""
import contextlib
import glob
import io
import os
import re
import warnings

import pytest
import rectify

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = sorted(glob.glob(f"{HERE}/programs/*.py"))
NUMBER = re.compile(r"[-+]?\d+\.\d*(?:e[-+]?\d+)?")


def output(path, package):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if package != "torch":
        text = re.sub(r"^import torch$", f"import {package} as torch", text, flags=re.M)
        text = re.sub(r"^(import|from) torch\.", rf"\1 {package}.", text, flags=re.M)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(text, path, "exec"), {"__name__": "program"})
    return out.getvalue()


def words(text):
    """All but the numbers with a point; how wide those are decides about spaces."""
    return re.sub(r"\s+", "", NUMBER.sub("#", text))


@pytest.mark.parametrize("path", PROGRAMS, ids=[os.path.basename(p) for p in PROGRAMS])
def test_prints_what_pytorch_prints(torch, path):
    own, peer = output(path, "rectify"), output(path, "torch")
    for a, b in zip(own.split("\n"), peer.split("\n")):
        assert words(a) == words(b)
        assert [float(v) for v in NUMBER.findall(a)] == pytest.approx([float(v) for v in NUMBER.findall(b)], rel=2e-3, abs=1e-4)
    assert own.count("\n") == peer.count("\n")


def test_what_load_rebuilds(tmp_path):
    """Modules by default, tensors alone with weights_only, anything without it."""
    path = tmp_path / "x.pt"
    rectify.save(rectify.nn.Linear(2, 1), path)
    assert isinstance(rectify.load(path), rectify.nn.Linear)
    with pytest.raises(RuntimeError, match="executes nothing"):
        rectify.load(path, weights_only=True)
    rectify.save({"pattern": re.compile("a")}, path)
    with pytest.raises(RuntimeError, match="executes nothing"):
        rectify.load(path)
    assert rectify.load(path, weights_only=False)["pattern"].match("a")


def test_autocast_is_off():
    with pytest.raises(NotImplementedError, match="autocast"):
        rectify.autocast("cpu")
    with pytest.raises(RuntimeError, match="device_type"):
        rectify.autocast("tpu")
    for f in (lambda: rectify.autocast("cuda"), rectify.cuda.amp.GradScaler):
        with pytest.warns(UserWarning, match="CUDA is not available"):
            f()
    assert rectify.autocast("cpu", enabled=False)(lambda: 3)() == 3
    assert rectify.get_float32_matmul_precision() == "highest"
    with pytest.raises(RuntimeError, match="expects"):
        rectify.set_float32_matmul_precision("low")


def test_distributions_without_a_formula():
    D = rectify.distributions
    with pytest.raises(NotImplementedError, match=r"KL\(p \|\| q\)"):
        D.kl_divergence(D.Uniform(0.0, 1.0), D.Poisson(1.0))
    with pytest.raises(ValueError, match="event shapes"):
        D.kl_divergence(*(D.MultivariateNormal(rectify.zeros(n), rectify.eye(n)) for n in (2, 3)))
    with pytest.raises(AttributeError):
        D.Bernoulli(0.5).absent
    with pytest.raises(AttributeError):
        D.MultivariateNormal(rectify.zeros(1), rectify.eye(1)).absent
