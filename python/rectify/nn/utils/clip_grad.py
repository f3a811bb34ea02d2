"""Gradients of bounded size, changed in place."""
import warnings

from ... import _C

Tensor = _C.Tensor


def _list(parameters):
    return [parameters] if isinstance(parameters, Tensor) else list(parameters)


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    """Scales the gradients so that their norm over all parameters is at most max_norm; gives the norm before."""
    try:
        return _C.nn.clip_grad_norm_(_list(parameters), float(max_norm), float(norm_type), error_if_nonfinite)
    except RuntimeError as e:
        if "non-finite" not in str(e):
            raise
    raise RuntimeError(f"The total norm of order {float(norm_type)} for gradients from `parameters` is non-finite, so it cannot be clipped. "
                       "To disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`")


def clip_grad_norm(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    warnings.warn("torch.nn.utils.clip_grad_norm is now deprecated in favor of torch.nn.utils.clip_grad_norm_.", stacklevel=2)
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite)


def clip_grad_value_(parameters, clip_value):
    """Cuts each gradient's elements off at ±clip_value."""
    clip_value = float(clip_value)
    for parameter in _list(parameters):
        if parameter.grad is not None:
            parameter.grad.data.clamp_(-clip_value, clip_value)
