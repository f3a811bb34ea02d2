import io

import torch
import torch.nn as nn
from torch.optim.optimizer import Optimizer
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn

torch.manual_seed(0)
x = torch.randn(16, 3)
for name, options in (("Adamax", {}), ("NAdam", {"weight_decay": 0.1}), ("RAdam", {}), ("Adadelta", {}), ("Rprop", {}), ("ASGD", {"t0": 2}), ("Adam", {"maximize": True}), ("AdamW", {"maximize": True}),
                      ("SGD", {"lr": 0.01, "momentum": 0.9, "weight_decay": 0.1, "maximize": True}), ("RMSprop", {"maximize": True}), ("Adagrad", {"maximize": True}), ("Adamax", {"maximize": True})):
    model = nn.Linear(3, 2)
    optimizer = getattr(torch.optim, name)(model.parameters(), **options)
    for step in range(8):
        optimizer.zero_grad()
        loss = model(x).pow(2).mean()
        loss.backward()
        optimizer.step()
    print(name, loss.item(), model.bias.data, model.bias.grad)
    file = io.BytesIO()
    torch.save(optimizer.state_dict(), file)
    file.seek(0)
    again = getattr(torch.optim, name)(model.parameters(), **options)
    again.load_state_dict(torch.load(file))
    again.step()
    print(sorted(again.state_dict()["state"][0]), model.bias.data)
for name, options in (("Adamax", {"lr": -1.0}), ("NAdam", {"betas": (1.0, 0.9)}), ("Adadelta", {"rho": 2.0}), ("Rprop", {"etas": (2.0, 1.0)}), ("RAdam", {"weight_decay": -1.0})):
    try:
        getattr(torch.optim, name)(model.parameters(), **options)
    except ValueError as e:
        print(name, e)


class Heavy(Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, dict(lr=lr))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    state["velocity"] = torch.zeros_like(p)
                state["velocity"].mul_(0.9).add_(p.grad)
                p.add_(state["velocity"], alpha=-group["lr"])


model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 1))
optimizer, mean = Heavy(model.parameters()), AveragedModel(model)
recent = AveragedModel(model, avg_fn=lambda old, new, count: 0.9 * old + 0.1 * new, use_buffers=True)
schedule = SWALR(optimizer, swa_lr=0.01, anneal_epochs=3)
for step in range(6):
    optimizer.zero_grad()
    loss = model(x).pow(2).mean()
    loss.backward()
    optimizer.step()
    mean.update_parameters(model)
    recent.update_parameters(model)
    schedule.step()
    print(loss.item(), schedule.get_last_lr())
update_bn([x[:8], x[8:]], mean)
print(mean.eval()(x[:2]), mean.n_averaged, recent.module[0].bias, list(mean.state_dict())[:3])
print([(optimizer.step(), s.step(), s.get_last_lr())[2] for s in [SWALR(optimizer, 0.5, 2, "linear")] for _ in range(4)])
for f in (lambda: SWALR(optimizer, 0.1, anneal_strategy="no"), lambda: SWALR(optimizer, 0.1, -1), lambda: SWALR(optimizer, [0.1, 0.2])):
    try:
        f()
    except ValueError as e:
        print(e)
