import torch
import torch.nn.functional as F

x = torch.linspace(0.1, 1, 6).view(2, 3).requires_grad_()
v = torch.linspace(0.1, 1, 5).requires_grad_()
im = torch.linspace(0.1, 1, 32).view(1, 2, 4, 4).requires_grad_()
at = torch.tensor([0])
for y in (x.norm(), x.norm(1), x.norm(dim=1), torch.linalg.vector_norm(x), torch.linalg.matrix_norm(x), x.topk(2)[0], x.sort()[0], x.kthvalue(1)[0], x.mode()[0], x.var(), x.var(0), F.rrelu(x),
          F.interpolate(im, scale_factor=2), F.interpolate(im, scale_factor=2, mode="bilinear"), F.unfold(im, 2), F.pixel_shuffle(torch.cat([im, im], 1), 2), F.pairwise_distance(x, x),
          F.soft_margin_loss(x, x.detach()), x.repeat(2, 1), x.roll(1), x.flip(0), x.tril(), x.triu(), x.masked_select(x > 0), 2 - x, 2**x, x.lerp(x, 0.5), torch.addcmul(x, x, x),
          torch.addcdiv(x, x, x), torch.cdist(x, x), torch.cross(x, x, dim=1), torch.trace(x), torch.kron(x, x), torch.logcumsumexp(x, 0), torch.renorm(x, 2, 0, 1.0), x.index_fill(0, at, 1.0),
          x.take(at), x.unfold(1, 2, 1), torch.std_mean(x)[0], torch.var_mean(x)[0], torch.rsub(x, 1), x + 1, x - 1, x * 2, x / 2, 1 / x, -x, x**2, x @ x.t(), x.reshape(-1), x[0], x.relu().exp()):
    print(y.grad_fn.name())
h = x.exp()
print(h.repeat(2, 1).grad_fn.name(), h.grad_fn.name(), F.rrelu(h).grad_fn.next_functions[0][0].name())
