"""Which units of a network are dead, why, and what to do: probes while it trains, and examinations on data."""
import html
import json

from . import _C

__all__ = ["Probe", "examine", "Report"]


def _modules(model):
    return [(name, dict(module.named_parameters(recurse=False))) for name, module in model.named_modules()]


class Probe:
    """Watches a model's layers while it computes, on this thread, until close() or the end of a with statement.

    step() is called after every optimizer step. layers() has, for each layer with weights, what its units did: firing_rate, mean,
    deviation, dormancy (ReDo's score), last_fired, and of the layer zeros, saturated, gradient, update_ratio.
    """

    def __init__(self, model, every=1, details_every=10, gradients=True, training_only=False):
        self.model = model
        self._watch = _C.inspect.Probe(_modules(model), every, details_every, gradients, training_only)

    def step(self, loss=float("nan"), lr=float("nan")):
        self._watch.step(float(loss), float(lr))

    @property
    def steps(self):
        return self._watch.steps()

    def layers(self):
        return self._watch.layers()

    def pause(self):
        self._watch.pause()

    def resume(self):
        self._watch.resume()

    def reset(self):
        """Forgets what was seen."""
        self._watch.reset()

    close = pause

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.pause()

    def _repr_html_(self):
        rows = "".join(f"<tr><td>{html.escape(r['name'])}</td><td>{html.escape(r['activation'])}</td><td>{r['units']}</td><td>{sum(f == 0 for f in r['firing_rate'])}</td>"
                       f"<td>{r['zeros']:.1%}</td><td>{r['gradient']:.3g}</td><td>{r['update_ratio']:.3g}</td></tr>" for r in self.layers())
        return ("<table><tr><th>layer</th><th>activation</th><th>units</th><th>silent</th><th>zeros</th><th>gradient</th><th>update ratio</th></tr>" + rows + "</table>")


class Report:
    """What an examination found. verdict is a sentence, findings are dicts, the worst first; text() and json() say everything."""

    def __init__(self, text, data):
        self._text, self._json = text, data
        self.data = json.loads(data)
        self.verdict, self.findings, self.layers = self.data["verdict"], self.data["findings"], self.data["layers"]

    def text(self):
        return self._text

    def json(self):
        return self._json

    def __repr__(self):
        return self._text

    def _repr_html_(self):
        colours = {"error": "#c62828", "warning": "#b26a00", "note": "#2e7d32"}
        items = "".join(f"<li><b style='color:{colours.get(f['severity'], 'inherit')}'>{html.escape(f['severity'])}</b> {html.escape(f.get('layer') or 'network')}: "
                        f"{html.escape(f['text'])} <i>{html.escape(f.get('advice', ''))}</i></li>" for f in self.findings)
        return f"<div><p><b>{html.escape(self.verdict)}</b></p><ul>{items}</ul></div>"


def examine(model, inputs, targets=None, probe=None, **options):
    """Runs the model in evaluation mode on inputs and says what is wrong with its units: a Report.

    targets: class numbers, for the loss's gradients. probe: what watched the training, for causes over time. options: tau, utility, saturated,
    duplicate, uncentred, dead_share, margin, batch_size (docs/inspect.md).
    """
    training = {name: m.training for name, m in model.named_modules()}
    model.eval()
    try:
        return Report(*_C.inspect.examine(_modules(model), model, inputs, targets, {k: float(v) for k, v in options.items()}, probe._watch if probe is not None else None))
    finally:
        for name, m in model.named_modules():
            m.training = training[name]
