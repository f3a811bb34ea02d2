"""Optimizers, schedulers, datasets and loaders beside PyTorch's."""
import pytest

import rectify

OPTIMIZERS = [("SGD", dict(lr=0.1)), ("SGD", dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)), ("Adam", dict(lr=0.01)), ("Adam", dict(lr=0.01, amsgrad=True, weight_decay=0.1)),
              ("AdamW", dict(lr=0.01)), ("RMSprop", dict(lr=0.01, momentum=0.9, centered=True)), ("Adagrad", dict(lr=0.1, lr_decay=0.01)), ("LBFGS", dict(lr=0.5))]


def trained(t, name, options):
    t.manual_seed(0)
    p, q = t.randn(4, 3, requires_grad=True), t.randn(3, requires_grad=True)
    optimizer = getattr(t.optim, name)([{"params": [p]}, {"params": q, "lr": 0.03}] if name != "LBFGS" else [p, q], **options)
    scheduler = t.optim.lr_scheduler.StepLR(optimizer, 2, 0.5)

    def loss():
        optimizer.zero_grad()
        value = (p ** 2).sum() + (p @ q).pow(2).sum()
        value.backward()
        return value

    for _ in range(6):
        optimizer.step(loss)
        scheduler.step()
    state = optimizer.state_dict()
    again = getattr(t.optim, name)([{"params": [p]}, {"params": q}] if name != "LBFGS" else [p, q], **options)
    again.load_state_dict(state)
    again.step(loss)
    return p.detach().flatten().tolist(), sorted(map(str, state["state"].get(0, {}))), [g["lr"] for g in optimizer.param_groups], repr(optimizer)


@pytest.mark.parametrize("name, options", OPTIMIZERS, ids=lambda v: v if isinstance(v, str) else ",".join(v))
def test_optimizer(torch, name, options):
    own, peer = trained(rectify, name, options), trained(torch, name, options)
    assert own[0] == pytest.approx(peer[0], abs=1e-5)
    if name != "LBFGS":
        assert own[1:] == peer[1:]


SCHEDULERS = [("StepLR", (2,), {}), ("MultiStepLR", ([2, 5],), {}), ("ExponentialLR", (0.9,), {}), ("CosineAnnealingLR", (5,), {}), ("LinearLR", (), {}), ("ConstantLR", (), {}),
              ("LambdaLR", (lambda e: 0.9 ** e,), {}), ("MultiplicativeLR", (lambda e: 0.9,), {}), ("CosineAnnealingWarmRestarts", (3,), {"T_mult": 2}), ("PolynomialLR", (4,), {"power": 2.0}),
              ("OneCycleLR", (0.5,), {"total_steps": 12}), ("OneCycleLR", (0.5,), {"epochs": 3, "steps_per_epoch": 4, "three_phase": True, "anneal_strategy": "linear"}),
              ("CyclicLR", (0.01, 0.1), {"step_size_up": 3, "mode": "triangular2"})]


@pytest.mark.parametrize("name, args, options", SCHEDULERS, ids=lambda v: v if isinstance(v, str) else "")
def test_scheduler(torch, name, args, options):
    def rates(t):
        o = t.optim.SGD([t.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
        s = getattr(t.optim.lr_scheduler, name)(o, *args, **options)
        seen = []
        for _ in range(11):
            o.step()
            s.step()
            seen += [o.param_groups[0]["lr"], o.param_groups[0]["momentum"]]
        return seen

    assert rates(rectify) == pytest.approx(rates(torch), rel=1e-9)


def test_plateau(torch):
    def rates(t):
        o = t.optim.SGD([t.zeros(1, requires_grad=True)], lr=0.1)
        s = t.optim.lr_scheduler.ReduceLROnPlateau(o, patience=1, cooldown=1, factor=0.5)
        seen = []
        for loss in (3, 2, 2, 2, 2, 2, 1, 1, 1, 1):
            s.step(loss)
            seen.append(o.param_groups[0]["lr"])
        return seen

    assert rates(rectify) == rates(torch)


def test_the_loader_draws_as_pytorch(torch):
    def seen(t):
        t.manual_seed(3)
        data = t.utils.data
        d = data.TensorDataset(t.arange(10).float().view(10, 1), t.arange(10))
        weighted = data.WeightedRandomSampler([0.1, 0.9, 0.5], 6)
        return [b[1].tolist() for b in data.DataLoader(d, batch_size=4, shuffle=True)], [list(s.indices) for s in data.random_split(d, [7, 3])], list(weighted), round(t.rand(1).item(), 5)

    assert seen(rectify) == seen(torch)


class Examples(rectify.utils.data.Dataset):
    def __init__(self, bad=None):
        self.bad = bad

    def __len__(self):
        return 23

    def __getitem__(self, i):
        if i == self.bad:
            raise ValueError("example 7 is bad")
        return {"x": rectify.full((2,), float(i)), "y": i, "name": str(i)}


def test_workers_keep_the_order():
    data = rectify.utils.data
    alone = [b["y"].tolist() for b in data.DataLoader(Examples(), batch_size=5)]
    for workers in (1, 3):
        assert [b["y"].tolist() for b in data.DataLoader(Examples(), batch_size=5, num_workers=workers)] == alone
    batch = next(iter(data.DataLoader(Examples(), batch_size=3)))
    assert batch["x"].shape == (3, 2) and batch["name"] == ["0", "1", "2"] and batch["y"].dtype is rectify.int64


@pytest.mark.parametrize("workers", [0, 2])
def test_an_error_in_a_dataset_reaches_the_caller(workers):
    with pytest.raises(ValueError, match="example 7 is bad"):
        list(rectify.utils.data.DataLoader(Examples(bad=7), batch_size=5, num_workers=workers))


def test_iterable_datasets():
    class Numbers(rectify.utils.data.IterableDataset):
        def __iter__(self):
            info = rectify.utils.data.get_worker_info()
            return iter(range(7) if info is None else range(info.id, 7, info.num_workers))

    loader = rectify.utils.data.DataLoader
    assert [b.tolist() for b in loader(Numbers(), batch_size=3)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert sorted(i for b in loader(Numbers(), batch_size=2, num_workers=2) for i in b.tolist()) == list(range(7))


def test_a_slow_worker_is_waited_for():
    import time

    class Uneven(rectify.utils.data.IterableDataset):
        def __iter__(self):
            info = rectify.utils.data.get_worker_info()
            for i in range(12 if info.id == 0 else 3):
                time.sleep(0.02 * info.id)
                yield 100 * info.id + i

    loader = rectify.utils.data.DataLoader(Uneven(), batch_size=1, num_workers=3, timeout=20)
    assert [b.item() for b in loader] == [0, 100, 200, 1, 101, 201, 2, 102, 202] + list(range(3, 12))
    for batch in loader:  # left before its end
        break


def test_readers(tmp_path):
    import struct

    data = rectify.utils.data
    (tmp_path / "a.idx").write_bytes(struct.pack(">BBBBII", 0, 0, 8, 2, 2, 3) + bytes(range(6)))
    assert data.read_idx(tmp_path / "a.idx").tolist() == [[0, 1, 2], [3, 4, 5]]
    (tmp_path / "a.csv").write_text("x,label\n1.5,0\n2.5,1\n")
    features, labels, columns, _ = data.read_csv(tmp_path / "a.csv")
    assert features.tolist() == [[1.5], [2.5]] and labels.tolist() == [0, 1] and columns == ["x", "label"]
    with pytest.raises(RuntimeError, match="missing.idx"):
        data.read_idx(tmp_path / "missing.idx")


def test_fashion_mnist_is_learned():
    data = rectify.utils.data.FashionMNIST()
    assert len(data) == 60000 and data[0][0].shape == (1, 28, 28) and data.classes[data[0][1]] == "Ankle boot"
    rectify.manual_seed(0)
    model = rectify.nn.Sequential(rectify.nn.Flatten(), rectify.nn.Linear(784, 64), rectify.nn.ReLU(), rectify.nn.Linear(64, 10))
    optimizer = rectify.optim.SGD(model.parameters(), lr=0.1)
    for x, y in rectify.utils.data.DataLoader(data, batch_size=100, shuffle=True):
        optimizer.zero_grad()
        rectify.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    test = rectify.utils.data.FashionMNIST(train=False)
    with rectify.no_grad():
        assert (model(test.data).argmax(1) == test.targets).float().mean().item() > 0.78


def test_control_c_stops_training():
    import signal
    import subprocess
    import sys
    import time

    program = "import rectify as torch\nx = torch.randn(300, 300, requires_grad=True)\nprint('on', flush=True)\nwhile True:\n    (x @ x).relu().sum().backward()\n"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "on\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in process.communicate(timeout=20)[1]
