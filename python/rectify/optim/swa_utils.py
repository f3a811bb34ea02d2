"""Stochastic weight averaging: a model that is the mean of a training's models. Izmailov et al. 2018."""
import copy
import math

from .. import _C
from ..autograd import no_grad
from ..nn import Module
from ..nn.modules.batchnorm import _BatchNorm
from .lr_scheduler import LRScheduler

__all__ = ["AveragedModel", "SWALR", "update_bn"]


class AveragedModel(Module):
    """A copy of the model, under module, whose parameters are means of those at each update_parameters(model).

    avg_fn(mean, parameter, how many so far) gives the new mean; by default all count alike. use_buffers: buffers are averaged as well.
    """

    def __init__(self, model, device=None, avg_fn=None, use_buffers=False):
        super().__init__()
        self.module = copy.deepcopy(model)
        self.register_buffer("n_averaged", _C.tensor(0, _C.int64, False))
        self.avg_fn = avg_fn or (lambda mean, parameter, count: mean + (parameter - mean) / (count + 1))
        self.use_buffers = use_buffers

    def forward(self, *args, **kwargs):
        return self.module(*args, **kwargs)

    def _averaged(self, model):
        return [*model.parameters(), *(model.buffers() if self.use_buffers else ())]

    def update_parameters(self, model):
        """Takes the parameters of the model into the means."""
        with no_grad():
            for mean, new in zip(self._averaged(self.module), self._averaged(model)):
                mean.copy_(new if self.n_averaged == 0 else self.avg_fn(mean, new, self.n_averaged))
            if not self.use_buffers:
                for own, new in zip(self.module.buffers(), model.buffers()):
                    own.copy_(new)
            self.n_averaged += 1


class SWALR(LRScheduler):
    """Moves every group's learning rate to swa_lr in anneal_epochs steps, by a cosine ("cos") or straight ("linear"), and keeps it there."""

    def __init__(self, optimizer, swa_lr, anneal_epochs=10, anneal_strategy="cos", last_epoch=-1):
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must by one of 'cos' or 'linear', instead got {anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        rates = swa_lr if isinstance(swa_lr, (list, tuple)) else [swa_lr] * len(optimizer.param_groups)
        if len(rates) != len(optimizer.param_groups):
            raise ValueError(f"swa_lr must have the same length as optimizer.param_groups: swa_lr has {len(rates)}, optimizer.param_groups has {len(optimizer.param_groups)}")
        for group, rate in zip(optimizer.param_groups, rates):
            group["swa_lr"] = rate
        self._shape = (lambda t: (1 - math.cos(math.pi * t)) / 2) if anneal_strategy == "cos" else (lambda t: t)
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step):
        return self._shape(max(0, min(1, step / max(1, self.anneal_epochs))))

    def get_lr(self):
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(max(0, step - 1)), self._share(step)
        rates = []
        for group in self.optimizer.param_groups:
            start = group["swa_lr"] if before == 1 else (group["lr"] - before * group["swa_lr"]) / (1 - before)
            rates.append(group["swa_lr"] * now + start * (1 - now))
        return rates


def update_bn(loader, model, device=None):
    """Computes the running statistics of all batch normalisations again, as means over the loader's batches (of each its first part)."""
    layers = {m: m.momentum for m in model.modules() if isinstance(m, _BatchNorm)}
    if not layers:
        return
    training = model.training
    model.train()
    for m in layers:
        m.reset_running_stats()
        m.momentum = None  # the mean over all batches
    with no_grad():
        for batch in loader:
            model(batch[0] if isinstance(batch, (list, tuple)) else batch)
    for m, momentum in layers.items():
        m.momentum = momentum
    model.train(training)
