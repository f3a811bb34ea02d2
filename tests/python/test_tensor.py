"""Expressions whose text, or error, is PyTorch's to the letter."""
import pytest

import rectify

EXPRESSIONS = """
t.tensor([[0., -0.]])
t.tensor([float("inf"), -float("inf"), float("nan")])
t.tensor([-0., float("nan"), 1.])
t.relu(t.tensor([-1.0, 0, 1]))
t.tensor([1, 2, 3])
t.tensor([[1.5, 2], [3, 4]])
t.tensor([True, False])
(t.manual_seed(0), t.randn(3, 4))[1]
(t.manual_seed(0), t.randn(2, 3, 4))[1]
t.arange(2000)
t.arange(2000).view(40, 50)
t.zeros(0)
t.zeros(0, 3)
t.tensor(3.5)
t.tensor([10000000000.0, 1])
t.tensor([1e-05, 1.0])
t.tensor([float('nan'), 1, float('inf')])
t.ones(3, dtype=t.float64)
t.ones(3, dtype=t.float16)
t.ones(2, 2, requires_grad=True)
t.ones(2, 2, requires_grad=True) * 2
t.tensor([1000000.0, 1.0])
t.tensor([0.1, 0.22, 0.333])
t.randn(1000, 100).shape
t.rand(3).size()
t.tensor([[1, 2], [3]])
t.tensor('a')
t.tensor(['a'])
t.tensor(None)
t.zeros(2, 3) + t.zeros(4)
t.zeros(2)[5]
t.zeros(2) @ t.zeros(3)
t.eye(3).inverse()
t.tensor([3, 1, 2]).sort()
t.tensor([3, 1, 2]).max(0)
t.tensor([1.0, 2]).to(t.int32)
t.tensor([1.0, 2]).type()
t.tensor([1.0, 2]).device
t.tensor([1, 2]) / 2
t.tensor([7, -7]) // 2
2 ** t.tensor([1.0, 2])
t.tensor([1, 2]) > 1
-t.tensor([1, 2])
~t.tensor([True])
t.tensor([5, 3]) % 2
5 % t.tensor([3, 2])
5 - t.tensor([3, 2])
1 / t.tensor([3, 2])
t.float32
t.strided
t.contiguous_format
t.arange(10)[2:8:2]
t.arange(12).view(3, 4)[:, [0, 2]]
t.arange(12).view(3, 4)[t.tensor([True, False, True])]
t.arange(12).view(3, 4)[..., None].shape
t.arange(12).view(3, 4)[-1, -1]
t.stack([t.ones(2), t.zeros(2)])
t.cat([t.ones(2), t.zeros(2)], dim=0)
t.einsum('ij,jk->ik', t.ones(2, 3), t.ones(3, 2))
t.meshgrid(t.arange(2), t.arange(3), indexing='ij')
t.arange(6).split(4)
t.arange(6).chunk(3)
t.unique(t.tensor([3, 1, 1]), return_counts=True)
t.norm(t.tensor([3.0, 4]))
t.tensor([3.0, 4]).norm()
t.tensor([[3.0, 4]]).norm(dim=1)
t.finfo(t.float32)
t.iinfo(t.int32)
t.finfo(t.float16).max
t.result_type(t.tensor([1]), 1.0)
t.var(t.tensor([1.0, 2, 4]))
t.std_mean(t.tensor([1.0, 2, 4]))
t.tensor([1.0, 2]).tolist()
float(t.tensor(2.0))
int(t.tensor(2.7))
bool(t.tensor([1, 2]))
len(t.zeros(3, 2))
[x.item() for x in t.arange(3)]
2 in t.arange(3)
t.Size([1, 2]) + t.Size([3])
t.tensor([1.0, 2]).sum(axis=0)
t.sum(t.ones(2, 2), dim=(0, 1))
t.clamp(t.tensor([-1.0, 5]), 0, 1)
t.clamp(t.tensor([-1.0, 5]), min=0)
t.where(t.tensor([True, False]), t.ones(2), t.zeros(2))
t.where(t.tensor([True, False]), 1.0, 0.0)
t.full((2,), 7)
t.linspace(0, 1, 5)
t.randint(0, 10, (3,)).shape
(t.manual_seed(1), t.randint(10, (3,)))[1]
(t.manual_seed(1), t.randperm(5))[1]
(t.manual_seed(1), t.normal(0.0, 1.0, (3,)))[1]
t.bernoulli(t.ones(2))
t.multinomial(t.tensor([0.0, 1.0]), 1)
t.topk(t.tensor([1.0, 3, 2]), 2)
t.tensor([1, 2, 3]).float().mean()
t.tensor([1, 2, 3]).mean()
t.argmax(t.tensor([[1, 5], [7, 2]]), dim=1)
t.allclose(t.ones(2), t.ones(2))
t.equal(t.ones(2), t.ones(2))
t.device('cuda:1')
t.device('x')
t.bmm(t.ones(2, 2, 3), t.ones(2, 3, 1)).shape
t.zeros(3).fill_(2)
t.zeros(2, 2).scatter_(1, t.tensor([[0], [1]]), 1.0)
t.zeros(3).index_add_(0, t.tensor([1]), t.ones(1))
t.gather(t.tensor([[1, 2], [3, 4]]), 1, t.tensor([[0], [1]]))
t.zeros(2, 3).T.shape
t.zeros(2, 3).permute(1, 0).is_contiguous()
t.zeros(2, 3).stride()
t.add(t.ones(2), t.ones(2), alpha=2)
t.add(t.ones(2), 2)
t.zeros(2, 3).unsqueeze(0).squeeze().shape
t.zeros(2).repeat(2, 2).shape
t.zeros(1, 2).expand(3, -1).shape
t.softmax(t.tensor([1.0, 2]), dim=0)
t.softmax(t.tensor([1.0, 2]), -1)
t.tensor([1.0, 2]).softmax(0)
t.logsumexp(t.tensor([1.0, 2]), 0)
t.cumsum(t.arange(4), 0)
t.flip(t.arange(4), (0,))
t.roll(t.arange(4), 1)
t.tril(t.ones(3, 3))
t.outer(t.arange(2), t.arange(2))
t.masked_select(t.arange(3), t.tensor([True, False, True]))
t.nonzero(t.tensor([1, 0, 2]))
t.nonzero(t.tensor([1, 0, 2]), as_tuple=True)
t.linalg.norm(t.ones(2, 2))
t.linalg.inv(t.zeros(2, 2))
t.special.expit(t.zeros(2))
t.relu_(t.ones(2, requires_grad=True))
t.ones(2).backward()
t.ones(2, requires_grad=True).numpy()
t.zeros(2, 3).view(7)
t.ones(2, 3).sum(5)
t.cat([])
t.stack([t.ones(2), t.ones(3)])
t.ones(2).item()
t.arange(1, 2, 0)
t.ones(2) + 'a'
t.dropout(t.ones(3), 1.0, True)
t.ones(1, 2, 3).transpose(0, 5)
t.tensor([1.0, 2.0]).double()
t.tensor([1, 2]).bool()
t.tensor([1.5]).half()
t.tensor([1.5]).bfloat16()
""".strip().splitlines()


def text(t, expression):
    try:
        return str(eval(expression, {"t": t}))
    except Exception as e:
        return f"{type(e).__name__}: {e}"


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_prints_as_pytorch(torch, expression):
    assert text(rectify, expression) == text(torch, expression)


@pytest.mark.parametrize("expression", [
    "t.zeros(2, device='cuda')", "t.zeros(2).cuda()", "t.zeros(2).to('cuda')"])
def test_other_devices_are_an_error(expression):
    with pytest.raises(RuntimeError, match="CPU"):
        eval(expression, {"t": rectify})


def test_wrong_arguments_name_the_function():
    with pytest.raises(TypeError, match=r"relu\(\): argument 'input' \(position 1\) must be Tensor, not int"):
        rectify.relu(3)
    with pytest.raises(TypeError, match=r"sum\(\) received an invalid combination of arguments - got \(Tensor, str\)"):
        rectify.ones(2).sum("a")
    with pytest.raises(TypeError, match=r"relu\(\) got an unexpected keyword argument 'slope'"):
        rectify.relu(rectify.ones(2), slope=1)
    with pytest.raises(TypeError, match=r"relu\(\) missing 1 required positional arguments: \"input\""):
        rectify.relu()


def test_the_object_stays_the_same():
    x = rectify.ones(2)
    assert x.add_(1) is x and rectify.relu_(x) is x and x.to(rectify.float32) is x and x.float() is x and x.contiguous() is x
    x += 1
    out = rectify.empty(2)
    assert rectify.add(x, x, out=out) is out and out.tolist() == [6, 6]
    x.note = "kept"
    assert x.note == "kept" and len({x, x}) == 1
