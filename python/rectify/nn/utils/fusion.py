"""A batch normalisation folded into the layer before it, for evaluation."""
import copy

from ... import _C
from ..parameter import Parameter


def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
    """Weight and bias of a convolution that does the normalisation as well."""
    weight, bias = _C.nn.fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose)
    return Parameter(weight, conv_w.requires_grad), Parameter(bias, conv_b.requires_grad if conv_b is not None else conv_w.requires_grad)


def fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b):
    weight, bias = _C.nn.fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b)
    return Parameter(weight, linear_w.requires_grad), Parameter(bias, linear_b.requires_grad if linear_b is not None else linear_w.requires_grad)


def _fused(layer, bn, fuse, *transpose):
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    layer = copy.deepcopy(layer)
    layer.weight, layer.bias = fuse(layer.weight, layer.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, *transpose)
    return layer


def fuse_conv_bn_eval(conv, bn, transpose=False):
    """A new convolution that does what conv followed by bn does, both in evaluation mode."""
    return _fused(conv, bn, fuse_conv_bn_weights, transpose)


def fuse_linear_bn_eval(linear, bn):
    """A new layer that does what linear followed by bn does, both in evaluation mode."""
    return _fused(linear, bn, fuse_linear_bn_weights)
