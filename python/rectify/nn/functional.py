"""Layers, activations and losses as functions."""
import math
import warnings

from .. import _C
from ._listed import LISTED
from ._losses import *  # noqa: F401,F403
from ._losses import __all__ as _losses

_F = _C.functions
_N = _C.nn
Tensor = _C.Tensor

# --- activations -----------------------------------------------------------------------------------------------------

for _a in LISTED:
    globals()[_a.function_name] = _a.function()
    if _a.name in ("relu", "leaky_relu", "elu", "selu", "celu", "hardtanh", "threshold"):
        globals()[_a.name + "_"] = _a.changing

prelu = _F.prelu
rrelu_ = _F.rrelu_
swish = _N.swish
reglu = _N.reglu
geglu = _N.geglu
swiglu = _N.swiglu
crelu = _N.crelu
maxout = _N.maxout


def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False):
    """x > 0 ? x : a x, with a drawn from [lower, upper) in training, else their mean."""
    return (_F.rrelu_ if inplace else _F.rrelu)(input, lower, upper, training)


def glu(input, dim=-1):
    """a sigmoid(b), where a and b are the halves of input along dim."""
    if input.dim() == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    return _N.glu(input, dim)


def _softmax_dim(name, ndim, stacklevel):
    warnings.warn(f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
                  stacklevel=stacklevel)
    return 0 if ndim in (0, 1, 3) else 1


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    if dim is None:
        dim = _softmax_dim("softmax", input.dim(), _stacklevel)
    return _F.softmax(input, dim, dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    if dim is None:
        dim = _softmax_dim("softmin", input.dim(), _stacklevel)
    return _F.softmax(-input, dim, dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    if dim is None:
        dim = _softmax_dim("log_softmax", input.dim(), _stacklevel)
    return _F.log_softmax(input, dim, dtype)


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    """A sample of the Gumbel-softmax distribution; hard: one-hot, with the gradient of the soft sample."""
    if eps != 1e-10:
        warnings.warn("`eps` parameter is deprecated and has no effect.", stacklevel=2)
    return _N.gumbel_softmax(logits, tau, hard, dim)


# --- linear, convolution ---------------------------------------------------------------------------------------------

linear = _N.linear
bilinear = _F.bilinear
conv1d, conv2d, conv3d = _F.conv1d, _F.conv2d, _F.conv3d
conv_transpose1d, conv_transpose2d, conv_transpose3d = _F.conv_transpose1d, _F.conv_transpose2d, _F.conv_transpose3d
linear_act = _F.linear_act


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """The patches of images [N, C, H, W] or [C, H, W] as columns."""
    return _N.im2col(input, kernel_size, dilation, padding, stride)


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """The sum of patches back into images: unfold turned around."""
    return _N.col2im(input, output_size, kernel_size, dilation, padding, stride)


# --- pooling ---------------------------------------------------------------------------------------------------------


def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return _F.avg_pool1d(input, kernel_size, () if stride is None else stride, padding, ceil_mode, count_include_pad)


def avg_pool2d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    return _N.avg_pool2d(input, kernel_size, () if stride is None else stride, padding, ceil_mode, count_include_pad, divisor_override)


def avg_pool3d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    return _N.avg_pool3d(input, kernel_size, () if stride is None else stride, padding, ceil_mode, count_include_pad, divisor_override)


def _named(name, pool, with_indices):
    pool.__name__ = pool.__qualname__ = name
    with_indices.__name__ = with_indices.__qualname__ = name + "_with_indices"
    return pool, with_indices


def _max_pool(name, plain, indexed):
    def with_indices(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        return indexed(input, kernel_size, () if stride is None else stride, padding, dilation, ceil_mode)

    def pool(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        f = indexed if return_indices else plain
        return f(input, kernel_size, () if stride is None else stride, padding, dilation, ceil_mode)

    return _named(name, pool, with_indices)


max_pool1d, max_pool1d_with_indices = _max_pool("max_pool1d", _F.max_pool1d, _F.max_pool1d_with_indices)
max_pool2d, max_pool2d_with_indices = _max_pool("max_pool2d", _F.max_pool2d, _N.max_pool2d_with_indices)
max_pool3d, max_pool3d_with_indices = _max_pool("max_pool3d", _F.max_pool3d, _N.max_pool3d_with_indices)


def _whole_size(size, input):
    """An adaptive output size with the input's where None stands."""
    if isinstance(size, int) or None not in size:
        return size
    if input.dim() <= len(size):
        raise ValueError(f"Input dimension should be at least {len(size) + 1}")
    return tuple(n if s is None else s for s, n in zip(size, input.shape[-len(size):]))


adaptive_avg_pool1d = _F.adaptive_avg_pool1d


def adaptive_avg_pool2d(input, output_size):
    return _N.adaptive_avg_pool2d(input, _whole_size(output_size, input))


def adaptive_avg_pool3d(input, output_size):
    return _N.adaptive_avg_pool3d(input, _whole_size(output_size, input))


def _adaptive_max_pool(name, indexed):
    def with_indices(input, output_size, return_indices=False):
        return indexed(input, _whole_size(output_size, input))

    def pool(input, output_size, return_indices=False):
        both = indexed(input, _whole_size(output_size, input))
        return both if return_indices else both[0]

    return _named(name, pool, with_indices)


adaptive_max_pool1d, adaptive_max_pool1d_with_indices = _adaptive_max_pool("adaptive_max_pool1d", _F.adaptive_max_pool1d)
adaptive_max_pool2d, adaptive_max_pool2d_with_indices = _adaptive_max_pool("adaptive_max_pool2d", _N.adaptive_max_pool2d)
adaptive_max_pool3d, adaptive_max_pool3d_with_indices = _adaptive_max_pool("adaptive_max_pool3d", _N.adaptive_max_pool3d)


def _tuple(x, n):
    return (x,) * n if isinstance(x, (int, float)) else tuple(x)


def _unpooled_size(input, d, kernel, stride, padding, output_size):
    natural = [(input.size(i - d) - 1) * stride[i] + kernel[i] - 2 * padding[i] for i in range(d)]
    if output_size is None:
        return natural
    if len(output_size) == d + 2:
        output_size = output_size[2:]
    if len(output_size) != d:
        raise ValueError(f"output_size should be a sequence containing {d} or {d + 2} elements, but it has a length of "
                         f"'{len(output_size)}'")
    for i in range(d):
        least, most = natural[i] - stride[i], natural[i] + stride[i]
        if not least < output_size[i] < most:
            raise ValueError(f"invalid output_size \"{output_size}\" (dim {i} must be between {least} and {most})")
    return list(output_size)


def _unpool(d, input, indices, kernel_size, stride, padding, output_size):
    kernel, padding = _tuple(kernel_size, d), _tuple(padding, d)
    stride = kernel if stride is None else _tuple(stride, d)
    size = _unpooled_size(input, d, kernel, stride, padding, output_size)
    if d == 1:
        return _N.max_unpool2d(input.unsqueeze(-1), indices.unsqueeze(-1), [*size, 1]).squeeze(-1)
    return _N.max_unpool2d(input, indices, size) if d == 2 else _N.max_unpool3d(input, indices, size, stride, padding)


def max_unpool1d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    return _unpool(1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    return _unpool(2, input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    return _unpool(3, input, indices, kernel_size, stride, padding, output_size)


def _fractional(d, raw):
    name = f"fractional_max_pool{d}d"

    def with_indices(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
        if output_size is None:
            ratios = _tuple(output_ratio, d)
            if len(ratios) > d:
                raise ValueError(f"{name} requires output_ratio to either be a single Int or tuple of Ints.")
            output_size = [int(n * r) for n, r in zip(input.shape[-d:], ratios)]
        if _random_samples is None:
            batch = 1 if input.dim() == d + 1 else input.size(0)
            _random_samples = _F.rand((batch, input.size(-d - 1), d), dtype=input.dtype)
        return raw(input, kernel_size, output_size, _random_samples)

    def pool(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        both = with_indices(input, kernel_size, output_size, output_ratio, True, _random_samples)
        return both if return_indices else both[0]

    return _named(name, pool, with_indices)


fractional_max_pool2d, fractional_max_pool2d_with_indices = _fractional(2, _N.fractional_max_pool2d)
fractional_max_pool3d, fractional_max_pool3d_with_indices = _fractional(3, _N.fractional_max_pool3d)


def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """(sum of x^norm_type over each window)^(1 / norm_type)."""
    return _N.lp_pool1d(input, norm_type, kernel_size, () if stride is None else stride, ceil_mode)


def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """(sum of x^norm_type over each window)^(1 / norm_type)."""
    return _N.lp_pool2d(input, norm_type, kernel_size, () if stride is None else stride, ceil_mode)


# --- dropout ---------------------------------------------------------------------------------------------------------


def _check_p(p):
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def dropout(input, p=0.5, training=True, inplace=False):
    _check_p(p)
    return (_F.dropout_ if inplace else _F.dropout)(input, p, training)


def alpha_dropout(input, p=0.5, training=False, inplace=False):
    _check_p(p)
    return (_F.alpha_dropout_ if inplace else _F.alpha_dropout)(input, p, training)


def feature_alpha_dropout(input, p=0.5, training=False, inplace=False):
    _check_p(p)
    return (_F.feature_alpha_dropout_ if inplace else _F.feature_alpha_dropout)(input, p, training)


def _channels(input, p, training, inplace):
    return (_F.feature_dropout_ if inplace else _F.feature_dropout)(input, p, training)


def _single_channels(input, p, training, inplace):
    """Of one sample without a dimension for the batch."""
    x = input.unsqueeze_(0) if inplace else input.unsqueeze(0)
    x = _channels(x, p, training, inplace)
    return x.squeeze_(0) if inplace else x.squeeze(0)


def _warn_of_dims(input, d):
    if input.dim() not in (d + 1, d + 2):
        warnings.warn(f"dropout{d}d: Received a {input.dim()}-D input to dropout{d}d, which is deprecated and will result in an error in "
                      "a future release. To retain the behavior and silence this warning, please use dropout instead. Note that "
                      f"dropout{d}d exists to provide channel-wise dropout on inputs with {d} spatial dimensions, a channel dimension, "
                      f"and an optional batch dimension (i.e. {d + 1}D or {d + 2}D inputs).", stacklevel=3)


def dropout1d(input, p=0.5, training=True, inplace=False):
    """Drops whole channels of [N, C, L] or [C, L]."""
    _check_p(p)
    if input.dim() not in (2, 3):
        raise RuntimeError(f"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input. Note that dropout1d exists to "
                           "provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional "
                           "batch dimension (i.e. 2D or 3D inputs).")
    return (_channels if input.dim() == 3 else _single_channels)(input, p, training, inplace)


def dropout2d(input, p=0.5, training=True, inplace=False):
    """Drops whole channels of [N, C, H, W]."""
    _check_p(p)
    _warn_of_dims(input, 2)
    if input.dim() == 3:
        warnings.warn("dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - "
                      "input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a future "
                      "release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D "
                      "channel-wise dropout behavior, please switch to using dropout1d instead.", stacklevel=2)
    return _channels(input, p, training, inplace)


def dropout3d(input, p=0.5, training=True, inplace=False):
    """Drops whole channels of [N, C, D, H, W] or [C, D, H, W]."""
    _check_p(p)
    _warn_of_dims(input, 3)
    return (_channels if input.dim() == 5 else _single_channels)(input, p, training, inplace)


# --- tables ----------------------------------------------------------------------------------------------------------

one_hot = _N.one_hot


def _padding_row(padding_idx, rows):
    """padding_idx from the front."""
    if padding_idx >= rows or padding_idx < -rows:
        raise AssertionError("Padding_idx must be within num_embeddings")
    return padding_idx % rows


def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    """The rows of weight that input names. Gradients are dense, also with sparse=True."""
    if padding_idx is not None:
        padding_idx = _padding_row(padding_idx, weight.size(0))
    return _N.embedding(input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)


_BAG_MODES = {"sum": 0, "mean": 1, "max": 2}


def embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode="mean", sparse=False,
                  per_sample_weights=None, include_last_offset=False, padding_idx=None):
    """Sums, means or maxima of the rows that each bag names: the rows of input [B, L], or parts of input [N] by offsets."""
    if mode not in _BAG_MODES:
        raise ValueError("mode has to be one of sum, mean or max")
    if weight.dtype == _C.int64 and input.is_floating_point():
        warnings.warn("Argument order of nn.functional.embedding_bag was changed. Usage `embedding_bag(weight, input, ...)` is "
                      "deprecated, and should now be `embedding_bag(input, weight, ...)`.", stacklevel=2)
        weight, input = input, weight
    if per_sample_weights is not None and input.shape != per_sample_weights.shape:
        raise ValueError(f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then it must have the same "
                         f"shape as the input ({input.shape})")
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError("if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length "
                             f"sequences. However, found offsets of type {type(offsets)}")
    elif input.dim() == 1:
        if offsets is None:
            raise ValueError("offsets has to be a 1D Tensor but got None")
        if offsets.dim() != 1:
            raise ValueError("offsets has to be a 1D Tensor")
    else:
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.dim()}")
    if mode == "max" and scale_grad_by_freq:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if mode == "max" and sparse:
        raise ValueError("max mode does not support sparse weights")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError("embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' "
                                  f"(got mode='{mode}'). Please open a feature request on GitHub.")
    return _N.embedding_bag(input, weight, offsets, max_norm, norm_type, scale_grad_by_freq, _BAG_MODES[mode], sparse,
                            per_sample_weights, include_last_offset, padding_idx)


# --- normalisation ---------------------------------------------------------------------------------------------------


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    shape = input.shape
    if training and len(shape) and shape[0] * math.prod(shape[2:]) == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {shape}")
    return _F.batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, True)


def instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-5):
    if use_input_stats and math.prod(input.shape[2:]) == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    return _F.instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, True)


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    return _F.layer_norm(input, normalized_shape, weight, bias, eps)


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    shape = input.shape
    if len(shape) > 1 and shape[0] * (shape[1] // num_groups) * math.prod(shape[2:]) == 1:
        raise ValueError("Expected more than 1 value per channel when training, got input size "
                         f"{[shape[0] * shape[1] // num_groups, num_groups, *shape[2:]]}")
    return _F.group_norm(input, num_groups, weight, bias, eps)



def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    """Divides by the response of `size` neighbouring channels. Krizhevsky et al. 2012."""
    if input.dim() < 3:
        raise ValueError(f"Expected 3D or higher dimensionality input (got {input.dim()} dimensions)")
    return _N.local_response_norm(input, size, alpha, beta, k)


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    """input / max(its norm along dim, eps)."""
    y = _N.normalize(input, p, dim, eps)
    return y if out is None else out.resize_(y.shape).copy_(y)


# --- images ----------------------------------------------------------------------------------------------------------

pad = _N.pad
pixel_shuffle = _F.pixel_shuffle
pixel_unshuffle = _F.pixel_unshuffle
channel_shuffle = native_channel_shuffle = _F.channel_shuffle

_UPSAMPLE = {
    (3, "nearest"): _N.upsample_nearest1d,
    (4, "nearest"): _N.upsample_nearest2d,
    (5, "nearest"): _N.upsample_nearest3d,
    (3, "nearest-exact"): _N.upsample_nearest_exact1d,
    (4, "nearest-exact"): _N.upsample_nearest_exact2d,
    (5, "nearest-exact"): _N.upsample_nearest_exact3d,
    (3, "linear"): _N.upsample_linear1d,
    (4, "bilinear"): _N.upsample_bilinear2d,
    (4, "bicubic"): _N.upsample_bicubic2d,
    (5, "trilinear"): _N.upsample_trilinear3d,
}
_AREA = {3: _F.adaptive_avg_pool1d, 4: _N.adaptive_avg_pool2d, 5: _N.adaptive_avg_pool3d}
_SMOOTH = {"linear": 3, "bilinear": 4, "trilinear": 5}
_ANTIALIASED = {"bilinear": _N.upsample_bilinear2d_aa, "bicubic": _N.upsample_bicubic2d_aa}


def interpolate(input, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None, antialias=False):
    """Resizes images [N, C, W], [N, C, H, W] or [N, C, D, H, W] to a size or by a factor."""
    if mode in ("nearest", "area", "nearest-exact"):
        if align_corners is not None:
            raise ValueError("align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear")
    elif align_corners is None:
        align_corners = False
    nd = input.dim()
    dims = nd - 2
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    scales = None
    if size is not None:
        if isinstance(size, (list, tuple)):
            if len(size) != dims:
                raise ValueError(f"Input and output must have the same number of spatial dimensions, but got input with spatial dimensions "
                                 f"of {list(input.shape[2:])} and output size of {size}. Please provide input tensor in (N, C, d1, d2, "
                                 "...,dK) format and output size in (o1, o2, ...,oK) format.")
            size = list(size)
        else:
            size = [size] * dims
        if recompute_scale_factor:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
    else:
        if isinstance(scale_factor, (list, tuple)):
            if len(scale_factor) != dims:
                raise ValueError("Input and scale_factor must have the same number of spatial dimensions, but got input with spatial "
                                 f"dimensions of {list(input.shape[2:])} and scale_factor of shape {scale_factor}. Please provide input "
                                 "tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.")
            scales = [float(s) for s in scale_factor]
        else:
            scales = [float(scale_factor)] * dims
        size = [math.floor(float(n) * s) for n, s in zip(input.shape[2:], scales)]
        if recompute_scale_factor or mode == "area":
            scales = None
    if antialias and not (mode in _ANTIALIASED and nd == 4):
        raise ValueError("Anti-alias option is only supported for bilinear and bicubic modes")
    if mode == "area" and nd in _AREA:
        return _AREA[nd](input, size)
    f = _ANTIALIASED[mode] if antialias else _UPSAMPLE.get((nd, mode))
    if f is None:
        if nd in (3, 4, 5) and mode in _SMOOTH:
            raise NotImplementedError(f"Got {nd}D input, but {mode} mode needs {_SMOOTH[mode]}D input")
        raise NotImplementedError("Input Error: Only 3D, 4D and 5D input Tensors supported (got {}D) for the modes: nearest | linear | "
                                  "bilinear | bicubic | trilinear | area | nearest-exact (got {})".format(nd, mode))
    scales = scales or [None] * dims
    return f(input, size, *scales) if align_corners is None else f(input, size, align_corners, *scales)


def upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None):
    warnings.warn("nn.functional.upsample is deprecated. Use nn.functional.interpolate instead.", stacklevel=2)
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input, size=None, scale_factor=None):
    warnings.warn("nn.functional.upsample_nearest is deprecated. Use nn.functional.interpolate instead.", stacklevel=2)
    return interpolate(input, size, scale_factor, mode="nearest")


def upsample_bilinear(input, size=None, scale_factor=None):
    warnings.warn("nn.functional.upsample_bilinear is deprecated. Use nn.functional.interpolate instead.", stacklevel=2)
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)


_GRID_MODES = {"bilinear": 0, "nearest": 1, "bicubic": 2}
_GRID_PADDING = {"zeros": 0, "border": 1, "reflection": 2}
_GRID_WARNING = ("Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify "
                 "align_corners=True if the old behavior is desired. See the documentation of grid_sample for details.")


def grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    """The values of input [N, C, H, W] at the places of grid [N, h, w, 2], or of one dimension more."""
    if mode not in _GRID_MODES:
        raise ValueError(f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'")
    if padding_mode not in _GRID_PADDING:
        raise ValueError("nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: "
                         f"'{padding_mode}'")
    if align_corners is None:
        warnings.warn(_GRID_WARNING, stacklevel=2)
        align_corners = False
    return _F.grid_sampler(input, grid, _GRID_MODES[mode], _GRID_PADDING[padding_mode], align_corners)


def affine_grid(theta, size, align_corners=None):
    """The grid of an affine map: theta [N, 2, 3] and size N, C, H, W give [N, H, W, 2]; [N, 3, 4] for one dimension more."""
    if align_corners is None:
        warnings.warn(_GRID_WARNING, stacklevel=2)
        align_corners = False
    if not theta.is_floating_point():
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    dims = len(size) - 2
    if dims not in (2, 3):
        raise NotImplementedError("affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size "
                                  f"{size}.")
    if theta.dim() != 3 or theta.shape[-2:] != (dims, dims + 1):
        raise ValueError(f"Expected a batch of {dims}D affine matrices of shape Nx{dims}x{dims + 1} for size {size}. Got {theta.shape}.")
    if min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    return _F.affine_grid_generator(theta, size, align_corners)


# --- distances -------------------------------------------------------------------------------------------------------

cosine_similarity = _F.cosine_similarity
pairwise_distance = _F.pairwise_distance
pdist = _F.pdist
