import torch
import torch.nn as nn
from torch.cuda.amp import GradScaler, autocast
from torch.nn.utils.rnn import pad_sequence, unpad_sequence

torch.manual_seed(0)
x = torch.randn(4, 3)
for dim in (0, 1, None, -1):
    layer = nn.utils.weight_norm(nn.Linear(3, 2), dim=dim)
    print(layer.weight_g.shape, layer.weight_v.shape, sorted(n for n, _ in layer.named_parameters()))
    layer(x).sum().backward()
    print(layer.weight_g.grad, layer.weight_v.grad)
    torch.optim.SGD(layer.parameters(), 0.1).step()
    print(layer(x))
    nn.utils.remove_weight_norm(layer)
    print(sorted(n for n, _ in layer.named_parameters()), layer(x))
layer = nn.utils.spectral_norm(nn.Linear(3, 2))
print(layer(x), layer(x), list(layer.state_dict()), layer)
layer(x).sum().backward()
print(layer.weight_orig.grad, layer.eval()(x))
other = nn.utils.spectral_norm(nn.Linear(3, 2))
print(other.load_state_dict(layer.state_dict()), torch.equal(other.eval()(x), layer(x)))
print(nn.utils.remove_spectral_norm(layer).weight, nn.utils.spectral_norm(nn.ConvTranspose2d(2, 3, 2), n_power_iterations=3)(torch.ones(1, 2, 2, 2)))
twice = nn.utils.weight_norm(nn.Conv2d(2, 3, 2))
twice_spectral = nn.utils.spectral_norm(nn.Linear(2, 2))
for f in (lambda: nn.utils.weight_norm(twice), lambda: nn.utils.spectral_norm(twice_spectral), lambda: nn.utils.remove_weight_norm(nn.Linear(1, 1)),
          lambda: nn.utils.remove_spectral_norm(nn.Linear(1, 1)), lambda: nn.utils.spectral_norm(nn.Linear(2, 2), n_power_iterations=0),
          lambda: nn.utils.spectral_norm(nn.Linear(2, 2, bias=False), "bias")):
    try:
        f()
    except (RuntimeError, ValueError) as e:
        print(type(e).__name__, e)

lazy = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.ReLU(), nn.Flatten(), nn.LazyLinear(3))
print(lazy, lazy[0].weight, lazy[4].has_uninitialized_params())
print(lazy(torch.ones(1, 1, 5, 5)).shape, lazy, lazy(torch.ones(2, 1, 5, 5)))
other = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.ReLU(), nn.Flatten(), nn.LazyLinear(3))
print(other.load_state_dict(lazy.state_dict()), torch.equal(other.eval()(torch.ones(2, 1, 5, 5)), lazy.eval()(torch.ones(2, 1, 5, 5))))
print(nn.LazyConv1d(2, 3, bias=False), nn.LazyConvTranspose2d(3, 2)(torch.ones(1, 2, 3, 3)).shape, nn.LazyLinear(2, bias=False)(torch.ones(3)).shape,
      nn.LazyBatchNorm1d(affine=False)(torch.randn(4, 3)).shape)

model = nn.Linear(2, 1)
optimizer, scaler = torch.optim.SGD(model.parameters(), 0.1), GradScaler(enabled=torch.cuda.is_available())
for step in range(2):
    optimizer.zero_grad()
    with autocast(enabled=False):
        loss = model(torch.ones(3, 2)).mean()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    print(loss.item(), scaler.get_scale(), scaler.is_enabled(), scaler.state_dict())
with torch.autocast("cpu", enabled=False):
    print(nn.DataParallel(model)(torch.ones(1, 2)), list(nn.DataParallel(model).state_dict()), nn.DataParallel(model))
padded = pad_sequence([torch.ones(2), torch.ones(3)], batch_first=True, padding_value=-1)
print(padded, pad_sequence([torch.ones(2, 2), torch.ones(3, 2)]).shape, unpad_sequence(padded, torch.tensor([2, 3]), batch_first=True))
