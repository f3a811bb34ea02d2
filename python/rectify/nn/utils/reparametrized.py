"""Weights that are computed of other parameters before every forward: weight and spectral normalisation."""
from ... import _C
from ...autograd import no_grad
from .. import functional as F
from ..parameter import Parameter

_f = _C.functions


def _of(module, kind, name):
    """The hook of this kind that computes the parameter of this name."""
    return next(((k, hook) for k, hook in module._forward_pre_hooks.items() if isinstance(hook, kind) and hook.name == name), (None, None))


def _removed(module, kind, words, name, kept, *args):
    """The module without the hook and without what it kept under name's endings; the weight is a parameter with the value that it has."""
    k, hook = _of(module, kind, name)
    if hook is None:
        raise ValueError(f"{words} of '{name}' not found in {module}")
    with no_grad():
        weight = hook.compute_weight(module, *args)
    for end in ("", *kept):
        delattr(module, name + end)
    del module._forward_pre_hooks[k]
    module.register_parameter(name, Parameter(weight.detach()))
    return module


class WeightNorm:
    """weight = g v / |v|, the norm over all dimensions but dim. Salimans and Kingma 2016."""

    def __init__(self, name, dim):
        self.name, self.dim = name, -1 if dim is None else dim

    def _norm(self, v):
        if self.dim == -1:
            return v.norm()
        return _C.linalg.vector_norm(v, 2, [d for d in range(v.dim()) if d != self.dim % v.dim()], True)

    def compute_weight(self, module):
        """The weight of the module's g and v as they are."""
        g, v = getattr(module, self.name + "_g"), getattr(module, self.name + "_v")
        return v * (g / self._norm(v))

    def __call__(self, module, inputs):
        setattr(module, self.name, self.compute_weight(module))


def weight_norm(module, name="weight", dim=0):
    """Splits a parameter into its length, name_g, and its direction, name_v, of which it is computed before every forward. Returns the module."""
    if _of(module, WeightNorm, name)[1]:
        raise RuntimeError(f"Cannot register two weight_norm hooks on the same parameter {name}")
    hook, weight = WeightNorm(name, dim), getattr(module, name)
    with no_grad():
        length = hook._norm(weight)
    del module._parameters[name]
    module.register_parameter(name + "_g", Parameter(length))
    module.register_parameter(name + "_v", Parameter(weight.detach()))
    setattr(module, name, hook.compute_weight(module))
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module, name="weight"):
    """Makes the weight a parameter again, with the value that it has. Returns the module."""
    return _removed(module, WeightNorm, "weight_norm", name, ("_g", "_v"))


class SpectralNorm:
    """weight / sigma, its greatest singular value, which is followed by power iterations. Miyato et al. 2018."""

    def __init__(self, name, n_power_iterations, eps, dim):
        if n_power_iterations <= 0:
            raise ValueError(f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}")
        self.name, self.n_power_iterations, self.eps, self.dim = name, n_power_iterations, eps, dim

    def matrix(self, weight):
        """The weight as a matrix whose rows belong to dim."""
        if self.dim:
            weight = weight.permute(self.dim, *[d for d in range(weight.dim()) if d != self.dim])
        return weight.reshape(weight.size(0), -1)

    def compute_weight(self, module, do_power_iteration):
        """The weight over sigma; power iterations change the buffers u and v."""
        weight, u, v = (getattr(module, self.name + end) for end in ("_orig", "_u", "_v"))
        matrix = self.matrix(weight)
        if do_power_iteration:
            with no_grad():
                for _ in range(self.n_power_iterations):
                    v.copy_(F.normalize(_f.mv(matrix.t(), u), dim=0, eps=self.eps))
                    u.copy_(F.normalize(_f.mv(matrix, v), dim=0, eps=self.eps))
                u, v = u.clone(), v.clone()  # what backward keeps
        return weight / _f.dot(u, _f.mv(matrix, v))

    def __call__(self, module, inputs):
        setattr(module, self.name, self.compute_weight(module, module.training))


def spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
    """Divides a parameter by its greatest singular value before every forward; the parameter is name_orig then. Returns the module."""
    if _of(module, SpectralNorm, name)[1]:
        raise RuntimeError(f"Cannot register two spectral_norm hooks on the same parameter {name}")
    if dim is None:
        dim = 1 if type(module).__name__ in ("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d") else 0
    hook, weight = SpectralNorm(name, n_power_iterations, eps, dim), module._parameters[name]
    if weight is None:
        raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
    with no_grad():
        h, w = hook.matrix(weight).size()
        u, v = (F.normalize(weight.new_empty(n).normal_(0, 1), dim=0, eps=eps) for n in (h, w))
    del module._parameters[name]
    module.register_parameter(name + "_orig", weight)
    setattr(module, name, weight.detach())
    module.register_buffer(name + "_u", u)
    module.register_buffer(name + "_v", v)
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module, name="weight"):
    """Makes the weight a parameter again, with the value that it has. Returns the module."""
    return _removed(module, SpectralNorm, "spectral_norm", name, ("_orig", "_u", "_v"), False)
