"""What a Module does: each program below runs with rectify and with python3-torch and must say the same."""
import copy
import gc
import pickle
import weakref
from collections import OrderedDict

import pytest

import rectify

torch = pytest.importorskip("torch")

PROGRAMS = []


def program(f):
    PROGRAMS.append(f)
    return f


def said(f, torch):
    log = []

    def say(*values):
        log.append(" ".join(str(v).replace("rectify.", "torch.") for v in values))

    def fails(what, *args, **kwargs):
        try:
            what(*args, **kwargs)
        except Exception as e:
            say(type(e).__name__, e.args[0] if isinstance(e, KeyError) else e)
        else:
            say("no error")

    torch.manual_seed(0)
    f(torch, torch.nn, say, fails)
    return log


def net(torch, nn):
    class Net(nn.Module):
        def __init__(self, width=3):
            super().__init__()
            self.first = nn.Linear(2, width)
            self.rest = nn.Sequential(nn.ReLU(), nn.Linear(width, 1, bias=False))
            self.scale = nn.Parameter(torch.ones(1))
            self.register_buffer("steps", torch.zeros(2))
            self.register_buffer("scratch", torch.zeros(1), persistent=False)
            self.register_parameter("none", None)
            self.note = "not registered"

        def forward(self, x):
            return self.rest(self.first(x)) * self.scale

    return Net


@program
def registration(torch, nn, say, fails):
    m = net(torch, nn)()
    say(m)
    say([n for n, _ in m.named_parameters()], [n for n, _ in m.named_buffers()], [n for n, _ in m.named_children()])
    say([n for n, _ in m.named_modules()], [type(c).__name__ for c in m.modules()], len(list(m.parameters(recurse=False))))
    say([n for n, _ in m.named_parameters(prefix="net")], [n for n, _ in m.named_modules(prefix="net")])
    say(list(m.state_dict()), list(m._parameters), list(m._buffers), list(m._modules))
    say([n for n in dir(m) if n in ("first", "rest", "scale", "steps", "note", "forward")])
    del m.first
    say(m, hasattr(m, "first"))
    del m.scale, m.steps, m.note
    say(list(m.state_dict()), hasattr(m, "scale"), hasattr(m, "steps"), hasattr(m, "note"))
    m.rest = None
    say(m, m.rest, list(m._modules), list(m.children()))
    fails(lambda: m.missing)
    fails(lambda: delattr(m, "missing"))


@program
def assignment(torch, nn, say, fails):
    m = net(torch, nn)()
    m.first = nn.Linear(1, 1)
    m.scale = nn.Parameter(torch.zeros(2))
    m.steps = torch.ones(3)
    say(m, m.scale, m.steps, list(m.state_dict()))
    m.late = nn.Parameter(torch.ones(1))
    m.note = nn.Linear(1, 2)  # a plain attribute becomes a child
    say(list(m._parameters), list(m._modules), "note" in m.__dict__ and not isinstance(m.note, nn.Module))
    m.steps = None
    say(m.steps, list(m._buffers))
    fails(setattr, m, "scale", torch.ones(1))
    fails(setattr, m, "scale", 3)
    fails(setattr, m, "first", 3)
    fails(setattr, m, "first", "text")
    fails(setattr, m, "steps", 3)
    m.scale = None
    say(m.scale, [n for n, _ in m.named_parameters()])
    m.first = nn.Parameter(torch.ones(2))  # a child becomes a parameter
    say(list(m._modules), list(m._parameters))

    class Early(nn.Module):
        def __init__(self, value):
            self.value = value
            super().__init__()

    fails(Early, nn.Linear(1, 1))
    fails(Early, nn.Parameter(torch.ones(1)))
    fails(lambda: Early(3).value)


@program
def registering_errors(torch, nn, say, fails):
    m = net(torch, nn)()
    fails(m.register_parameter, "a.b", None)
    fails(m.register_parameter, "", None)
    fails(m.register_parameter, 3, None)
    fails(m.register_parameter, "forward", None)
    fails(m.register_parameter, "new", torch.ones(1))
    fails(m.register_parameter, "new", 3)
    fails(m.register_buffer, "a.b", None)
    fails(m.register_buffer, "", None)
    fails(m.register_buffer, 3, None)
    fails(m.register_buffer, "first", None)
    fails(m.register_buffer, "new", 3)
    fails(m.add_module, "a.b", nn.ReLU())
    fails(m.add_module, "", nn.ReLU())
    fails(m.add_module, 3, nn.ReLU())
    fails(m.add_module, "scale", nn.ReLU())
    fails(m.add_module, "new", 3)
    fails(m.register_module, "new", "text")
    fails(m, torch.ones(3, 3))
    fails(m.train, "yes")
    fails(nn.Module(), 1)
    say(m.register_buffer("steps", torch.ones(1)), m.steps, m.add_module("first", nn.ReLU()), m.first)


@program
def paths(torch, nn, say, fails):
    m = net(torch, nn)()
    say(m.get_submodule("rest.1"), m.get_submodule("") is m, m.get_parameter("rest.1.weight").shape, m.get_buffer("steps"))
    fails(m.get_submodule, "rest.7")
    fails(m.get_submodule, "scale")
    fails(m.get_parameter, "rest.1.none")
    fails(m.get_parameter, "steps")
    fails(m.get_buffer, "scale")
    fails(m.get_buffer, "first.x")


@program
def loading(torch, nn, say, fails):
    Net = net(torch, nn)
    m, other = Net(), Net()
    say(m.load_state_dict(other.state_dict()))
    say(torch.equal(m.first.weight, other.first.weight), m.first.weight is other.first.weight)
    state = other.state_dict()
    del state["first.weight"], state["steps"]
    state["extra"] = torch.ones(1)
    state["rest.5.x"] = torch.ones(1)
    fails(m.load_state_dict, state)
    keys = m.load_state_dict(state, strict=False)
    say(keys, keys.missing_keys, keys.unexpected_keys)
    fails(m.load_state_dict, Net(4).state_dict())
    fails(m.load_state_dict, Net(4).state_dict(), strict=False)
    state = other.state_dict()
    state["scale"] = 3
    fails(m.load_state_dict, state)
    fails(m.load_state_dict, 3)
    fails(nn.Sequential(m, nn.Linear(1, 2)).load_state_dict, {})
    fails(nn.Linear(2, 2).load_state_dict, OrderedDict(weight=torch.ones(2), bias=torch.ones(2), more=torch.ones(1)))
    b = nn.BatchNorm1d(2)
    old = OrderedDict((k, v) for k, v in b.state_dict().items() if k != "num_batches_tracked")
    say(b.load_state_dict(old))


@program
def state(torch, nn, say, fails):
    m = net(torch, nn)()
    s = m.state_dict()
    say(type(s).__name__, s["scale"].requires_grad, m.state_dict(keep_vars=True)["scale"] is m.scale, list(m.state_dict(prefix="net.")))
    say(list(s._metadata.items()))
    into = OrderedDict()
    into["before"] = 1
    say(list(m.state_dict(destination=into)), into is m.state_dict(destination=into))
    s["scale"] += 1  # shares memory
    say(m.scale)

    class Extra(nn.Module):
        def __init__(self):
            super().__init__()
            self.epoch = 0

        def get_extra_state(self):
            return {"epoch": self.epoch}

        def set_extra_state(self, state):
            self.epoch = state["epoch"]

    a, b = nn.Sequential(Extra()), nn.Sequential(Extra())
    a[0].epoch = 5
    say(a.state_dict(), b.load_state_dict(a.state_dict()), b[0].epoch)
    fails(b.load_state_dict, {})
    fails(nn.Sequential(nn.ReLU()).load_state_dict, a.state_dict())
    handle = m.register_load_state_dict_post_hook(lambda module, keys: keys.missing_keys.clear())
    say(m.load_state_dict({}))
    handle.remove()
    fails(m.load_state_dict, {})


@program
def modes(torch, nn, say, fails):
    m = net(torch, nn)()
    say(m.training, m.eval() is m, [c.training for c in m.modules()], m.train().rest.training)
    say(m.requires_grad_(False) is m, [p.requires_grad for p in m.parameters()])
    m.requires_grad_()
    say(m.double().scale.dtype, m.steps.dtype, m(torch.ones(1, 2).double()).dtype, m.float().steps.dtype, m.half().scale.dtype)
    say(m.bfloat16().first.bias.dtype, m.to(torch.float64).first.bias.dtype, m.to("cpu", torch.float32).first.bias.dtype)
    say(m.to(torch.ones(1, dtype=torch.float64)).scale.dtype, m.to(dtype=torch.float32).scale.dtype, m.cpu() is m)
    fails(m.to, torch.int64)
    b = nn.BatchNorm1d(2).double()
    say(b.running_mean.dtype, b.num_batches_tracked.dtype)
    seen = []
    say(m.apply(lambda c: seen.append(type(c).__name__)) is m, seen)
    first = m.scale
    m(torch.ones(1, 2)).sum().backward()
    say(m.scale.grad.dtype, m.double().scale is first, m.scale.grad.dtype)
    m.zero_grad()
    say(m.scale.grad)
    m.zero_grad(set_to_none=True)
    say(m.scale.grad)


@program
def forward_hooks(torch, nn, say, fails):
    m = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    x = torch.tensor([[1.0, 2.0]])
    calls = []
    first = m[0].register_forward_hook(lambda module, args, y: calls.append((type(module).__name__, len(args), tuple(y.shape))))
    second = m[1].register_forward_pre_hook(lambda module, args: (args[0] + 10,))
    third = m[1].register_forward_hook(lambda module, args, y: y * 2)
    say((m(x) > 20).all(), calls)
    third.remove()
    second.remove()
    say((m(x) < 20).all(), calls)
    with m.register_forward_hook(lambda module, args, y: None):
        say(len(m._forward_hooks))
    first.remove()
    say(len(m._forward_hooks), len(m[0]._forward_hooks), len(calls))
    m[1].register_forward_pre_hook(lambda module, args: args[0] * 0 + 1)  # one value, not a tuple
    say(m(x))
    shared = nn.modules.module.register_module_forward_hook(lambda module, args, y: calls.append(type(module).__name__))
    m(x)
    shared.remove()
    m(x)
    say(calls)


@program
def backward_hooks(torch, nn, say, fails):
    m = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Hardtanh(-5, 5))
    with torch.no_grad():
        m[0].weight.copy_(torch.tensor([[1.0, 2.0], [3.0, -1.0]]))
    x = torch.tensor([[1.0, 0.5]], requires_grad=True)
    calls = []

    def note(module, grad_input, grad_output):
        calls.append((type(module).__name__, [g if g is None else g.tolist() for g in grad_input], [g.tolist() for g in grad_output]))

    handles = [m[0].register_full_backward_hook(note), m[1].register_full_backward_hook(note), m.register_full_backward_hook(note)]
    m(x).sum().backward()
    say(calls, x.grad.tolist(), m[0].weight.grad.tolist())
    calls.clear()
    m(x.detach()).sum().backward()  # nothing comes back to the input
    say(calls)
    for h in handles:
        h.remove()
    calls.clear()
    x.grad = None
    m[0].register_full_backward_hook(lambda module, grad_input, grad_output: (grad_input[0] * 10,))
    m(x).sum().backward()
    say(calls, x.grad.tolist())

    class Two(nn.Module):
        def forward(self, a, n, b):
            return a * n + b, b * 2

    two = Two()
    two.register_full_backward_hook(note)
    a, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    y, z = two(a, 3, b)
    (y.sum() + z.sum()).backward()
    say(calls, a.grad.tolist(), b.grad.tolist())
    with torch.no_grad():
        say(two(a, 3, b))


@program
def containers(torch, nn, say, fails):
    s = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    say(s[0], s[-1], s[1:], len(s), [type(m).__name__ for m in s], list(s[:2].state_dict()))
    s[1] = nn.Tanh()
    s.append(nn.Sigmoid())
    say(s)
    del s[0]
    say(s, list(s._modules))
    s.insert(1, nn.Flatten())
    say(s, s.extend(nn.Sequential(nn.ReLU(), nn.ReLU())) is s, len(s))
    del s[1:3]
    say(s, s + nn.Sequential(nn.Softmax(1)), s * 2, s.pop(0), s)
    fails(lambda: s[9])
    fails(lambda: s[-9])
    fails(lambda: s + 3)
    fails(s.append, 3)
    named = nn.Sequential(OrderedDict([("fc", nn.Linear(1, 1)), ("act", nn.ReLU())]))
    say(named, named.fc, named[0] is named.fc, list(named.state_dict()), named[:1])
    fails(nn.Sequential, 3)
    say(repr(nn.Sequential()), nn.Sequential(nn.Sequential(), nn.Sequential(nn.ReLU())))


@program
def lists(torch, nn, say, fails):
    m = nn.ModuleList([nn.Linear(1, 1), nn.ReLU()])
    m += [nn.Tanh()]
    say(m, len(m), m[-1], m[:2], m + [nn.Sigmoid()], list(m.state_dict()))
    m.insert(0, nn.Flatten())
    m.append(nn.ELU())
    say(m, m.pop(1), m, [type(c).__name__ for c in m])
    del m[0]
    m[0] = nn.SELU()
    say(m, m.extend([nn.Identity()]) is m)
    fails(m.extend, 3)
    fails(lambda: m[7])
    fails(m, torch.ones(1))
    d = nn.ModuleDict({"a": nn.ReLU(), "b": nn.Linear(1, 1)})
    d["c"] = nn.Tanh()
    say(d, len(d), "a" in d, "z" in d, list(d), list(d.keys()), [type(v).__name__ for v in d.values()], d["b"], d.c)
    d.update([("e", nn.ELU()), ("a", nn.GLU())])
    say(d, d.pop("b"), d)
    del d["a"]
    say(d, list(d.items()), hasattr(d, "a"))
    fails(d.update, 3)
    fails(d.update, [3])
    fails(d.update, [(1, 2, 3)])
    fails(lambda: d["nothing"])
    d.clear()
    say(d, len(d))


@program
def parameter_containers(torch, nn, say, fails):
    p = nn.ParameterList([nn.Parameter(torch.ones(2, 3)), torch.zeros(1)])
    p.append(nn.Parameter(torch.ones(1)))
    say(p, len(p), p[0].shape, type(p[1]).__name__, list(p.state_dict()), len(list(p.parameters())))
    p[0] = nn.Parameter(torch.ones(1))
    p += [nn.Parameter(torch.zeros(4, 5, 6)), "text"]
    say(p, p[-1], p[1:3], [tuple(x.shape) for x in p.parameters()])
    fails(lambda: p[9])
    fails(p.extend, 3)
    fails(p, 3)
    say(nn.ParameterList([torch.ones(())]), nn.ParameterList(), nn.ParameterDict({"a": torch.ones(2)}), nn.ParameterDict())
    d = nn.ParameterDict({"w": nn.Parameter(torch.ones(2)), "b": torch.zeros(3)})
    say(d, len(d), "w" in d, list(d.keys()), d["w"], type(d["b"]).__name__, list(d.state_dict()))
    d["n"] = 3
    d.update({"x": nn.Parameter(torch.ones(1, 1))})
    say(d, d.pop("w"), list(d), d.get("none", 5), d.setdefault("y", torch.ones(2)), d.popitem()[0], [k for k, _ in d.items()])
    say(d | {"z": torch.ones(1)}, d.copy(), list(reversed(d)), nn.ParameterDict().fromkeys(["a", "b"], 1))
    fails(d, 3)
    d.clear()
    say(d, len(d))


@program
def shared(torch, nn, say, fails):
    layer = nn.Linear(2, 2)
    m = nn.Sequential(layer, nn.ReLU(), layer)
    m.alias = layer.weight
    say([n for n, _ in m.named_parameters()], [n for n, _ in m.named_modules()], list(m.state_dict()), len(list(m.children())))
    say([n for n, _ in m.named_modules(remove_duplicate=False)])
    c = copy.deepcopy(m)
    say(c[0] is c[2], c[0].weight is c.alias, c[0] is layer)


@program
def texts(torch, nn, say, fails):
    class Lines(nn.Module):
        def extra_repr(self):
            return "a=1\nb=2"

    class Both(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = Lines()
            self.seq = nn.Sequential(nn.Linear(1, 1))

        def extra_repr(self):
            return "one line"

        def _get_name(self):
            return "Renamed"

    say(Lines(), Both(), nn.Sequential(Both(), nn.ModuleDict({"k": Lines()})), nn.Module())


@program
def overriding_getattr(torch, nn, say, fails):
    class Wrapper(nn.Module):
        def __init__(self, module):
            super().__init__()
            self.module = module

        def __getattr__(self, name):
            try:
                return super().__getattr__(name)
            except AttributeError:
                return getattr(self.module, name)

    w = Wrapper(nn.Linear(2, 1))
    say(w.in_features, w.module, tuple(w.weight.shape))
    fails(lambda: w.nothing)


@program
def gradients_reach_parameters(torch, nn, say, fails):
    m = net(torch, nn)()
    x = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
    m(x).pow(2).sum().backward()
    say([(n, [round(v, 4) for v in p.grad.flatten().tolist()]) for n, p in m.named_parameters()])
    m._parameters["scale"] = nn.Parameter(torch.full((1,), 2.0))
    say(m.scale, m(x).shape)
    m._buffers["steps"] = torch.ones(1)
    say(m.steps)
    del m._modules["first"]
    say(hasattr(m, "first"))


@program
def parameters(torch, nn, say, fails):
    p = nn.Parameter(torch.arange(3.0))
    say(repr(p), p.requires_grad, p.is_leaf, isinstance(p, torch.Tensor), type(p * 1).__name__, nn.Parameter(torch.ones(1), False))
    say(nn.Parameter().shape, nn.Parameter(data=torch.ones(2), requires_grad=False).requires_grad)
    fails(nn.Parameter, torch.ones(2, dtype=torch.int64))
    t = torch.zeros(2)
    q = nn.Parameter(t)
    t += 1
    say(q, copy.deepcopy(q), copy.deepcopy(q) is q)
    m = nn.Module()
    fails(setattr, m, "x", p * 2)
    say(list(m._parameters))


@program
def utilities(torch, nn, say, fails):
    m = nn.Linear(2, 2)
    u = nn.utils
    with torch.no_grad():
        m.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, -1.0]]))
        m.bias.copy_(torch.tensor([0.5, 0.25]))
    say(u.clip_grad_norm_(m.parameters(), 1.0))
    for norm in (2.0, 1, float("inf"), 3.5):
        m.zero_grad()
        m(torch.tensor([[1.0, 2.0]])).pow(2).sum().backward()
        total = u.clip_grad_norm_(m.parameters(), 1.0, norm_type=norm)
        say(round(float(total), 4), [[round(v, 4) for v in p.grad.flatten().tolist()] for p in m.parameters()], total.shape, total.dtype)
    u.clip_grad_value_(m.weight, 0.05)
    say([round(v, 4) for v in m.weight.grad.flatten().tolist()])
    m.weight.grad.fill_(float("nan"))
    fails(u.clip_grad_norm_, m.parameters(), 1.0, error_if_nonfinite=True)
    v = u.parameters_to_vector(m.parameters())
    say(v.shape, v.requires_grad, v.detach())
    u.vector_to_parameters(torch.arange(6.0), m.parameters())
    say(m.weight, m.bias)
    fails(u.vector_to_parameters, 3, m.parameters())
    torch.manual_seed(1)
    conv, bn = nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3)
    bn(torch.randn(4, 3, 2, 2))
    x = torch.randn(1, 2, 3, 3)
    fails(u.fuse_conv_bn_eval, conv, bn)
    fused = u.fuse_conv_bn_eval(conv.eval(), bn.eval())
    say(fused, torch.allclose(fused(x), bn(conv(x)), atol=1e-5), [type(p).__name__ for p in fused.parameters()])


@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_program(f):
    for ours, theirs in zip(*(said(f, side) for side in (rectify, torch)), strict=True):
        assert ours == theirs


# --- what PyTorch 1.13 has not, or cannot show ----------------------------------------------------------------------------


def test_hooks_with_keywords():
    nn = rectify.nn

    class Scale(nn.Module):
        def forward(self, x, by=1):
            if by is None:
                raise ValueError("no factor")
            return x * by

    m, seen = Scale(), []
    m.register_forward_pre_hook(lambda module, args, kwargs: (args, {"by": kwargs["by"] + 1}), with_kwargs=True)
    m.register_forward_hook(lambda module, args, kwargs, y: seen.append(kwargs), with_kwargs=True)
    m.register_forward_hook(lambda module, args, y: seen.append("first"), prepend=True)
    assert m(rectify.ones(1), by=2).item() == 3 and seen == ["first", {"by": 3}]
    other, seen = Scale(), []
    other.register_forward_hook(lambda module, args, y: seen.append(y), always_call=True)
    with pytest.raises(ValueError):
        other(rectify.ones(1), by=None)
    assert seen == [None]


def test_backward_pre_hook():
    m = rectify.nn.Linear(1, 1)
    m.register_full_backward_pre_hook(lambda module, grad: (grad[0] * 3,))
    m(rectify.ones(1, 1)).sum().backward()
    assert m.bias.grad.item() == 3


def test_buffer_class():
    m = rectify.nn.Module()
    m.kept, m.lost = rectify.nn.Buffer(rectify.ones(1)), rectify.nn.Buffer(rectify.ones(1), persistent=False)
    assert list(m._buffers) == ["kept", "lost"] and list(m.state_dict()) == ["kept"]


def test_a_module_is_freed_at_once():
    m = net(rectify, rectify.nn)()
    m(rectify.ones(1, 2)).sum().backward()
    ref = weakref.ref(m)
    gc.disable()
    try:
        del m
        assert ref() is None
    finally:
        gc.enable()


class Pickled(rectify.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = rectify.nn.Linear(2, 2)
        self.act = rectify.nn.LeakyReLU(0.2)
        self.register_buffer("b", rectify.ones(1), persistent=False)

    def forward(self, x):
        return self.act(self.fc(x)) + self.b


@pytest.mark.parametrize("through", [copy.deepcopy, copy.copy, lambda m: pickle.loads(pickle.dumps(m))], ids=["deepcopy", "copy", "pickle"])
def test_copies(through):
    m = Pickled()
    x = rectify.ones(1, 2)
    want = m(x)
    c = through(m)
    assert repr(c) == repr(m) and rectify.equal(c(x), want)
    assert list(c._non_persistent_buffers_set) == ["b"] and c.fc is c._modules["fc"]
    c.fc = rectify.nn.Identity()
    assert isinstance(m.fc, rectify.nn.Linear) and isinstance(c._modules["fc"], rectify.nn.Identity)
    c.b = rectify.zeros(1)
    assert m.b.item() == 1 and c._buffers["b"].item() == 0


def test_sequential_joins_what_it_may():
    """Linear and an activation in one pass: the results are those of two, and hooks see what they would see."""
    nn = rectify.nn
    rectify.manual_seed(0)
    m = nn.Sequential(nn.Linear(4, 4), nn.LeakyReLU(0.3), nn.Linear(4, 4), nn.ReLU(True), nn.Linear(4, 2))
    x = rectify.randn(3, 4, requires_grad=True)
    y = m(x)
    z = x
    for layer in m:
        z = layer(z)
    assert rectify.equal(y, z)
    assert rectify.equal(*[rectify.autograd.grad(t.sum(), x, retain_graph=True)[0] for t in (y, z)])
    seen = []
    handle = m[1].register_forward_hook(lambda module, args, out: seen.append((args[0] < 0).any().item()))
    assert rectify.equal(m(x), y) and seen == [True]
    handle.remove()
    m[0].register_forward_hook(lambda module, args, out: seen.append(out.grad_fn.name()))
    assert rectify.equal(m(x), y) and len(seen) == 2

    class Louder(nn.ReLU):
        def forward(self, input):
            return input.abs() * 100

    assert (nn.Sequential(nn.Linear(4, 4), Louder())(x) >= 0).all()
    refused = nn.Sequential(nn.Linear(4, 4), nn.LeakyReLU(-0.3, inplace=True))(x)
    with pytest.raises(RuntimeError):
        refused.sum().backward()


def test_every_listed_activation_joins():
    nn = rectify.nn
    x = rectify.randn(5, 3)
    for row in rectify._C.activations:
        kind = getattr(nn, row["module"])
        act = kind(0.1, 0.2) if row["name"] == "threshold" else kind()
        layer = nn.Linear(3, 4)
        assert rectify.equal(nn.Sequential(layer, act)(x), act(layer(x))), row["name"]
        assert row["formula"] in kind.__doc__
        function = getattr(nn.functional, {"log_sigmoid": "logsigmoid"}.get(row["name"], row["name"]))
        assert row["formula"] in function.__doc__ and row["slope"] in function.__doc__


def test_hooks_leave_nothing_behind():
    nn = rectify.nn
    m = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    m[0].register_full_backward_hook(lambda module, grad_input, grad_output: None)
    m.register_full_backward_hook(lambda module, grad_input, grad_output: None)
    x = rectify.ones(1, 2, requires_grad=True)

    def step():
        m(x).sum().backward()

    step()
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        for _ in range(50):
            step()
        assert len(gc.get_objects()) - before < 50
    finally:
        gc.enable()


def test_devices():
    nn = rectify.nn
    device = rectify.device("cuda" if rectify.cuda.is_available() else "cpu")
    m = nn.Linear(2, 2, device=device, dtype=rectify.float64)
    assert m.weight.dtype is rectify.float64 and m.to(device) is m and m.to(device, rectify.float32).bias.dtype is rectify.float32
    conv = nn.Conv2d(3, 4, 3).to(memory_format=rectify.channels_last)
    assert conv.weight.is_contiguous(memory_format=rectify.channels_last)
    for move in (lambda: m.to("cuda"), m.cuda, lambda: nn.Linear(2, 2, device="cuda")):
        with pytest.raises(RuntimeError, match="'cuda' is not available"):
            move()
