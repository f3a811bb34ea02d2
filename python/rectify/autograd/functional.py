"""Derivatives of functions: products with vectors, Jacobians and Hessians, row by row."""
from .. import _C
from .._C import Tensor


def _prepare(inputs):
    many = not isinstance(inputs, Tensor)
    return many, tuple(x.detach().requires_grad_() for x in (inputs if many else (inputs,)))


def _call(func, inputs):
    y = func(*inputs)
    return not isinstance(y, Tensor), y if not isinstance(y, Tensor) else (y,)


def _zeros(grads, inputs):
    return tuple(_C.functions.zeros_like(x) if g is None else g for g, x in zip(grads, inputs))


def _keep(values, create_graph):
    return values if create_graph else tuple(v.detach() for v in values)


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """func's value, and v times its Jacobian."""
    from . import enable_grad, grad

    with enable_grad():
        many, x = _prepare(inputs)
        several, y = _call(func, x)
        if v is None:
            if len(y) != 1 or y[0].numel() != 1:
                raise RuntimeError("The vector v can only be None if the user-provided function returns a single Tensor with a single element.")
            v = _C.functions.ones_like(y[0])
        g = _zeros(grad(y, x, v, create_graph=create_graph, allow_unused=True), x)
    y, g = _keep(y, create_graph), _keep(g, create_graph)
    return y if several else y[0], g if many else g[0]


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """func's value, and its Jacobian times v: the gradient of the gradient's product with a vector."""
    from . import enable_grad, grad

    with enable_grad():
        many, x = _prepare(inputs)
        several, y = _call(func, x)
        if v is None:
            v = _C.functions.ones_like(x[0])
        v = v if isinstance(v, (tuple, list)) else (v,)
        dummy = tuple(_C.functions.zeros_like(t).requires_grad_() for t in y)
        g = _zeros(grad(y, x, dummy, create_graph=True, allow_unused=True), x)
        parts = tuple(_C.functions.mul(a, b).sum() for a, b in zip(g, v))
        total = parts[0]
        for p in parts[1:]:
            total = total + p
        r = _zeros(grad(total, dummy, create_graph=create_graph, allow_unused=True), dummy) if total.requires_grad else tuple(map(_C.functions.zeros_like, y))
    y, r = _keep(y, create_graph), _keep(r, create_graph)
    return (y, r) if several else (y[0], r[0])


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """d func / d inputs: sizes of the output, then of the input; tuples of them for several outputs or inputs."""
    from . import enable_grad, grad

    with enable_grad():
        many, x = _prepare(inputs)
        if create_graph:
            x = tuple(t for t in ((inputs,) if not many else inputs))
            x = tuple(t if t.requires_grad else t.detach().requires_grad_() for t in x)
        several, y = _call(func, x)
        rows = []
        for t in y:
            flat = t.reshape(-1)
            of_each = [_zeros(grad(flat[i], x, retain_graph=True, create_graph=create_graph, allow_unused=True), x) if flat.requires_grad else tuple(map(_C.functions.zeros_like, x))
                       for i in range(flat.numel())]
            blocks = tuple(_C.functions.stack([g[k] for g in of_each]).view(tuple(t.shape) + tuple(x[k].shape)) if of_each else _C.functions.zeros(tuple(t.shape) + tuple(x[k].shape))
                           for k in range(len(x)))
            blocks = _keep(blocks, create_graph)
            rows.append(blocks if many else blocks[0])
    return tuple(rows) if several else rows[0]


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    """Second derivatives of a function with one value."""
    many = not isinstance(inputs, Tensor)

    def gradient(*x):
        from . import grad

        y = func(*x)
        g = _zeros(grad(y, x, create_graph=True, allow_unused=True), x)
        return g if many else g[0]

    return jacobian(gradient, inputs, create_graph=create_graph)


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """func's value, and v times its Hessian."""
    from . import enable_grad, grad

    with enable_grad():
        many, x = _prepare(inputs)
        y = func(*x)
        g = _zeros(grad(y, x, create_graph=True, allow_unused=True), x)
        v = (v,) if isinstance(v, Tensor) else (v or tuple(map(_C.functions.ones_like, x)))
        r = _zeros(grad(g, x, v, create_graph=create_graph, allow_unused=True), x)
    r = _keep(r, create_graph)
    return (y if create_graph else y.detach()), r if many else r[0]


hvp = vhp  # the Hessian is symmetric
