"""Examinations and probes of modules written in Python."""
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
