"""Which units of a network are dead, why, and what to do: probes while it trains, examinations on data, repairs."""
import html
import json
import math
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, Union

from . import _C, nn
from ._C import Tensor
from .nn._listed import LISTED
from .optim import Optimizer

__all__ = ["Probe", "Recording", "examine", "Report", "bounds", "prune", "recycle", "shift_biases", "reinitialise", "rai_", "restart_rate", "replace_activations", "Repaired"]

_KINDS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)


_OPTIONS = ("kernel_size", "stride", "padding", "dilation", "groups", "padding_mode", "eps")


def _modules(model: nn.Module) -> List[Tuple[Any, ...]]:
    """What the library is told of every module: name, kind, parameters, buffers, options."""
    def kind(module: nn.Module) -> str:
        return next((k.__name__ for k in _KINDS if isinstance(module, k)), "")

    return [(name, kind(m), dict(m.named_parameters(recurse=False)), dict(m.named_buffers(recurse=False)), {k: getattr(m, k) for k in _OPTIONS if hasattr(m, k)})
            for name, m in model.named_modules()]


class _Eval:
    """Evaluation mode for a while."""

    def __init__(self, model: nn.Module) -> None:
        self.before = [(m, m.training) for m in model.modules()]
        model.eval()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *unused: Any) -> None:
        for module, training in self.before:
            module.training = training


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    def line(cells: Sequence[Any], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(str(c))}</{tag}>" for c in cells) + "</tr>"

    return "<table>" + line(head, "th") + "".join(line(r, "td") for r in rows) + "</table>"


def _figure(x: Optional[float], form: str = ".3g") -> str:
    return "" if x is None or math.isnan(x) else format(x, form)


def _layers_table(layers: Sequence[Dict[str, Any]]) -> str:
    return _table(("layer", "activation", "units", "silent", "zeros", "gradient", "update ratio"),
                  [(r["name"], r["activation"], r["units"], sum(f == 0 for f in r["firing_rate"]) if r["activation"] else "", f"{r['zeros']:.1%}", _figure(r["gradient"]),
                    _figure(r["update_ratio"])) for r in layers])


class Recording:
    """All that a probe has seen: steps, layers (as Probe.layers()) and history, a list of stretches of steps.

    A stretch is a dict: step (its last), loss and lr (mean and greatest), and under layers for each layer the shares dead, dormant, not_finite and zeros, gradient,
    update_ratio, and fire, a digit for each unit: 0 it never fired in the stretch, 1 with less than 1 % of the values, 2 more often, 3 always, 4 a value was NaN or
    infinite.
    """

    def __init__(self, made: Any) -> None:
        self._made = made

    @property
    def steps(self) -> int:
        """How many steps were seen."""
        return self._made.steps

    @property
    def layers(self) -> List[Dict[str, Any]]:
        """A dict for each layer, in the order of their first use."""
        return self._made.layers()

    @property
    def history(self) -> List[Dict[str, Any]]:
        """Stretches of steps, as the class says."""
        return self._made.history()

    @property
    def not_finite(self) -> Optional[Dict[str, Any]]:
        """Where NaN or infinity came first: step, layer, and values (inputs, weights, outputs or gradients); None if there was none."""
        return self._made.not_finite()

    def joined(self, later: "Recording", points: int = 240) -> "Recording":
        """As if `later` had gone on where this ended; of the history at most so many points."""
        return Recording(self._made.joined(later._made, points))

    def __repr__(self) -> str:
        return f"Recording of {self.steps} steps: {', '.join(r['label'] for r in self.layers)}"

    def _repr_html_(self) -> str:
        return f"<p>{self.steps} steps</p>" + _layers_table(self.layers)


class Probe:
    """Watches a model's layers while it computes, on this thread, until close() or the end of a with statement.

    step() is called after every optimizer step. layers() has, for each layer with weights, what its units did: of each unit firing_rate, mean (of its
    output), input, deviation, low and high (of its pre-activation), dormancy (ReDo's score), utility, last_fired, unit_zeros, unit_not_finite, unit_saturated, unit_gradient, unit_gradient_zeros and a
    histogram (of |pre-activation|: below 2^-20, then a bin for each power of two); of the layer zeros, saturated, gradient, update_ratio, weight_norm,
    input_mean and input_deviation.

    every: steps of which one is watched. details_every: watched steps of which one has its parameters, inputs and histograms read. window: steps that a point
    of the history stands for, at first; points: of the history at most. Nothing that is computed changes by a bit.
    """

    def __init__(self, model: nn.Module, every: int = 1, details_every: int = 10, gradients: bool = True, training_only: bool = False, window: int = 20, points: int = 240) -> None:
        self.model = model
        self._watch = _C.inspect.Probe(_modules(model), every, details_every, gradients, training_only, window, points)

    def step(self, loss: float = math.nan, lr: float = math.nan) -> None:
        """After the optimizer's step (or, without training, after a batch)."""
        self._watch.step(float(loss), float(lr))

    @property
    def steps(self) -> int:
        """How many steps were seen."""
        return self._watch.steps()

    def start_at(self, step: int) -> None:
        """The number of the next step, of a training that is resumed."""
        self._watch.start_at(step)

    def layers(self) -> List[Dict[str, Any]]:
        """A dict for each layer, in the order of their first use."""
        return self._watch.layers()

    def recording(self) -> Recording:
        """All that was seen up to here."""
        return Recording(self._watch.recording())

    @property
    def history(self) -> List[Dict[str, Any]]:
        """As Recording.history; the window under way is not in it."""
        return self.recording().history

    @property
    def window(self) -> int:
        """Steps of a point of the history."""
        return self._watch.window()

    def pause(self) -> None:
        """Sees nothing until resume()."""
        self._watch.pause()

    def resume(self) -> None:
        """Sees again what happens after pause()."""
        self._watch.resume()

    def reset(self) -> None:
        """Forgets what was seen."""
        self._watch.reset()

    close = pause

    def __enter__(self) -> "Probe":
        return self

    def __exit__(self, *unused: Any) -> None:
        self.pause()

    def _repr_html_(self) -> str:
        return _layers_table(self.layers())


class Report:
    """What an examination found. verdict is a sentence, findings are dicts, the worst first; text() and json() say everything, data is json() parsed."""

    def __init__(self, text: str, data: str) -> None:
        self._text, self._json = text, data
        self.data: Dict[str, Any] = json.loads(data)
        self.verdict: str = self.data["verdict"]
        self.findings: List[Dict[str, Any]] = self.data["findings"]
        self.layers: List[Dict[str, Any]] = self.data["layers"]
        self.samples: int = self.data["samples"]

    @property
    def units(self) -> int:
        """Units of layers with an activation."""
        return self.data["units"]

    @property
    def finite(self) -> bool:
        """Whether there is neither NaN nor infinity in inputs, weights, outputs and gradients."""
        return self.data["finite"]

    @property
    def dead_share(self) -> float:
        """The share of all units that are dead."""
        return self.data["dead_share"]

    def count(self, state: str) -> int:
        """Units in a state: dead, certified_dead, silent, dormant, low_utility, always_on, saturated, duplicate or not_finite."""
        if state == "dead":
            return self.data["dead"]
        _C.inspect.check_state(state)
        return sum(layer["states"][state] for layer in self.layers if layer["activation"])

    def share(self, state: str) -> float:
        """Of all units, as count() takes states."""
        return self.count(state) / self.units if self.units else 0.0

    def find(self, what: str) -> Optional[Dict[str, Any]]:
        """The first finding of this word, such as dead_units, or None."""
        return next((f for f in self.findings if f["what"] == what), None)

    def text(self) -> str:
        """Everything that was found, in words."""
        return self._text

    def json(self) -> str:
        """Everything that was found, as JSON."""
        return self._json

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        colours = {"error": "#c62828", "warning": "#b26a00", "note": "#2e7d32"}
        items = "".join(f"<li><b style='color:{colours.get(f['severity'], 'inherit')}'>{html.escape(f['severity'])}</b> {html.escape(f.get('layer') or 'network')}: "
                        f"{html.escape(f['text'])} <i>{html.escape(f.get('advice', ''))}</i></li>" for f in self.findings)
        return f"<div><p><b>{html.escape(self.verdict)}</b></p><ul>{items}</ul></div>"


def examine(model: nn.Module, inputs: Tensor, targets: Optional[Tensor] = None, probe: Optional[Probe] = None, recording: Optional[Recording] = None, **options: float) -> Report:
    """Runs the model in evaluation mode on inputs and says what is wrong with its units. Nothing of the model changes.

    targets: class numbers, for the loss's gradients. probe, or its recording: what watched the training, for causes over time. options, with the
    library's defaults: tau, utility, saturated, duplicate, uncentred, largest_input, smallest_input, gradient_ratio, stalled, dead_share, margin,
    batch_size, gradient_batches.
    """
    if recording is None and probe is not None:
        recording = probe.recording()
    with _Eval(model):
        return Report(*_C.inspect.examine(_modules(model), model, inputs, targets, {k: float(v) for k, v in options.items()}, recording and recording._made))


def bounds(model: nn.Module, like: Tensor, inputs: Sequence[Tuple[float, float]]) -> Dict[str, List[Tuple[float, float]]]:
    """Intervals that hold every layer's pre-activations for any input in the box: inputs has (low, high) for each feature or channel.

    like: an input, for its shape. Rounded outwards: what the network computes in float lies inside.
    """
    with _Eval(model):
        return _C.inspect.bounds(_modules(model), model, like, [(float(low), float(high)) for low, high in inputs])


class Repaired:
    """What a repair did: repair (its name), units (or modules, or groups of parameters), layers, change (the greatest change of an output on the data, over
    the greatest output) and text, all of it in a sentence."""

    def __init__(self, repair: str, units: int, layers: List[str], change: float, text: str) -> None:
        self.repair, self.units, self.layers, self.change, self.text = repair, units, layers, change, text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p><b>{html.escape(self.repair)}</b>{html.escape(self.text[self.text.find(':'):])}</p>"


def _engine(optimizer: Optional[Optimizer]) -> Any:
    if optimizer is None:
        return None
    if optimizer._engine is None:
        raise TypeError(f"repairs know the state of rectify's own optimizers, but {type(optimizer).__name__} keeps its state itself")
    return optimizer._engine_of()


def _settle(model: nn.Module) -> None:
    """The sizes that modules say they have, as their parameters have them now."""
    for m in model.modules():
        if isinstance(m, nn.Linear):
            m.out_features, m.in_features = m.weight.shape
        elif isinstance(m, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
            m.out_channels, m.in_channels = m.weight.shape[0], m.weight.shape[1] * m.groups
        elif isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)):
            of = m.weight if m.weight is not None else m.running_mean
            m.num_features = m.num_features if of is None else of.numel()
        elif isinstance(m, nn.PReLU):
            m.num_parameters = m.weight.numel()


def _repair(function: Callable[..., Any], model: nn.Module, inputs: Tensor, *arguments: Any) -> Repaired:
    with _Eval(model):
        done = Repaired(*function(_modules(model), model, inputs, *arguments))
    _settle(model)
    return done


States = Union[str, Sequence[str]]


def _names(states: States) -> List[str]:
    return [states] if isinstance(states, str) else list(states)


def prune(model: nn.Module, inputs: Tensor, optimizer: Optional[Optimizer] = None) -> Repaired:
    """Removes the units whose output is one constant on all inputs (dead ones, mostly) and folds it into what follows.

    The outputs on the data stay as they were, to rounding, and the network gets smaller. Only where all that takes a unit is known: a linear layer or
    convolution before it, BatchNorm at most in between, and linear layers or convolutions behind it. At least one unit of a layer stays. Parameters stay the same tensors,
    and the optimizer's state goes along.
    """
    return _repair(_C.inspect.prune, model, inputs, ["dead"], 0.1, 0.025, _engine(optimizer))


def recycle(model: nn.Module, inputs: Tensor, states: States = "dead", tau: float = 0.025, optimizer: Optional[Optimizer] = None) -> Repaired:
    """Gives units new incoming weights (He) and no outgoing ones; what they gave on average goes into the next bias.

    Dead units' outputs are 0, so the network's outputs stay as they were. states: of which units, such as "dead" or ["silent", "dormant"]; tau:
    what dormant is. In the optimizer the entries begin anew, Adam's count of their steps included.
    """
    return _repair(_C.inspect.recycle, model, inputs, _names(states), 0.1, tau, _engine(optimizer))


def shift_biases(model: nn.Module, inputs: Tensor, rate: float = 0.1, states: States = "dead", tau: float = 0.025, optimizer: Optional[Optimizer] = None) -> Repaired:
    """Raises the biases of dead units (BatchNorm's, where there is one) until they fire on this share of the inputs."""
    return _repair(_C.inspect.shift_biases, model, inputs, _names(states), rate, tau, _engine(optimizer))


def reinitialise(model: nn.Module, inputs: Tensor, init: str = "he", layers: Sequence[str] = (), optimizer: Optional[Optimizer] = None) -> Repaired:
    """Draws the weights of linear layers and convolutions again, of those named or of all.

    init: "he", normal with the gain of the activation that follows; "lsuv", orthonormal, then scaled on the inputs until every layer's outputs have variance 1
    (Mishkin and Matas, arXiv 1511.06422); "rai", randomised asymmetric (Lu et al., arXiv 1903.06733).
    """
    return _repair(_C.inspect.reinitialise, model, inputs, init, list(layers), _engine(optimizer))


def rai_(weight: Tensor, bias: Optional[Tensor] = None) -> None:
    """Randomised asymmetric initialisation of one layer; without a bias it is left out."""
    _C.inspect.rai_(weight, bias)


def restart_rate(optimizer: Optimizer, lr: float) -> Repaired:
    """Sets the learning rate of every group and forgets all state."""
    done = Repaired(*_C.inspect.restart_rate(_engine(optimizer), float(lr)))
    for group in optimizer.param_groups:
        group["lr"] = lr
    return done


_BY_NAME = {**{a.name: a for a in LISTED}, "prelu": None}


def _activation_of(name: str) -> nn.Module:
    listed = _BY_NAME[name]
    if listed is None:
        return nn.PReLU()
    return getattr(nn, listed.module)(*([default for _, default in listed.parameters] if listed.required else []))


def replace_activations(model: nn.Module, by: str) -> Repaired:
    """Puts another activation, with its default options, in the place of every activation module: the name of one of the list, or "prelu".

    The network is another one then: train it on, with an optimizer that knows a PReLU's new parameters.
    """
    if by not in _BY_NAME:
        raise ValueError(f"replace_activations: there is no activation '{by}'")
    known = tuple(getattr(nn, a.module) for a in LISTED) + (nn.PReLU,)
    found = []
    for path, parent in list(model.named_modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, known):
                setattr(parent, name, _activation_of(by).train(child.training))
                found.append(f"{path}.{name}" if path else name)
    if not found:
        raise ValueError("replace_activations: there is no activation module")
    text = f"replace_activation: {len(found)} modules ({', '.join(found)}) are {by} now. The network is another one now: train it on."
    return Repaired("replace_activation", len(found), found, 0.0, text)
