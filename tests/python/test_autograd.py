"""Gradients, hooks, modes and Functions, by the same code in PyTorch and here."""
import rectify


def everything(t):
    r = []

    class Square(t.autograd.Function):
        @staticmethod
        def forward(ctx, x, k):
            ctx.save_for_backward(x)
            ctx.k = k
            return x * x * k

        @staticmethod
        def backward(ctx, g):
            x, = ctx.saved_tensors
            return g * 2 * x * ctx.k, None

    class Two(t.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            ctx.save_for_backward(a, b)
            ctx.mark_non_differentiable()
            return a * b, a + b

        @staticmethod
        def backward(ctx, g, h):
            a, b = ctx.saved_tensors
            assert ctx.needs_input_grad == (True, True)
            return g * b + h, g * a + h

    x = t.tensor([1.0, 2, 3], requires_grad=True)
    y = Square.apply(x, 3.0)
    y.sum().backward()
    r += [x.grad.tolist(), str(y)]
    a, b = t.tensor([2.0], requires_grad=True), t.tensor([5.0], requires_grad=True)
    p, q = Two.apply(a, b)
    (p * 3 + q).backward()
    r += [a.grad.item(), b.grad.item()]
    z = (x ** 3).sum()
    g, = t.autograd.grad(z, x, create_graph=True)
    r.append(t.autograd.grad(g.sum(), x)[0].tolist())
    seen, w = [], t.tensor([1.0, 2], requires_grad=True)
    handle = w.register_hook(lambda g: (seen.append(g.tolist()), g * 2)[1])
    (w * 3).sum().backward()
    handle.remove()
    (w * 3).sum().backward()
    r += [w.grad.tolist(), seen]
    with t.no_grad():
        r.append((w * 2).requires_grad)

    @t.no_grad()
    def doubled(v):
        return v * 2

    @t.no_grad()
    def each(v):
        yield v * 2
        yield v * 3

    r += [doubled(w).requires_grad, [v.requires_grad for v in each(w)]]
    with t.inference_mode():
        r.append((w * 2).is_inference())
    with t.set_grad_enabled(False):
        r.append(t.is_grad_enabled())
    with t.no_grad(), t.enable_grad():
        r.append((w * 2).requires_grad)
    r.append(t.is_grad_enabled())
    r.append(t.autograd.functional.jacobian(lambda v: v ** 2, t.tensor([1.0, 2])).tolist())
    r.append(t.autograd.functional.hessian(lambda v: (v ** 3).sum(), t.tensor([1.0, 2])).tolist())
    r.append([v.tolist() for v in t.autograd.functional.vjp(lambda v: v * v, t.tensor([1.0, 2]), t.ones(2))])
    r.append([v.tolist() for v in t.autograd.functional.jvp(lambda v: v * v, t.tensor([1.0, 2]), t.ones(2))])
    for bad in (lambda: w.backward(), lambda: (w * 2).sum().detach().backward(), lambda: t.autograd.grad((w * 2).sum(), t.tensor([1.0], requires_grad=True)), lambda: Square.apply(x, 1.0).backward(),
                lambda: t.relu_(w), lambda: w.sum().backward(inputs=[])):
        try:
            bad()
            r.append("nothing")
        except Exception as e:
            r.append(f"{type(e).__name__}: {e}"[:90])
    s = (w * w).sum()
    s.backward()
    try:
        s.backward()
    except RuntimeError as e:
        r.append(str(e)[:60])
    return r


def test_as_pytorch(torch):
    for own, peer in zip(everything(rectify), everything(torch)):
        assert str(own) == str(peer)


def test_gradcheck():
    x = rectify.randn(3, 4, dtype=rectify.float64, requires_grad=True)
    assert rectify.autograd.gradcheck(lambda v: (rectify.nn.functional.gelu(v) * v).sum(), (x,))
    assert rectify.autograd.gradgradcheck(lambda v: rectify.tanh(v).sum(), (x,))


def test_an_error_in_backward_reaches_the_caller():
    class Fails(rectify.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            raise KeyError("mine")

    try:
        Fails.apply(rectify.ones(2, requires_grad=True)).sum().backward()
    except KeyError as e:
        assert e.args == ("mine",)
    else:
        raise AssertionError("no error")


def test_nothing_leaks():
    import gc
    import resource

    x = rectify.randn(64, 64, requires_grad=True)

    class Twice(rectify.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    def step():
        y = Twice.apply(x)
        y.register_hook(lambda g: None)
        y.relu().sum().backward()
        x.grad = None

    for _ in range(300):
        step()
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(3000):
        step()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4096  # kilobytes; a leak of a tensor a step would be 48,000
