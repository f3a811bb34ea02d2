"""Files, pickles, NumPy and DLPack."""
import copy
import io
import pickle
import random
import sys
import types
import zipfile

import numpy as np
import pytest

import rectify

TENSORS = {"plain": lambda: rectify.randn(2, 3), "transposed": lambda: rectify.randn(2, 3).t(), "int": lambda: rectify.arange(3), "bool": lambda: rectify.tensor([True, False]),
           "bfloat16": lambda: rectify.ones(2, dtype=rectify.bfloat16), "half": lambda: rectify.ones(2).half(), "empty": lambda: rectify.zeros(0, 2), "scalar": lambda: rectify.tensor(1.5),
           "leaf": lambda: rectify.randn(3, requires_grad=True), "expanded": lambda: rectify.ones(1, 3).expand(2, 3)}


def same(a, b):
    return a.dtype is b.dtype and a.shape == b.shape and a.requires_grad == b.requires_grad and rectify.equal(a, b)


@pytest.mark.parametrize("name", TENSORS)
def test_copies(name):
    t = TENSORS[name]()
    assert same(pickle.loads(pickle.dumps(t)), t)
    assert same(copy.deepcopy(t), t)
    f = io.BytesIO()
    rectify.save(t, f)
    f.seek(0)
    assert same(rectify.load(f), t)


def test_modules_are_copied_and_pickled():
    model = rectify.nn.Sequential(rectify.nn.Linear(3, 4), rectify.nn.BatchNorm1d(4), rectify.nn.ReLU())
    x = rectify.randn(5, 3)
    y = model.eval()(x)
    for again in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert rectify.equal(again(x), y) and again[0].weight is not model[0].weight


def test_files_go_to_pytorch_and_back(torch, tmp_path):
    model = rectify.nn.Sequential(rectify.nn.Linear(3, 4), rectify.nn.ReLU(), rectify.nn.Linear(4, 2))
    peer = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    rectify.save({"model": model.state_dict(), "step": 7, "note": ("a", None, 2.5)}, tmp_path / "own.pt")
    kept = torch.load(tmp_path / "own.pt")
    assert kept["step"] == 7 and kept["note"] == ("a", None, 2.5)
    peer.load_state_dict(kept["model"])
    x = [[0.5, -1.0, 2.0]]
    assert peer(torch.tensor(x)).tolist()[0] == pytest.approx(model(rectify.tensor(x)).tolist()[0], abs=1e-6)
    torch.save(peer.state_dict(), tmp_path / "peer.pt")
    other = rectify.nn.Sequential(rectify.nn.Linear(3, 4), rectify.nn.ReLU(), rectify.nn.Linear(4, 2))
    assert str(other.load_state_dict(rectify.load(tmp_path / "peer.pt"))) == "<All keys matched successfully>"
    assert rectify.equal(other[2].weight, model[2].weight)


def test_safetensors(tmp_path):
    from rectify.safetensors import load_file, metadata, save_file

    tensors = {"a": rectify.randn(2, 3), "b": rectify.arange(4)}
    save_file(tensors, tmp_path / "x.safetensors", {"kind": "test"})
    back = load_file(tmp_path / "x.safetensors")
    assert all(rectify.equal(back[k], tensors[k]) for k in tensors) and metadata(tmp_path / "x.safetensors") == {"kind": "test"}
    (tmp_path / "bad.safetensors").write_bytes(b"\0" * 4)
    with pytest.raises(RuntimeError, match="bad.safetensors"):
        load_file(tmp_path / "bad.safetensors")


def test_damaged_files_are_one_error():
    f = io.BytesIO()
    rectify.save({"a": rectify.randn(20), "b": [1, "x"]}, f)
    good, r = f.getvalue(), random.Random(0)
    for _ in range(400):
        bad = bytearray(good)
        for _ in range(r.choice([1, 3])):
            bad[r.randrange(len(bad))] = r.randrange(256)
        if r.random() < 0.2:
            bad = bad[:r.randrange(len(bad))]
        try:
            rectify.load(io.BytesIO(bytes(bad)))
        except RuntimeError:
            pass


def test_nothing_is_executed(tmp_path):
    class Evil:
        def __reduce__(self):
            return open, (str(tmp_path / "made"), "w")

    f = io.BytesIO()
    with zipfile.ZipFile(f, "w") as z:
        z.writestr("archive/data.pkl", pickle.dumps(Evil(), protocol=2))
    f.seek(0)
    with pytest.raises(RuntimeError, match="executes nothing"):
        rectify.load(f)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("module", sorted(m for m in sys.modules if m.startswith("rectify.nn")))
def test_no_way_through_imported_modules(tmp_path, module):
    """A dotted name does not reach the types of a module that a module of rectify imports."""
    imported = {n: m for n, m in vars(sys.modules[module]).items() if isinstance(m, types.ModuleType)}
    reached = [f"{n}.{t}" for n, m in imported.items() for t, v in vars(m).items() if isinstance(v, type)]
    reached += [n for n, v in vars(sys.modules[module]).items() if isinstance(v, type) and not v.__module__.startswith("rectify")]
    for name in reached:
        v = sys.modules[module]
        for part in name.split("."):
            v = getattr(v, part)
        if issubclass(v, rectify.nn.Module):
            continue
        f = io.BytesIO()
        with zipfile.ZipFile(f, "w") as z:
            z.writestr("archive/data.pkl", b"\x80\x04" + pickle.SHORT_BINUNICODE + bytes([len(module)]) + module.encode() + pickle.SHORT_BINUNICODE + bytes([len(name)]) +
                       name.encode() + pickle.STACK_GLOBAL + pickle.STOP)
        f.seek(0)
        with pytest.raises(RuntimeError, match="executes nothing"):
            rectify.load(f)


def test_a_failed_save_leaves_the_file(tmp_path):
    path = tmp_path / "kept.pt"
    rectify.save([1], path)
    with pytest.raises(Exception):
        rectify.save([lambda: 1], path)
    assert rectify.load(path) == [1] and len(list(tmp_path.iterdir())) == 1
    with pytest.raises(RuntimeError, match="does not exist"):
        rectify.save([1], tmp_path / "no" / "x.pt")


def test_numpy_shares_memory():
    n = np.arange(6, dtype=np.float32).reshape(2, 3)
    t = rectify.from_numpy(n)
    t[0, 0] = 9
    m = t.numpy()
    m[1, 1] = 7
    assert n[0, 0] == 9 and t[1, 1].item() == 7
    assert np.array(t.t()).tolist() == t.t().tolist() and np.asarray(rectify.tensor([1, 2])).dtype == np.int64
    assert rectify.tensor(3.0).numpy().shape == () and rectify.tensor(np.float64(2)).dtype is rectify.float64
    assert (rectify.ones(2) * np.float32(2)).tolist() == [2, 2] and isinstance(np.float64(2) * rectify.ones(2), rectify.Tensor)
    assert rectify.arange(5)[np.array([1, 3])].tolist() == [1, 3]
    with pytest.raises(ValueError, match="negative"):
        rectify.from_numpy(n[::-1])
    with pytest.raises(TypeError, match="BFloat16"):
        rectify.ones(2).bfloat16().numpy()
    with pytest.raises(RuntimeError, match="requires grad"):
        rectify.ones(2, requires_grad=True).numpy()
    del n
    assert t.sum().item() == 9 + 1 + 2 + 3 + 7 + 5


def test_dlpack(torch):
    assert rectify.from_dlpack(np.arange(3.0)).tolist() == [0, 1, 2]
    assert np.from_dlpack(rectify.ones(2)).tolist() == [1, 1]
    x = rectify.arange(6).view(2, 3).t()
    y = torch.from_dlpack(x)
    y[0, 1] = 50
    assert x.tolist() == y.tolist() and rectify.from_dlpack(torch.arange(4)).tolist() == [0, 1, 2, 3]


def test_buffers():
    assert memoryview(rectify.tensor([1.0, 2.0])).tolist() == [1.0, 2.0]
    assert rectify.frombuffer(bytearray(b"\1\0\0\0\2\0\0\0"), dtype=rectify.int32).tolist() == [1, 2]
