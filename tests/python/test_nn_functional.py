"""nn.functional and nn.init beside python3-torch: values, gradients, random streams, errors."""
import warnings

import numpy as np
import pytest
from nn_pair import BOTH, RECTIFY, TORCH, array, compare, error_of, nn, same, torch

import rectify

I8, C3, C4, C5 = (2, 8), (2, 4, 9), (2, 4, 8, 9), (2, 4, 5, 6, 7)
LIBRARIES = {RECTIFY: rectify, TORCH: torch}

# A function of a, b, c …, and their shapes.
CALLS = [
    ("F.relu(a, inplace=True)", [I8]),
    ("F.relu_(a)", [I8]),
    ("F.leaky_relu(a, 0.3)", [I8]),
    ("F.leaky_relu(a, negative_slope=0.3, inplace=True)", [I8]),
    ("F.leaky_relu_(a, 0.2)", [I8]),
    ("F.elu(a, 0.5)", [I8]),
    ("F.elu_(a)", [I8]),
    ("F.celu(a, alpha=2)", [I8]),
    ("F.celu_(a, 2.)", [I8]),
    ("F.selu(a, True)", [I8]),
    ("F.selu_(a)", [I8]),
    ("F.threshold(a, 0.1, -2)", [I8]),
    ("F.threshold(a, threshold=0.1, value=-2., inplace=True)", [I8]),
    ("F.threshold_(a, 0.1, 3)", [I8]),
    ("F.hardtanh(a, -0.3, 0.4)", [I8]),
    ("F.hardtanh_(a, min_val=-0.3)", [I8]),
    ("F.hardshrink(a)", [I8]),
    ("F.hardshrink(a, lambd=0.2)", [I8]),
    ("F.softshrink(a, 0.2)", [I8]),
    ("F.softplus(a, beta=2)", [I8]),
    ("F.softplus(a, 1, threshold=0.5)", [I8]),
    ("F.logsigmoid(a)", [I8]),
    ("F.gelu(a)", [I8]),
    ("F.gelu(a, approximate='tanh')", [I8]),
    ("F.glu(a, 0)", [I8]),
    ("F.hardsigmoid(a)", [I8]),
    ("F.hardswish(a, inplace=True)", [I8]),
    ("F.softsign(a)", [I8]),
    ("F.tanhshrink(a)", [I8]),
    ("F.relu6(a)", [I8]),
    ("F.silu(a)", [I8]),
    ("F.mish(a)", [I8]),
    ("F.sigmoid(a)", [I8]),
    ("F.tanh(a)", [I8]),
    ("F.prelu(a, b)", [C3, (4,)]),
    ("F.rrelu(a, training=True)", [I8]),
    ("F.rrelu(a, 0.1, 0.4)", [I8]),
    ("F.rrelu_(a, training=True)", [I8]),
    ("F.softmax(a, 1)", [I8]),
    ("F.softmax(a, dim=0, dtype=t.float64)", [I8]),
    ("F.softmax(a)", [C3]),
    ("F.softmin(a, -1)", [I8]),
    ("F.log_softmax(a, 1)", [I8]),
    ("F.log_softmax(a)", [I8]),
    ("F.gumbel_softmax(a, tau=0.5)", [I8]),
    ("F.gumbel_softmax(a, hard=True, dim=0)", [I8]),
    ("F.linear(a, b, c)", [I8, (3, 8), (3,)]),
    ("F.linear(a, weight=b)", [I8, (3, 8)]),
    ("F.bilinear(a, b, c, d)", [(2, 3), (2, 4), (5, 3, 4), (5,)]),
    ("F.conv1d(a, b, c, stride=2, padding=1)", [C3, (6, 4, 3), (6,)]),
    ("F.conv2d(a, b, padding='same')", [C4, (6, 4, 3, 3)]),
    ("F.conv2d(a, b, None, (1, 2), 1, 1, 2)", [C4, (6, 2, 3, 3)]),
    ("F.conv3d(a, b, dilation=2)", [C5, (2, 4, 2, 2, 2)]),
    ("F.conv_transpose1d(a, b, stride=2)", [C3, (4, 3, 3)]),
    ("F.conv_transpose2d(a, b, c, 2, 1, 1, 1, 1)", [C4, (4, 3, 3, 3), (3,)]),
    ("F.conv_transpose3d(a, b)", [C5, (4, 2, 2, 2, 2)]),
    ("F.unfold(a, (2, 3), padding=1)", [C4]),
    ("F.fold(a, (6, 7), 2, stride=(2, 1), dilation=1, padding=(0, 1))", [(2, 8, 24)]),
    ("F.avg_pool1d(a, 2)", [C3]),
    ("F.avg_pool2d(a, 3, None, 1, True, False)", [C4]),
    ("F.avg_pool2d(a, (2, 3), stride=1, divisor_override=4)", [C4]),
    ("F.avg_pool3d(a, 2)", [C5]),
    ("F.max_pool1d(a, 2)", [C3]),
    ("F.max_pool1d(a, 3, 2, 1, return_indices=True)", [C3]),
    ("F.max_pool2d(a, 2, ceil_mode=True)", [C4]),
    ("F.max_pool2d_with_indices(a, 2)", [C4]),
    ("F.max_pool3d(a, 2, return_indices=True)", [C5]),
    ("F.adaptive_avg_pool1d(a, 3)", [C3]),
    ("F.adaptive_avg_pool2d(a, (None, 4))", [C4]),
    ("F.adaptive_avg_pool3d(a, (1, None, 2))", [C5]),
    ("F.adaptive_max_pool1d(a, 3, return_indices=True)", [C3]),
    ("F.adaptive_max_pool2d(a, (3, None))", [C4]),
    ("F.adaptive_max_pool3d(a, 2)", [C5]),
    ("F.fractional_max_pool2d(a, 2, output_ratio=0.6)", [C4]),
    ("F.fractional_max_pool2d(a, 2, (3, 4), return_indices=True)", [C4]),
    ("F.fractional_max_pool3d(a, 2, output_size=(2, 2, 2))", [C5]),
    ("F.lp_pool1d(a, 2, 3, ceil_mode=True)", [("unit", C3)]),
    ("F.lp_pool2d(a, 3., (2, 2), stride=1)", [("unit", C4)]),
    ("F.dropout(a)", [I8]),
    ("F.dropout(a, 0.2, training=False)", [I8]),
    ("F.dropout(a, p=0.9, inplace=True)", [I8]),
    ("F.dropout(a, 1.0)", [I8]),
    ("F.dropout1d(a, 0.3)", [C3]),
    ("F.dropout2d(a, 0.3)", [C4]),
    ("F.dropout2d(a, 0.3)", [(4, 8, 9)]),
    ("F.dropout3d(a, 0.3)", [(4, 5, 6, 7)]),
    ("F.dropout3d(a, 0.3)", [(4, 5, 6)]),
    ("F.alpha_dropout(a, 0.3, training=True)", [I8]),
    ("F.alpha_dropout(a)", [I8]),
    ("F.feature_alpha_dropout(a, 0.3, True)", [C4]),
    ("F.embedding(a, b)", [("int", 6, (2, 3)), (6, 4)]),
    ("F.embedding(a, b, padding_idx=-1)", [("int", 6, (2, 3)), (6, 4)]),
    ("F.embedding_bag(a, b, mode='max')", [("int", 6, (2, 3)), (6, 4)]),
    ("F.embedding_bag(a, b, t.tensor([0, 2]), mode='sum', per_sample_weights=c)", [("int", 6, (5,)), (6, 4), (5,)]),
    ("F.one_hot(a)", [("int", 5, (3, 4))]),
    ("F.one_hot(a, num_classes=7)", [("int", 5, (3, 4))]),
    ("F.batch_norm(a, None, None, b, c, True)", [C3, (4,), (4,)]),
    ("F.batch_norm(a, t.zeros(4), t.ones(4))", [C3]),
    ("F.instance_norm(a)", [C3]),
    ("F.instance_norm(a, t.zeros(4), t.ones(4), use_input_stats=False)", [C3]),
    ("F.layer_norm(a, (9,), b, c, eps=1e-3)", [C3, (9,), (9,)]),
    ("F.layer_norm(a, [4, 9])", [C3]),
    ("F.group_norm(a, 2, b, c)", [C3, (4,), (4,)]),
    ("F.local_response_norm(a, 3, 0.1, 0.5, 2)", [C4]),
    ("F.normalize(a)", [I8]),
    ("F.normalize(a, p=1, dim=0, eps=0.1)", [I8]),
    ("F.pad(a, (1, 2))", [I8]),
    ("F.pad(a, (1, 2, 0, 3), value=2.5)", [I8]),
    ("F.pad(a, (1, 2, 3, 0), mode='reflect')", [C4]),
    ("F.pad(a, (1, 2), 'replicate')", [C3]),
    ("F.pad(a, (1, 2, 2, 1), mode='circular')", [C4]),
    ("F.pixel_shuffle(a, 2)", [C4]),
    ("F.pixel_unshuffle(a, 3)", [(1, 2, 6, 9)]),
    ("F.interpolate(a, scale_factor=2)", [C3]),
    ("F.interpolate(a, scale_factor=(0.5, 1.5), mode='nearest')", [C4]),
    ("F.interpolate(a, 7, mode='nearest-exact')", [C4]),
    ("F.interpolate(a, (3, 4, 5), mode='nearest-exact')", [C5]),
    ("F.interpolate(a, scale_factor=1.3, mode='nearest-exact')", [C3]),
    ("F.interpolate(a, size=(3, 4), mode='area')", [C4]),
    ("F.interpolate(a, scale_factor=0.5, mode='area')", [C5]),
    ("F.interpolate(a, scale_factor=1.6, mode='linear', align_corners=True)", [C3]),
    ("F.interpolate(a, size=(5, 5), mode='bilinear', antialias=True)", [C4]),
    ("F.interpolate(a, scale_factor=0.6, mode='bicubic', antialias=True)", [C4]),
    ("F.interpolate(a, scale_factor=1.4, mode='bicubic', recompute_scale_factor=True)", [C4]),
    ("F.interpolate(a, size=4, mode='trilinear')", [C5]),
    ("F.upsample(a, scale_factor=2)", [C4]),
    ("F.upsample_nearest(a, scale_factor=2)", [C4]),
    ("F.upsample_bilinear(a, size=(4, 4))", [C4]),
    ("F.grid_sample(a, b)", [C4, (2, 3, 5, 2)]),
    ("F.grid_sample(a, b, mode='nearest', padding_mode='border', align_corners=True)", [C4, (2, 3, 5, 2)]),
    ("F.grid_sample(a, b, 'bicubic', 'reflection', False)", [C4, (2, 3, 5, 2)]),
    ("F.grid_sample(a, b, align_corners=False)", [C5, (2, 3, 2, 2, 3)]),
    ("F.affine_grid(a, (2, 3, 4, 5))", [(2, 2, 3)]),
    ("F.affine_grid(a, [2, 3, 4, 5, 2], align_corners=True)", [(2, 3, 4)]),
    ("F.cosine_similarity(a, b, dim=0)", [I8, I8]),
    ("F.pairwise_distance(a, b, p=3, keepdim=True)", [I8, I8]),
    ("F.pdist(a, p=1)", [(4, 3)]),
    ("F.mse_loss(a, b)", [I8, (8,)]),
    ("F.l1_loss(a, b, reduction='sum')", [I8, (2, 1)]),
    ("F.l1_loss(a, b, size_average=False)", [I8, I8]),
    ("F.smooth_l1_loss(a, b, beta=0)", [I8, I8]),
    ("F.huber_loss(a, b, 'none', 0.3)", [I8, I8]),
    ("F.cross_entropy(a, b)", [(4, 5), ("int", 5, (4,))]),
    ("F.cross_entropy(a, b, ignore_index=2, reduction='none')", [(4, 5), ("int", 5, (4,))]),
    ("F.cross_entropy(a, b)", [(5,), np.array(3)]),
    ("F.nll_loss(a, b, reduction='elementwise_mean')", [(4, 5), ("int", 5, (4,))]),
    ("F.binary_cross_entropy(a, b, weight=t.tensor(2.))", [("unit", I8), ("unit", I8)]),
    ("F.kl_div(a, b)", [I8, ("unit", I8)]),
    ("F.poisson_nll_loss(a, b, full=True)", [I8, ("unit", I8)]),
    ("F.gaussian_nll_loss(a, b, c)", [I8, I8, ("unit", (2,))]),
    ("F.margin_ranking_loss(a, b, c, 0.2)", [(4,), (4,), ("sign", (4,))]),
    ("F.triplet_margin_loss(a, b, c)", [I8, I8, I8]),
    ("F.triplet_margin_with_distance_loss(a, b, c, distance_function=F.cosine_similarity, swap=True)", [I8, I8, I8]),
    ("F.hinge_embedding_loss(a, b, reduction='sum')", [I8, ("sign", I8)]),
    ("F.relu(a)", [(0, 3)]),
    ("F.linear(a, b)", [(0, 8), (3, 8)]),
]


def called(side, text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f = eval(f"lambda a, b, c, d: {text}", {"F": side.nn.functional, "t": LIBRARIES[side], "nn": side.nn})
        return lambda *xs: f(*xs, *[None] * (4 - len(xs)))


@pytest.mark.parametrize("text, shapes", CALLS, ids=[f"{i}-{c[0]}" for i, c in enumerate(CALLS)])
def test_call(text, shapes):
    loose = "conv" in text or "lp_pool" in text or "bicubic" in text
    compare(lambda side: called(side, text), shapes, 3e-4 if loose else 2e-5, 3e-5 if loose else 2e-6)


# --- errors: type and words -------------------------------------------------------------------------------------------

x, n = "t.ones(2, 3)", "t.zeros(2, dtype=t.int64)"
ERRORS = [
    "F.dropout(t.ones(2), 1.5)",
    "nn.Dropout(-0.1)",
    "F.dropout1d(t.ones(2))",
    "F.mse_loss(t.ones(2), t.ones(2), reduction='avg')",
    "nn.MSELoss(reduction='avg')(t.ones(2), t.ones(2))",
    "F.binary_cross_entropy(t.ones(2), t.ones(3))",
    "F.binary_cross_entropy_with_logits(t.ones(2), t.ones(3))",
    "F.margin_ranking_loss(t.ones(2), t.ones(2, 1), t.ones(2))",
    f"F.multi_margin_loss({x}, {n}, p=3)",
    "nn.MultiMarginLoss(p=3)",
    "nn.MultiMarginLoss(weight=t.ones(2, 2))",
    "F.poisson_nll_loss(t.ones(2), t.ones(2), reduction='x')",
    "F.gaussian_nll_loss(t.ones(2, 3), t.ones(2, 3), t.ones(4))",
    "F.gaussian_nll_loss(t.ones(2), t.ones(2), -t.ones(2))",
    "F.multilabel_soft_margin_loss(t.ones(2), t.ones(2), reduction='x')",
    f"F.cross_entropy({x}, t.tensor([0, 5]))",
    f"F.nll_loss({x}, t.tensor([0, 1, 2]))",
    "F.interpolate(t.ones(1, 1, 2))",
    "F.interpolate(t.ones(1, 1, 2), size=3, scale_factor=2)",
    "F.interpolate(t.ones(1, 1, 2), size=(3, 4))",
    "F.interpolate(t.ones(1, 1, 2), scale_factor=(3, 4))",
    "F.interpolate(t.ones(1, 1, 2), size=3, align_corners=True)",
    "F.interpolate(t.ones(1, 1, 2), size=3, mode='bilinear')",
    "F.interpolate(t.ones(1, 1, 2, 2), size=3, mode='linear')",
    "F.interpolate(t.ones(1, 1, 2, 2), size=3, mode='trilinear')",
    "F.interpolate(t.ones(1, 1, 2), size=3, mode='bicubic')",
    "F.interpolate(t.ones(1, 1), scale_factor=2, mode='nearest')",
    "F.interpolate(t.ones(1, 1, 2, 2), size=3, mode='unknown')",
    "F.interpolate(t.ones(1, 1, 2), size=3, antialias=True)",
    "F.interpolate(t.ones(1, 1, 2), size=3, recompute_scale_factor=True)",
    "F.grid_sample(t.ones(1, 1, 2, 2), t.zeros(1, 1, 1, 2), mode='linear')",
    "F.grid_sample(t.ones(1, 1, 2, 2), t.zeros(1, 1, 1, 2), padding_mode='x')",
    "F.affine_grid(t.ones(1, 2, 3), (1, 2, 3))",
    "F.affine_grid(t.ones(1, 2, 2), (1, 2, 3, 4))",
    "F.affine_grid(t.ones(1, 2, 3), (1, 0, 3, 4))",
    "F.affine_grid(t.ones(1, 2, 3, dtype=t.int64), (1, 1, 3, 4))",
    "F.embedding(t.tensor([1]), t.ones(3, 2), padding_idx=3)",
    "F.embedding(t.tensor([3]), t.ones(3, 2))",
    "F.embedding_bag(t.tensor([1]), t.ones(3, 2))",
    "F.embedding_bag(t.tensor([[1]]), t.ones(3, 2), t.tensor([0]))",
    "F.embedding_bag(t.tensor([[1]]), t.ones(3, 2), mode='min')",
    "F.embedding_bag(t.tensor([[[1]]]), t.ones(3, 2))",
    "F.embedding_bag(t.tensor([1]), t.ones(3, 2), t.tensor([[0]]))",
    "F.embedding_bag(t.tensor([[1]]), t.ones(3, 2), per_sample_weights=t.ones(1, 1))",
    "F.embedding_bag(t.tensor([[1]]), t.ones(3, 2), mode='max', scale_grad_by_freq=True)",
    "F.embedding_bag(t.tensor([[1]]), t.ones(3, 2), mode='max', sparse=True)",
    "nn.Embedding(3, 2, padding_idx=3)",
    "nn.Embedding(3, 2, padding_idx=-4)",
    "nn.Embedding(3, 2, _weight=t.ones(2, 2))",
    "nn.Embedding.from_pretrained(t.ones(2))",
    "nn.EmbeddingBag.from_pretrained(t.ones(2))",
    "nn.Conv2d(3, 4, 2, groups=2)",
    "nn.Conv2d(4, 3, 2, groups=2)",
    "nn.Conv2d(4, 4, 2, padding='same', stride=2)",
    "nn.ConvTranspose2d(4, 4, 2, padding_mode='reflect')",
    "nn.ConvTranspose2d(1, 1, 3, stride=2)(t.ones(1, 1, 2, 2), output_size=(9, 9))",
    "nn.ConvTranspose2d(1, 1, 3, stride=2)(t.ones(1, 1, 2, 2), output_size=(5,))",
    "nn.Conv2d(3, 4, 2)(t.ones(1, 2, 5, 5))",
    "nn.Conv2d(3, 4, 7)(t.ones(1, 3, 5, 5))",
    "nn.Conv2d(3, 4, 2)(t.ones(3))",
    "nn.Linear(3, 2)(t.ones(2, 4))",
    "nn.Linear(3, 2)(t.ones(2, 3).double())",
    "nn.Linear(3, 2)(3)",
    "nn.Sequential(nn.Linear(3, 2), nn.ReLU())(3)",
    "nn.Sequential(nn.Linear(3, 2), nn.Softshrink(-1))(t.ones(2, 3))",
    "nn.Sequential(nn.Linear(3, 2), nn.GELU('x'))(t.ones(2, 3))",
    "nn.Sequential(nn.Linear(3, 2), nn.CELU(0))(t.ones(2, 3))",
    "nn.Sequential(nn.Linear(3, 2), nn.ReLU())(t.ones(2, 4))",
    "nn.ReLU()(3)",
    "nn.BatchNorm1d(3)(t.ones(1, 3))",
    "nn.BatchNorm1d(3)(t.ones(3))",
    "nn.BatchNorm1d(3, track_running_stats=False).eval()(t.ones(1, 3))",
    "nn.BatchNorm2d(3)(t.ones(2, 3))",
    "nn.BatchNorm3d(3)(t.ones(2, 3))",
    "nn.InstanceNorm1d(3)(t.ones(3))",
    "nn.InstanceNorm2d(3)(t.ones(2, 3))",
    "nn.InstanceNorm1d(3)(t.ones(2, 3, 1))",
    "nn.GroupNorm(2, 3)",
    "nn.LayerNorm(3)(t.ones(2, 4))",
    "F.group_norm(t.ones(1, 2), 2)",
    "F.batch_norm(t.ones(1, 3), None, None, training=True)",
    "nn.FractionalMaxPool2d(2)",
    "nn.FractionalMaxPool2d(2, output_size=2, output_ratio=0.5)",
    "nn.FractionalMaxPool2d(2, output_ratio=1.5)",
    "F.fractional_max_pool2d(t.ones(1, 2, 4, 4), 2)",
    "nn.MaxUnpool2d(2)(t.ones(1, 1, 2, 2), t.zeros(1, 1, 2, 2, dtype=t.int64), output_size=(9, 9))",
    "nn.MaxUnpool2d(2)(t.ones(1, 1, 2, 2), t.zeros(1, 1, 2, 2, dtype=t.int64), output_size=(9,))",
    "nn.MaxPool2d(2)(t.ones(2))",
    "nn.Hardtanh(1, -1)",
    "nn.Softmax2d()(t.ones(2))",
    "nn.Unflatten(0, 3)",
    "nn.Unflatten(0, (2, 'a'))",
    "nn.Unflatten(1.5, (2, 3))",
    "nn.GLU()(t.tensor(1.))",
    "F.glu(t.ones(3))",
    "F.softshrink(t.ones(2), -1)",
    "F.gelu(t.ones(2), approximate='x')",
    "F.celu(t.ones(2), 0)",
    "nn.PixelShuffle(2)(t.ones(1, 3, 2, 2))",
    "F.pad(t.ones(2), (1, 2, 3))",
    "F.pad(t.ones(1, 2, 3), (5, 1), mode='reflect')",
    "F.one_hot(t.tensor([3]), 2)",
    "F.fold(t.ones(2), 2, 2)",
    "nn.init.xavier_uniform_(t.ones(3))",
    "nn.init.kaiming_uniform_(t.ones(3))",
    "nn.init.kaiming_normal_(t.ones(3, 2), mode='both')",
    "nn.init.kaiming_normal_(t.ones(3, 2), nonlinearity='wave')",
    "nn.init.calculate_gain('wave')",
    "nn.init.calculate_gain('leaky_relu', 'a')",
    "nn.init.eye_(t.ones(3))",
    "nn.init.dirac_(t.ones(3))",
    "nn.init.dirac_(t.ones(3, 2, 2), groups=2)",
    "nn.init.orthogonal_(t.ones(3))",
    "nn.init.sparse_(t.ones(3), 0.1)",
]
# Same type, said in libtorch's other words.
OWN_WORDS = {"nn.Linear(3, 2)(t.ones(2, 3).double())"}


@pytest.mark.parametrize("text", ERRORS)
def test_error(text):
    ours, theirs = (error_of(lambda: eval(text, {"F": s.nn.functional, "t": LIBRARIES[s], "nn": s.nn})) for s in BOTH)
    assert theirs is not None, "PyTorch takes it"
    if text in OWN_WORDS:
        assert ours and ours[0] == theirs[0]
    else:
        assert ours == theirs


# --- initialisation ---------------------------------------------------------------------------------------------------

INITS = [
    ("uniform_(w)", (3, 4)),
    ("uniform_(w, -2, 3)", (3, 4)),
    ("normal_(w)", (5, 7)),
    ("normal_(w, mean=1, std=0.1)", (3,)),
    ("trunc_normal_(w)", (4, 5)),
    ("trunc_normal_(w, mean=0.5, std=2, a=-1, b=1.5)", (20,)),
    ("constant_(w, 3.5)", (3, 4)),
    ("ones_(w)", (3, 4)),
    ("zeros_(w)", (3, 4)),
    ("eye_(w)", (3, 4)),
    ("dirac_(w)", (4, 3, 3)),
    ("dirac_(w, 2)", (4, 3, 3, 3)),
    ("dirac_(w)", (2, 3, 1, 2, 3)),
    ("xavier_uniform_(w)", (3, 4)),
    ("xavier_uniform_(w, gain=2.5)", (3, 4, 2)),
    ("xavier_normal_(w, 0.5)", (3, 4)),
    ("kaiming_uniform_(w)", (3, 4)),
    ("kaiming_uniform_(w, a=0.2, mode='fan_out', nonlinearity='relu')", (3, 4, 2, 2)),
    ("kaiming_normal_(w, mode='fan_out')", (3, 4)),
    ("kaiming_normal_(w, nonlinearity='tanh')", (3, 4)),
    ("orthogonal_(w)", (3, 5)),
    ("orthogonal_(w, gain=2)", (6, 2, 2)),
    ("sparse_(w, 0.4)", (5, 4)),
    ("sparse_(w, sparsity=0.1, std=2)", (12, 3)),
]


@pytest.mark.parametrize("text, shape", INITS)
def test_init(text, shape):
    results = []
    for side in BOTH:
        t = LIBRARIES[side]
        w = side.nn.Parameter(t.zeros(shape))
        side.seed(11)
        y = eval("init." + text, {"init": side.nn.init, "w": w})
        assert y is w and w.requires_grad and w.is_leaf
        results.append((w, t.rand(2)))
    same(results[0][0], results[1][0], text, 1e-5, 1e-6)
    same(results[0][1], results[1][1], "the stream afterwards", 0, 0)


@pytest.mark.parametrize("name", ["linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
                                  "sigmoid", "tanh", "relu", "leaky_relu", "selu"])
def test_gain(name):
    assert nn.init.calculate_gain(name) == torch.nn.init.calculate_gain(name)


def test_gains_with_parameter():
    for p in (0.3, 2, None):
        assert nn.init.calculate_gain("leaky_relu", p) == torch.nn.init.calculate_gain("leaky_relu", p)
    assert nn.init.calculate_gain("gelu") > 1


def test_skip_init_leaves_the_stream_alone():
    rectify.manual_seed(1)
    a = rectify.rand(2)
    rectify.manual_seed(1)
    nn.utils.skip_init(nn.Linear, 3, 4)
    assert rectify.equal(a, rectify.rand(2))


def test_deprecated_names_warn():
    with pytest.warns(UserWarning, match="deprecated in favor of nn.init.uniform_"):
        nn.init.uniform(rectify.zeros(2))


# --- warnings ---------------------------------------------------------------------------------------------------------

WARNINGS = [
    "F.mse_loss(t.ones(2), t.ones(2, 1))",
    "F.l1_loss(t.ones(2), t.ones(2), reduce=False)",
    "nn.L1Loss(size_average=False)",
    "F.kl_div(t.ones(2), t.ones(2))",
    "F.softmax(t.ones(2))",
    "nn.LogSoftmax()(t.ones(2))",
    "F.dropout2d(t.ones(2, 2, 2))",
    "F.grid_sample(t.ones(1, 1, 2, 2), t.zeros(1, 1, 1, 2))",
    "F.upsample(t.ones(1, 1, 2), size=3)",
    "F.gumbel_softmax(t.ones(2), eps=1e-3)",
    "nn.Hardtanh(min_value=-2)",
    "nn.init.kaiming_uniform_(t.ones(0, 2))",
    "nn.init.trunc_normal_(t.ones(2), mean=9)",
    "nn.utils.clip_grad_norm([t.ones(2)], 1.)",
    "nn.init.normal(t.ones(2))",
]


@pytest.mark.parametrize("text", WARNINGS)
def test_warning(text):
    seen = []
    for side in BOTH:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            eval(text, {"F": side.nn.functional, "t": LIBRARIES[side], "nn": side.nn})
        seen.append([(w.category.__name__, str(w.message).strip()) for w in caught])
    assert seen[0] == seen[1]


# --- what PyTorch has not ----------------------------------------------------------------------------------------------


def test_gates_and_groups():
    F = nn.functional
    x = rectify.randn(3, 8, requires_grad=True)
    a, b = x[:, :4], x[:, 4:]
    for f, gate in ((F.reglu, F.relu), (F.geglu, F.gelu), (F.swiglu, F.silu)):
        assert rectify.allclose(f(x), a * gate(b), atol=1e-6)
    assert rectify.equal(F.crelu(x), rectify.cat([F.relu(x), F.relu(-x)], 1))
    assert rectify.equal(F.maxout(x, 2), x.view(3, 4, 2).max(2)[0])
    assert rectify.allclose(F.swish(x, rectify.tensor([2.0])), x * rectify.sigmoid(2 * x), atol=1e-6)
    for m, shape in ((nn.ReGLU(), (3, 4)), (nn.GEGLU(0), None), (nn.SwiGLU(), (3, 4)), (nn.CReLU(), (3, 16)), (nn.Maxout(4), (3, 2)),
                     (nn.Swish(8), (3, 8))):
        if shape:
            assert tuple(m(x).shape) == shape
    assert [repr(m) for m in (nn.ReGLU(), nn.CReLU(), nn.Maxout(4), nn.Swish(8), nn.SquaredReLU(True), nn.StarReLU(1, 2), nn.QuickGELU(),
                              nn.ThresholdedReLU(0.5))] == [
        "ReGLU(dim=-1)", "CReLU(dim=1)", "Maxout(pieces=4, dim=1)", "Swish(num_parameters=8)", "SquaredReLU(inplace=True)",
        "StarReLU(scale=1, bias=2)", "QuickGELU()", "ThresholdedReLU(theta=0.5)"
    ]


def test_activations_beyond_pytorch():
    x = np.linspace(-3, 3, 25).astype(np.float32)
    t, F = rectify.tensor(x), nn.functional
    relu = np.maximum(x, 0)
    np.testing.assert_allclose(array(nn.SquaredReLU()(t)), relu**2, rtol=1e-6)
    np.testing.assert_allclose(array(nn.StarReLU(2, -1)(t)), 2 * relu**2 - 1, rtol=1e-6)
    np.testing.assert_allclose(array(F.quick_gelu(t)), x / (1 + np.exp(-1.702 * x)), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(array(F.thresholded_relu(t, 0.5)), np.where(x > 0.5, x, 0), rtol=1e-6)
    y = t.clone()
    assert F.squared_relu(y, inplace=True) is y and rectify.equal(y, F.squared_relu(t))


@pytest.mark.parametrize("d", [1, 2, 3])
def test_padding_of_newer_pytorch(d):
    x = rectify.randn((1, 2) + (4,) * d)
    assert rectify.equal(getattr(nn, f"ZeroPad{d}d")(1)(x), nn.functional.pad(x, (1,) * (2 * d)))
    assert rectify.equal(getattr(nn, f"CircularPad{d}d")(2)(x), nn.functional.pad(x, (2,) * (2 * d), mode="circular"))
    assert repr(getattr(nn, f"CircularPad{d}d")(2)) == f"CircularPad{d}d({(2,) * (2 * d)})"
