"""Optimizers that step in Python, a few tensor operations for each parameter: for those who need them, not for speed."""
import math

from .. import _C
from ..autograd import enable_grad, no_grad
from . import Optimizer

_f = _C.functions

__all__ = ["Adadelta", "Adamax", "ASGD", "NAdam", "RAdam", "Rprop"]


def _check(lr, betas=(), **least):
    """PyTorch's errors for options out of range."""
    if not 0.0 <= lr:
        raise ValueError(f"Invalid learning rate: {lr}")
    for i, b in enumerate(betas):
        if not 0.0 <= b < 1.0:
            raise ValueError(f"Invalid beta parameter at index {i}: {b}")
    for name, value in least.items():
        if not 0.0 <= value:
            raise ValueError(f"Invalid {name} value: {value}")


class _Plain(Optimizer):
    """Goes through the parameters; _begin makes a parameter's state, _move changes the parameter."""

    def step(self, closure=None):
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    state = self.state[p]
                    if not state:
                        state["step"] = _C.tensor(0.0, None, False)
                        self._begin(state, p, group)
                    state["step"] += 1
                    g = -p.grad if group.get("maximize") else p.grad
                    if group.get("weight_decay"):
                        g = g.add(p, alpha=group["weight_decay"])
                    self._move(state, p, g, group, state["step"].item())
        return loss


class Adadelta(_Plain):
    """Steps in the ratio of the root mean squares of the steps before and of the gradients. Zeiler 2012."""

    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *, maximize=False):
        _check(lr, epsilon=eps, weight_decay=weight_decay)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        super().__init__(params, dict(lr=lr, rho=rho, eps=eps, weight_decay=weight_decay, maximize=maximize, foreach=foreach))

    def _begin(self, state, p, group):
        state["square_avg"], state["acc_delta"] = _f.zeros_like(p), _f.zeros_like(p)

    def _move(self, state, p, g, group, t):
        squares, steps, rho, eps = state["square_avg"], state["acc_delta"], group["rho"], group["eps"]
        squares.mul_(rho).addcmul_(g, g, value=1 - rho)
        d = steps.add(eps).sqrt_().div_(squares.add(eps).sqrt_()).mul_(g)
        steps.mul_(rho).addcmul_(d, d, value=1 - rho)
        p.add_(d, alpha=-group["lr"])


class Adamax(_Plain):
    """Adam with the greatest gradient, slowly forgotten, for the root mean square. Kingma and Ba 2015."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *, maximize=False):
        _check(lr, betas, epsilon=eps, weight_decay=weight_decay)
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, foreach=foreach, maximize=maximize))

    def _begin(self, state, p, group):
        state["exp_avg"], state["exp_inf"] = _f.zeros_like(p), _f.zeros_like(p)

    def _move(self, state, p, g, group, t):
        mean, greatest, (b1, b2) = state["exp_avg"], state["exp_inf"], group["betas"]
        mean.mul_(b1).add_(g, alpha=1 - b1)
        greatest.copy_(_f.maximum(greatest.mul_(b2), g.abs().add_(group["eps"])))
        p.addcdiv_(mean, greatest, value=-group["lr"] / (1 - b1**t))


class NAdam(_Plain):
    """Adam with Nesterov's momentum. Dozat 2016."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3, foreach=None):
        _check(lr, betas, epsilon=eps, weight_decay=weight_decay, momentum_decay=momentum_decay)
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, momentum_decay=momentum_decay, foreach=foreach))

    def _begin(self, state, p, group):
        state["mu_product"] = _C.tensor(1.0, None, False)
        state["exp_avg"], state["exp_avg_sq"] = _f.zeros_like(p), _f.zeros_like(p)

    def _move(self, state, p, g, group, t):
        mean, squares, (b1, b2), lr = state["exp_avg"], state["exp_avg_sq"], group["betas"], group["lr"]
        mu, following = (b1 * (1.0 - 0.5 * 0.96 ** (k * group["momentum_decay"])) for k in (t, t + 1))
        state["mu_product"] *= mu
        product = state["mu_product"].item()
        mean.mul_(b1).add_(g, alpha=1 - b1)
        squares.mul_(b2).addcmul_(g, g, value=1 - b2)
        root = squares.div(1 - b2**t).sqrt_().add_(group["eps"])
        p.addcdiv_(g, root, value=-lr * (1 - mu) / (1 - product))
        p.addcdiv_(mean, root, value=-lr * following / (1 - product * mu * following))  # as PyTorch 1.13 has it


class RAdam(_Plain):
    """Adam that waits with its adaptive step until the variance of it is known well enough. Liu et al. 2020."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None):
        _check(lr, betas, epsilon=eps, weight_decay=weight_decay)
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, foreach=foreach))

    def _begin(self, state, p, group):
        state["exp_avg"], state["exp_avg_sq"] = _f.zeros_like(p), _f.zeros_like(p)

    def _move(self, state, p, g, group, t):
        mean, squares, (b1, b2), lr = state["exp_avg"], state["exp_avg_sq"], group["betas"], group["lr"]
        mean.mul_(b1).add_(g, alpha=1 - b1)
        squares.mul_(b2).addcmul_(g, g, value=1 - b2)
        corrected, left = mean / (1 - b1**t), 1 - b2**t
        most = 2 / (1 - b2) - 1
        length = most - 2 * t * b2**t / left
        if length > 5.0:
            rectified = math.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length))
            corrected = corrected * (math.sqrt(left) / squares.sqrt().add_(group["eps"])) * rectified
        p.add_(corrected, alpha=-lr)


class Rprop(_Plain):
    """A step size for each number, larger while its gradient keeps its sign, smaller when that changes. Riedmiller and Braun 1993."""

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, foreach=None, maximize=False):
        _check(lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, dict(lr=lr, etas=etas, step_sizes=step_sizes, foreach=foreach, maximize=maximize))

    def _begin(self, state, p, group):
        state["prev"], state["step_size"] = _f.zeros_like(p), _f.full_like(p, group["lr"])

    def _move(self, state, p, g, group, t):
        sign = (g * state["prev"]).sign()
        less, more = group["etas"]
        factor = _f.ones_like(sign).masked_fill_(sign > 0, more).masked_fill_(sign < 0, less)
        state["step_size"].mul_(factor).clamp_(*group["step_sizes"])
        g = g.masked_fill(sign < 0, 0)
        p.addcmul_(g.sign(), state["step_size"], value=-1)
        state["prev"].copy_(g)


class ASGD(_Plain):
    """Gradient descent that keeps the mean of the parameters (state's ax) from step t0 on. Polyak and Juditsky 1992."""

    def __init__(self, params, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, foreach=None, maximize=False):
        _check(lr, weight_decay=weight_decay)
        super().__init__(params, dict(lr=lr, lambd=lambd, alpha=alpha, t0=t0, weight_decay=weight_decay, foreach=foreach, maximize=maximize))

    def _begin(self, state, p, group):
        state["eta"], state["mu"], state["ax"] = _C.tensor(float(group["lr"]), None, False), _C.tensor(1.0, None, False), _f.zeros_like(p)

    def _move(self, state, p, g, group, t):
        eta, mu, ax = state["eta"].item(), state["mu"].item(), state["ax"]
        p.mul_(1 - group["lambd"] * eta).add_(g, alpha=-eta)
        ax.copy_(p) if mu == 1 else ax.add_(p.sub(ax).mul(mu))
        state["eta"].fill_(group["lr"] / (1 + group["lambd"] * group["lr"] * t) ** group["alpha"])
        state["mu"].fill_(1 / max(1, t - group["t0"]))
