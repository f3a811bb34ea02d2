"""Losses as functions, for nn.functional."""
import warnings

from .. import _C
from ._reduction import get_enum, number_of

_F = _C.functions
_N = _C.nn

__all__ = [
    "l1_loss", "mse_loss", "smooth_l1_loss", "huber_loss", "kl_div", "binary_cross_entropy", "binary_cross_entropy_with_logits",
    "hinge_embedding_loss", "cosine_embedding_loss", "margin_ranking_loss", "multi_margin_loss", "multilabel_margin_loss",
    "soft_margin_loss", "multilabel_soft_margin_loss", "triplet_margin_loss", "triplet_margin_with_distance_loss", "ctc_loss",
    "poisson_nll_loss", "gaussian_nll_loss", "nll_loss", "cross_entropy"
]


def _same_size(input, target):
    """Both, broadcast; a warning where their sizes differ."""
    if target.shape == input.shape:
        return input, target
    warnings.warn(f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will likely lead "
                  "to incorrect results due to broadcasting. Please ensure they have the same size.", stacklevel=3)
    return _F.broadcast_tensors([input, target])


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    input, target = _same_size(input, target)
    return _N.l1_loss(input, target, number_of(reduction, size_average, reduce))


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    input, target = _same_size(input, target)
    return _N.mse_loss(input, target, number_of(reduction, size_average, reduce))


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    input, target = _same_size(input, target)
    return _N.smooth_l1_loss(input, target, number_of(reduction, size_average, reduce), beta)


def huber_loss(input, target, reduction="mean", delta=1.0):
    input, target = _same_size(input, target)
    return _N.huber_loss(input, target, get_enum(reduction), delta)


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    if size_average is not None or reduce is not None:
        number = number_of(reduction, size_average, reduce)
    else:
        if reduction == "mean":
            warnings.warn("reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only "
                          "by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as "
                          "'batchmean' in the next major release.", stacklevel=2)
        number = 2 if reduction == "batchmean" else get_enum(reduction)
    loss = _F.kl_div(input, target, number, log_target=log_target)
    return loss / input.shape[0] if reduction == "batchmean" and input.dim() != 0 else loss


def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    number = number_of(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
                         "Please ensure they have the same size.")
    if weight is not None:
        weight = weight.expand(_F.broadcast_tensors([weight, target])[0].shape)
    return _N.binary_cross_entropy(input, target, weight, number)


def binary_cross_entropy_with_logits(input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None):
    number = number_of(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    return _F.binary_cross_entropy_with_logits(input, target, weight, pos_weight, number)


def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"):
    return _F.hinge_embedding_loss(input, target, margin, number_of(reduction, size_average, reduce))


def cosine_embedding_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    return _F.cosine_embedding_loss(input1, input2, target, margin, number_of(reduction, size_average, reduce))


def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    number = number_of(reduction, size_average, reduce)
    if input1.dim() != input2.dim() or input1.dim() != target.dim():
        raise RuntimeError("margin_ranking_loss : All input tensors should have same dimension but got sizes: "
                           f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} ")
    return _F.margin_ranking_loss(input1, input2, target, margin, number)


def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"):
    number = number_of(reduction, size_average, reduce)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.dim() != 1:
        raise ValueError("weight must be one-dimensional")
    return _N.multi_margin_loss(input, target, p, margin, weight, number)


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    return _N.multilabel_margin_loss(input, target, number_of(reduction, size_average, reduce))


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    return _N.soft_margin_loss(input, target, number_of(reduction, size_average, reduce))


def multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    if (size_average is not None or reduce is not None) or reduction in ("none", "mean", "sum"):
        return _N.multilabel_soft_margin_loss(input, target, weight, number_of(reduction, size_average, reduce))
    raise ValueError(f"{reduction} is not valid")


def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, size_average=None, reduce=None,
                        reduction="mean"):
    return _F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, number_of(reduction, size_average, reduce))


def triplet_margin_with_distance_loss(anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction="mean"):
    """swap: the negative's distance is the lesser of those from anchor and from positive."""
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    distance = distance_function or _F.pairwise_distance
    alike, other = distance(anchor, positive), distance(anchor, negative)
    if swap:
        other = _F.minimum(other, distance(positive, negative))
    return _N.hinge_of_distances(alike, other, margin, get_enum(reduction))


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    return _F.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, get_enum(reduction), zero_infinity)


def poisson_nll_loss(input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction="mean"):
    if size_average is None and reduce is None and reduction not in ("none", "mean", "sum"):
        raise ValueError(reduction + " is not valid")
    return _F.poisson_nll_loss(input, target, log_input, full, eps, number_of(reduction, size_average, reduce))


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    """(log v + (input - target)² / v) / 2 with v = max(var, eps), which passes var's gradient on; full: with its constant."""
    if var.shape != input.shape:
        if input.shape[:-1] == var.shape:
            var = var.unsqueeze(-1)
        elif not (input.shape[:-1] == var.shape[:-1] and var.size(-1) == 1):
            raise ValueError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(reduction + " is not valid")
    if (var < 0).any():
        raise ValueError("var has negative entry/entries")
    return _N.gaussian_nll_loss(input, target, var, full, eps, get_enum(reduction))


def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    return _N.nll_loss_nd(input, target, weight, number_of(reduction, size_average, reduce), ignore_index)


def cross_entropy(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0):
    return _N.cross_entropy_loss(input, target, weight, number_of(reduction, size_average, reduce), ignore_index, label_smoothing)
