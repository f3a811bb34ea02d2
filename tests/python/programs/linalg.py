import torch

torch.manual_seed(0)
a = torch.randn(3, 4)
b = torch.stack([torch.eye(2), torch.ones(2, 2), torch.eye(2) * 1e-9])
s = a @ a.t()
L = torch.linalg
print(L.matrix_rank(a), L.matrix_rank(b), L.matrix_rank(b, 0.5, False), L.matrix_rank(b, atol=1e-8), L.matrix_rank(b, rtol=0.5), L.matrix_rank(s, hermitian=True), L.matrix_rank(torch.zeros(0, 3)))
print(L.matrix_rank(b, atol=torch.tensor([0.0, 3.0, 0.0]), rtol=torch.tensor(0.1)), L.matrix_rank(b, atol=0.1, rtol=0.9), L.matrix_rank(torch.zeros(2, 2)))
print(L.pinv(a), L.pinv(b), L.pinv(b, 0.5, False), L.pinv(b, atol=1e-8), L.pinv(b, rtol=0.5), L.pinv(s, hermitian=True), L.pinv(torch.zeros(3, 0)).shape)
print(L.pinv(b, atol=torch.tensor([0.0, 3.0, 0.0])), L.cond(s, "fro"), L.cond(s, "nuc"), L.cond(s), L.cond(s, 1), torch.frobenius_norm(a))
x = torch.randn(3, 2, requires_grad=True)
print(torch.autograd.grad(L.pinv(x, atol=0.01).sum(), x), torch.autograd.grad(L.pinv(x).sum(), x))
for f in (lambda: L.matrix_rank(torch.ones(2)), lambda: L.matrix_rank(torch.ones(2, 2, dtype=torch.int64)), lambda: L.pinv(torch.ones(2)), lambda: L.pinv(torch.ones(2, 2, dtype=torch.int64))):
    try:
        f()
    except Exception as e:
        print(type(e).__name__)
out = torch.empty(0, dtype=torch.int64)
print(L.matrix_rank(a, out=out), out)
y = torch.arange(4).view(2, 2)
print(torch.repeat_interleave(y, 2), y.repeat_interleave(3, dim=1), y.repeat_interleave(torch.tensor([1, 2]), 0), torch.repeat_interleave(y, 2, 0, output_size=4))
for n in (2, 3, 4):  # where a suffix begins a line
    z = torch.zeros(n, dtype=torch.float64, requires_grad=True)
    print(z, z.exp(), z.view(1, -1).sigmoid(), torch.zeros(2, n, requires_grad=True).exp(), sep="\n")
