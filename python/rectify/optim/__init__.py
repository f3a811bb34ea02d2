"""Optimizers. The arithmetic is the library's; here are the parameter groups, their options and the stored state."""
import copy
import sys
from collections import defaultdict

from .. import _C
from .._C import Tensor
from ..autograd import enable_grad, no_grad

__all__ = ["Optimizer", "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "LBFGS", "Adadelta", "Adamax", "ASGD", "NAdam", "RAdam", "Rprop", "lr_scheduler"]


class _Required:
    def __repr__(self):
        return "<required parameter>"


required = _Required()


def _turn(gradients):
    """Their other signs, for steps that maximise."""
    if gradients:
        with no_grad():
            for g in gradients:
                g.neg_()


class Optimizer:
    """param_groups is a list of dicts: their parameters under 'params', and an option a key, read at every step."""

    _engine = None  # the class in _C.optim; None for subclasses that step on their own
    _order = ()  # the options in the order in which the engine takes them

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(f"params argument given to the optimizer should be an iterable of Tensors or dicts, but got {params.type()}")
        self.defaults, self.param_groups, self._made = defaults, [], None
        self._own_state = defaultdict(dict)
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        """A group with its own options; the defaults for those it does not name."""
        if not isinstance(param_group, dict):
            raise TypeError("param group must be a dict")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError("optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will change between runs. Please use a list instead.")
        group = dict(param_group, params=[params] if isinstance(params, Tensor) else list(params))
        for p in group["params"]:
            if not isinstance(p, Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(p).__module__}.{type(p).__name__}".replace("builtins.", ""))
            if not (p.is_leaf or p.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            if default is required and name not in group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            group.setdefault(name, default)
        seen = {id(p) for g in self.param_groups for p in g["params"]}
        if seen & {id(p) for p in group["params"]} or len({id(p) for p in group["params"]}) < len(group["params"]):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(group)
        if self._made is not None:
            self._made.add_group(group["params"])

    def _engine_of(self):
        """The library's optimizer, with the options as they are now."""
        if self._made is None:
            self._made = self._make([g["params"] for g in self.param_groups])
        made, order = self._made, self._order
        for k, group in enumerate(self.param_groups):
            made.set_options(k, *self._options(group, order))
        return made

    def _make(self, groups):
        return self._engine(groups)

    def _options(self, group, order):
        return [group[name] for name in order]

    def step(self, closure=None):
        """Changes every parameter by its gradient; closure computes the loss again and returns it."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        turned = [p.grad for group in self.param_groups if group.get("maximize") for p in group["params"] if p.grad is not None]
        _turn(turned)
        self._engine_of().step(self._is_large())
        _turn(turned)
        return loss

    def _is_large(self):  # whether the lock is worth giving away
        size = self.__dict__.get("_elements")
        if size is None or size[0] != len(self.param_groups):
            size = self._elements = (len(self.param_groups), sum(p.numel() for g in self.param_groups for p in g["params"]))
        return size[1] > 1 << 17

    def zero_grad(self, set_to_none=False):
        for group in self.param_groups:
            _C.zero_grad(group["params"], set_to_none)

    @property
    def state(self):
        """What is kept for each parameter: a dict of dicts. It is a copy; load_state_dict changes it."""
        if self._engine is None:
            return self._own_state
        kept = defaultdict(dict)
        if self._made is not None:
            for group in self.param_groups:
                for p in group["params"]:
                    s = self._made.get_state(p)
                    if s is not None:
                        kept[p] = s
        return kept

    def _packed(self):
        number = {}
        groups = []
        for group in self.param_groups:
            for p in group["params"]:
                number.setdefault(id(p), len(number))
            groups.append({**{k: v for k, v in group.items() if k != "params"}, "params": [number[id(p)] for p in group["params"]]})
        return number, groups

    def state_dict(self):
        """{'state': by the parameters' numbers, 'param_groups': the options}."""
        number, groups = self._packed()
        return {"state": {number[id(p)] if isinstance(p, Tensor) else p: s for p, s in self.state.items()}, "param_groups": groups}

    def load_state_dict(self, state_dict):
        saved = copy.deepcopy({"param_groups": state_dict["param_groups"]})["param_groups"]
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(a["params"]) != len(b["params"]) for a, b in zip(saved, self.param_groups)):
            raise ValueError("loaded state dict contains a parameter group that doesn't match the size of optimizer's group")
        by_number = {n: p for a, b in zip(saved, self.param_groups) for n, p in zip(a["params"], b["params"])}
        for new, old in zip(saved, self.param_groups):
            params = old["params"]
            old.clear()
            old.update(new, params=params)
        if self._engine is None:
            self._own_state = defaultdict(dict, {by_number.get(n, n): copy.copy(s) for n, s in state_dict["state"].items()})
            return
        engine = self._engine_of()
        for n, s in state_dict["state"].items():
            engine.set_state(by_number[n], {k: v.clone() if isinstance(v, Tensor) else v for k, v in s.items()})

    def __getstate__(self):
        return {"defaults": self.defaults, "param_groups": self.param_groups, "_stored": self.state_dict()["state"]}

    def __setstate__(self, state):
        stored = state.pop("_stored", {})
        self.__dict__.update(state, _made=None, _own_state=defaultdict(dict))
        groups = self._packed()[1]
        self.load_state_dict({"state": stored, "param_groups": groups})

    def __repr__(self):
        text = self.__class__.__name__ + " ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n" + "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
        return text + ")"


def _at_least_zero(**values):
    for name, v in values.items():
        if not 0.0 <= v:
            raise ValueError(f"Invalid {name.replace('_', ' ') if name == 'learning_rate' else name} value: {v}".replace("learning rate value", "learning rate"))


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum."""

    _engine = _C.optim.SGD
    _order = ("lr", "momentum", "dampening", "weight_decay", "nesterov")

    def __init__(self, params, lr=required, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None, differentiable=False):
        if lr is not required:
            _at_least_zero(learning_rate=lr)
        _at_least_zero(momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, dict(lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov, maximize=maximize, foreach=foreach,
                                      differentiable=differentiable))


    @property
    def state(self):
        """What is kept for each parameter: {'momentum_buffer': a tensor, or None without momentum}."""
        kept = super().state
        for group in self.param_groups if self._made is not None else ():
            for p in group["params"]:
                if p not in kept and p.grad is not None:
                    kept[p] = {"momentum_buffer": None}
        return kept


class _Adam(Optimizer):
    def __init__(self, params, lr, betas, eps, weight_decay, amsgrad, maximize, rest):
        _at_least_zero(learning_rate=lr)
        if not 0.0 <= eps:
            raise ValueError(f"Invalid epsilon value: {eps}")
        for i, beta in enumerate(betas):
            if not 0.0 <= beta < 1.0:
                raise ValueError(f"Invalid beta parameter at index {i}: {beta}")
        _at_least_zero(weight_decay=weight_decay)
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, amsgrad=amsgrad, **rest))

    def _options(self, group, order):
        return group["lr"], group["betas"][0], group["betas"][1], group["eps"], group["weight_decay"], group["amsgrad"]


class Adam(_Adam):
    """Adam: a method for stochastic optimization (Kingma and Ba 2014)."""

    _engine = _C.optim.Adam

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, foreach=None, maximize=False, capturable=False, differentiable=False,
                 fused=False):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize,
                         dict(maximize=maximize, foreach=foreach, capturable=capturable, differentiable=differentiable, fused=fused))


class AdamW(_Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2017)."""

    _engine = _C.optim.AdamW

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *, maximize=False, foreach=None, capturable=False, differentiable=False):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize, dict(foreach=foreach, maximize=maximize, capturable=capturable))


class RMSprop(Optimizer):
    """RMSprop (Hinton 2012)."""

    _engine = _C.optim.RMSprop
    _order = ("lr", "alpha", "eps", "weight_decay", "momentum", "centered")

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False, foreach=None, maximize=False, differentiable=False):
        _at_least_zero(learning_rate=lr)
        if not 0.0 <= eps:
            raise ValueError(f"Invalid epsilon value: {eps}")
        _at_least_zero(momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        super().__init__(params, dict(lr=lr, momentum=momentum, alpha=alpha, eps=eps, centered=centered, weight_decay=weight_decay, foreach=foreach, maximize=maximize,
                                      differentiable=differentiable))


class Adagrad(Optimizer):
    """Adagrad (Duchi, Hazan and Singer 2011)."""

    _engine = _C.optim.Adagrad
    _order = ("lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps")

    def __init__(self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *, maximize=False, differentiable=False):
        _at_least_zero(learning_rate=lr)
        _at_least_zero(lr_decay=lr_decay, weight_decay=weight_decay, initial_accumulator_value=initial_accumulator_value)
        if not 0.0 <= eps:
            raise ValueError(f"Invalid epsilon value: {eps}")
        super().__init__(params, dict(lr=lr, lr_decay=lr_decay, eps=eps, weight_decay=weight_decay, initial_accumulator_value=initial_accumulator_value, foreach=foreach,
                                      maximize=maximize))
        self._engine_of()

    def _make(self, groups):
        return self._engine(groups, self.defaults["initial_accumulator_value"])


class LBFGS(Optimizer):
    """Limited-memory BFGS; step needs a closure. One parameter group only."""

    _engine = _C.optim.LBFGS
    _order = ("lr", "max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size", "line_search_fn")

    def __init__(self, params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7, tolerance_change=1e-9, history_size=100, line_search_fn=None):
        if max_eval is None:
            max_eval = max_iter * 5 // 4
        super().__init__(params, dict(lr=lr, max_iter=max_iter, max_eval=max_eval, tolerance_grad=tolerance_grad, tolerance_change=tolerance_change, history_size=history_size,
                                      line_search_fn=line_search_fn))
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")

    def step(self, closure):
        """Goes on by up to max_iter iterations; closure computes the loss and its gradients again, and its first value is returned."""
        return self._engine_of().step(closure)


from . import lr_scheduler  # noqa: E402
from ._more import ASGD, Adadelta, Adamax, NAdam, RAdam, Rprop  # noqa: E402

optimizer = sys.modules[__name__ + ".optimizer"] = sys.modules[__name__]  # PyTorch's module of that name: from torch.optim.optimizer import Optimizer
