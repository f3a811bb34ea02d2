"""Gradients of bounded size, parameters as one vector, weights that are computed, and layers that are one."""
from . import clip_grad, convert_parameters, fusion, reparametrized, rnn
from .clip_grad import clip_grad_norm, clip_grad_norm_, clip_grad_value_
from .convert_parameters import parameters_to_vector, vector_to_parameters
from .fusion import fuse_conv_bn_eval, fuse_conv_bn_weights, fuse_linear_bn_eval, fuse_linear_bn_weights
from .reparametrized import remove_spectral_norm, remove_weight_norm, spectral_norm, weight_norm

__all__ = [
    "clip_grad", "clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "convert_parameters", "fuse_conv_bn_eval",
    "fuse_conv_bn_weights", "fuse_linear_bn_eval", "fuse_linear_bn_weights", "fusion", "parameters_to_vector", "remove_spectral_norm", "remove_weight_norm",
    "reparametrized", "rnn", "skip_init", "spectral_norm", "vector_to_parameters", "weight_norm"
]


def skip_init(module_cls, *args, **kwargs):
    """The module with its parameters not initialised."""
    from ... import _C
    state = _C.default_generator.get_state()
    module = module_cls(*args, **kwargs)
    _C.default_generator.set_state(state)
    return module
