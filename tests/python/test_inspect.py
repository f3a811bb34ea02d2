"""Examinations and probes of modules written in Python."""
import pytest

import rectify
from rectify import inspect, nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


def killed():
    model = Net()
    with rectify.no_grad():
        model.fc1.bias[:12] = -100.0
    return model


def test_dead_units_are_found_with_their_cause():
    model, x = killed(), rectify.randn(200, 8)
    model.train()
    before = {k: v.clone() for k, v in model.state_dict().items()}
    report = inspect.examine(model, x, rectify.randint(0, 3, (200,)))
    assert model.training and all(rectify.equal(before[k], v) for k, v in model.state_dict().items())
    dead = next(f for f in report.findings if f["what"] == "dead_units")
    assert len(dead["units"]) == 12 and "fc1" in dead["layer"] and "12" in report.verdict + report.text()
    assert "<li>" in report._repr_html_() and report.json().startswith("{")
    assert not any(f["what"] == "dead_units" for f in inspect.examine(Net(), x).findings)


def test_a_probe_watches_training_and_changes_nothing():
    def trained(watch):
        rectify.manual_seed(1)
        model = killed()
        optimizer = rectify.optim.SGD(model.parameters(), lr=0.1)
        probe = inspect.Probe(model) if watch else None
        for _ in range(20):
            x, y = rectify.randn(32, 8), rectify.randint(0, 3, (32,))
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            if watch:
                probe.step(loss.item(), 0.1)
        return model, probe

    (own, probe), (other, _) = trained(True), trained(False)
    assert all(rectify.equal(a, b) for a, b in zip(own.parameters(), other.parameters()))
    layer = next(r for r in probe.layers() if r["activation"] == "relu")
    assert layer["name"] == "fc1" and sum(f == 0 for f in layer["firing_rate"]) == 12 and probe.steps == 20
    assert "fc1" in probe._repr_html_()
    report = inspect.examine(own, rectify.randn(100, 8), probe=probe)
    assert any(f["what"] == "dead_units" for f in report.findings)
    probe.close()


def test_wrong_options_are_an_error():
    try:
        inspect.examine(Net(), rectify.randn(4, 8), depth=3)
    except TypeError as e:
        assert "depth" in str(e)
    else:
        raise AssertionError("no error")


def small(kind="mlp"):
    rectify.manual_seed(3)
    if kind == "mlp":
        model = nn.Sequential(nn.Linear(6, 12), nn.BatchNorm1d(12), nn.ReLU(), nn.Linear(12, 10), nn.PReLU(10, init=0.0), nn.Linear(10, 3))
        x = rectify.randn(80, 6)
    else:
        model = nn.Sequential(nn.Conv2d(2, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 5, 3), nn.BatchNorm2d(5), nn.ReLU(), nn.Flatten(), nn.Linear(20, 3))
        x = rectify.randn(40, 2, 8, 8)
    with rectify.no_grad():
        for m in model:
            if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
                m.bias[:2] = -50.0
            elif m is model[0] and kind != "mlp" or m is model[3] and kind == "mlp":
                m.bias[1:4] = -50.0
    return model.eval(), x


@pytest.mark.parametrize("kind", ["mlp", "conv"])
def test_prune_makes_it_smaller_and_equal(kind):
    model, x = small(kind)
    size, count = sum(p.numel() for p in model.parameters()), len(list(model.parameters()))
    optimizer = rectify.optim.Adam(model.parameters(), lr=0.0)
    model(x).sum().backward()
    optimizer.step()
    before = model(x)
    state = rectify.get_rng_state()
    done = inspect.prune(model, x, optimizer=optimizer)
    assert rectify.equal(state, rectify.get_rng_state())
    assert done.repair == "prune" and done.units == 5 and len(done.layers) == 2 and done.change < 1e-5 and done.text in repr(done) and "units removed" in done._repr_html_()
    assert rectify.allclose(model(x), before, atol=1e-5) and sum(p.numel() for p in model.parameters()) < size
    for m in model:  # what the modules say of themselves is true
        if isinstance(m, nn.Linear):
            assert tuple(m.weight.shape) == (m.out_features, m.in_features)
        elif isinstance(m, nn.Conv2d):
            assert tuple(m.weight.shape[:2]) == (m.out_channels, m.in_channels)
        elif isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
            assert m.running_mean.numel() == m.weight.numel() == m.num_features
        elif isinstance(m, nn.PReLU):
            assert m.num_parameters == m.weight.numel()
    model.train()
    optimizer.zero_grad()
    model(x).sum().backward()
    optimizer.step()
    assert count == len(optimizer.state) and all(s["exp_avg"].shape == p.shape for p, s in optimizer.state.items())
    assert inspect.prune(model, x).units == 0


def test_recycle_keeps_the_outputs_and_begins_anew():
    model, x = small("conv")
    optimizer = rectify.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(5):
        optimizer.zero_grad()
        model(x).pow(2).sum().backward()
        optimizer.step()
    with rectify.no_grad():
        model[0].bias[1:4] = -50.0
    before = model(x)
    done = inspect.recycle(model, x, optimizer=optimizer)
    assert done.repair == "recycle" and done.units >= 3 and rectify.allclose(model(x), before, atol=1e-4)
    kept = optimizer.state[model[0].weight]
    assert kept["restarted"][1:4].eq(5).all() and kept["restarted"][0].eq(0).all() and kept["exp_avg"][1:4].eq(0).all()
    again = rectify.optim.Adam(model.parameters(), lr=1e-2)
    again.load_state_dict(optimizer.state_dict())
    assert rectify.equal(again.state[model[0].weight]["restarted"], kept["restarted"])
    assert inspect.examine(model, x).count("dead") == 0
    dormant = inspect.recycle(model, x, states=["silent", "dormant", "low_utility"], tau=1e9)
    assert dormant.units > done.units


def test_shift_reinitialise_and_rai():
    model, x = small()
    assert inspect.shift_biases(model, x, rate=0.5).units == 5
    assert inspect.examine(model, x).dead_share == 0
    weight = model[3].weight.clone()
    for init in ("he", "lsuv", "rai"):
        done = inspect.reinitialise(model, x, init, layers=["3"])
        assert done.repair == "reinit_" + init and done.layers == ["3"] and not rectify.equal(model[3].weight, weight)
        weight = model[3].weight.clone()
    assert len(inspect.reinitialise(model, x).layers) == 3
    one = nn.Linear(50, 30)
    inspect.rai_(one.weight, one.bias)
    largest = rectify.cat([one.weight, one.bias[:, None]], 1).max(1)[0]
    assert largest.min() > 0 and one.weight.requires_grad


def test_restart_rate_and_other_activations():
    model, x = small()
    optimizer = rectify.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(x).sum().backward()
    optimizer.step()
    done = inspect.restart_rate(optimizer, 0.5)
    assert done.repair == "lr_restart" and optimizer.param_groups[0]["lr"] == 0.5 and all(s["momentum_buffer"] is None for s in optimizer.state.values())
    net = Net().eval()
    done = inspect.replace_activations(net, "leaky_relu")
    assert done.units == 1 and done.layers == ["relu"] and type(net.relu) is nn.LeakyReLU and not net.relu.training
    assert inspect.replace_activations(model, "elu").layers == ["2", "4"] and type(model[2]) is nn.ELU
    h = nn.functional.elu(model[1](model[0](x)))
    assert rectify.allclose(model(x), model[5](nn.functional.elu(model[3](h))))
    for a in inspect.LISTED:  # all of the list
        inspect.replace_activations(model, a.name)
        model(x)
    assert inspect.replace_activations(model, "prelu").units == 2 and any("2.weight" == n for n, _ in model.named_parameters())


def test_recordings():
    model, x = small()
    model.train()
    optimizer = rectify.optim.SGD(model.parameters(), lr=1e-4)

    def train(probe, steps):
        with probe:
            for _ in range(steps):
                optimizer.zero_grad()
                loss = model(x).pow(2).mean()
                loss.backward()
                optimizer.step()
                probe.step(loss.item(), 0.01)
        return probe.recording()

    first = inspect.Probe(model, window=5, points=8)
    earlier = train(first, 20)
    second = inspect.Probe(model, window=5)
    second.start_at(20)
    later = train(second, 15)
    both = earlier.joined(later)
    assert both.steps == second.steps == 35 and first.window == 5
    assert [m["step"] for m in both.history] == sorted({m["step"] for m in both.history}) and len(both.history) == 7 and len(first.history) == 4
    moment = both.history[-1]
    assert moment["lr"] == pytest.approx(0.01) and len(moment["layers"]) == 3 and set(moment["layers"][0]["fire"]) <= set("0123") and len(moment["layers"][0]["fire"]) == 12
    layer = both.layers[0]
    assert layer["label"] == "0 → relu" and layer["samples"] == 35 * 80
    assert all(len(layer[k]) == 12 for k in ("firing_rate", "low", "high", "utility", "unit_zeros", "unit_gradient", "unit_gradient_zeros", "unit_saturated", "histogram"))
    assert len(layer["histogram"][0]) == 32 and all(low <= m <= high for low, m, high in zip(layer["low"], layer["input"], layer["high"]))
    assert "0 → relu" in repr(both) and "<table>" in both._repr_html_()
    assert any(f["cause"] != "none" for f in inspect.examine(model, x, recording=both).findings if f["what"] == "dead_units")


def test_reports_count():
    model, x = small()
    report = inspect.examine(model, x, tau=0.5, gradient_batches=0)
    assert report.count("certified_dead") == 2 and report.units == 22 and report.count("dead") == 5 and report.share("silent") == report.dead_share == 5 / 22 and report.samples == 80
    assert report.find("dead_units")["what"] == "dead_units" and report.find("nothing") is None
    with pytest.raises(ValueError, match="there is no state 'asleep'"):
        report.count("asleep")


def test_bounds_hold():
    model, x = small("conv")
    found = inspect.bounds(model, x[:1], [(-1, 1), (0, 2)])
    assert list(found) == ["0 → relu", "3 → relu"] and len(found["0 → relu"]) == 6
    inside = rectify.stack([rectify.rand(200, 8, 8) * 2 - 1, rectify.rand(200, 8, 8) * 2], 1)
    z = model[0](inside)
    for k, (low, high) in enumerate(found["0 → relu"]):
        assert low <= z[:, k].min() and z[:, k].max() <= high and high - low < 20


@pytest.mark.parametrize("options", [{"padding": "same"}, {"stride": 2, "dilation": 2}, {"groups": 2}, {"padding": 1, "padding_mode": "reflect"}])
def test_convolutions_with_options(options):
    model = nn.Sequential(nn.Conv2d(2, 4, 3, **options), nn.ReLU(), nn.Conv2d(4, 2, 1), nn.Flatten())
    with rectify.no_grad():
        model[0].bias[2] = -50.0
    x = rectify.randn(20, 2, 9, 9)
    before, report = model(x), inspect.examine(model, x)
    assert report.count("silent") == 1 and report.count("certified_dead") == ("padding_mode" not in options)
    assert inspect.prune(model, x).units == (0 if "groups" in options else 1) and rectify.allclose(model(x), before, atol=1e-5)


def test_nothing_is_thawed_and_nothing_drawn():
    model, x = small("conv")
    model[0].weight.requires_grad_(False)
    state = rectify.get_rng_state()
    inspect.Probe(model).close()
    inspect.examine(model, x)
    assert rectify.equal(state, rectify.get_rng_state())
    assert not model[0].weight.requires_grad and model[0].bias.requires_grad


def test_repairs_refuse():
    model, x = small()

    class Own(rectify.optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {"lr": 1.0})

    with pytest.raises(TypeError, match="Own keeps its state itself"):
        inspect.recycle(model, x, optimizer=Own(model.parameters()))
    with pytest.raises(ValueError, match="there is no state 'tired'"):
        inspect.recycle(model, x, states="tired")
    with pytest.raises(ValueError, match="init has to be he, lsuv or rai, but got zero"):
        inspect.reinitialise(model, x, "zero")
    with pytest.raises(RuntimeError, match="there is no layer '9'"):
        inspect.reinitialise(model, x, layers=["9"])
    with pytest.raises(RuntimeError, match="rate has to be above 0"):
        inspect.shift_biases(model, x, rate=0)
    with pytest.raises(RuntimeError, match="lr has to be positive"):
        inspect.restart_rate(rectify.optim.SGD(model.parameters(), lr=0.1), 0)
    with pytest.raises(ValueError, match="there is no activation 'magic'"):
        inspect.replace_activations(model, "magic")
    with pytest.raises(ValueError, match="there is no activation module"):
        inspect.replace_activations(nn.Linear(2, 2), "elu")


def test_event_files(tmp_path):
    from rectify.utils.tensorboard import SummaryWriter
    with SummaryWriter(tmp_path / "tb") as writer:
        writer.add_scalar("loss", rectify.tensor(0.5), 3)
        writer.add_histogram("weights", rectify.randn(100), 3)
        writer.add_histogram("list", [1.0, 2.0])
        writer.flush()
    (file,) = (tmp_path / "tb").iterdir()
    recorded = file.read_bytes()
    assert b"brain.Event:2" in recorded and b"loss" in recorded and b"weights" in recorded and str(tmp_path / "tb") == writer.get_logdir()
    with pytest.raises(ValueError, match="closed"):
        writer.add_scalar("loss", 1.0)


def test_not_finite():
    rectify.manual_seed(9)
    net = nn.Sequential(nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 2))
    x = rectify.randn(20, 5)
    assert inspect.examine(net, x).finite
    with inspect.Probe(net, window=1) as probe:
        for step in range(3):
            if step == 1:
                with rectify.no_grad():
                    net[0].weight[2, 1] = float("nan")
            net(x).sum().backward()
            probe.step()
        recording = probe.recording()
    assert recording.not_finite == {"step": 1, "layer": "0 → relu", "values": "weights"}
    assert recording.layers[0]["unit_not_finite"] == pytest.approx([0, 0, 2 / 3, 0, 0, 0])
    assert [m["layers"][0]["fire"][2] == "4" for m in recording.history] == [False, True, True]
    report = inspect.examine(net, x, recording=recording)
    assert not report.finite and report.count("not_finite") == 1 and report.findings[0]["cause"] == "not_finite_weights"
