"""Every module beside python3-torch's: repr, state, initial weights, outputs, gradients."""
import copy
import pickle

import numpy as np
import pytest
from nn_pair import BOTH, RECTIFY, TORCH, compare, nn, same, torch

I8, C3, C4, C5 = (2, 8), (2, 4, 9), (2, 4, 8, 9), (2, 4, 5, 6, 7)
LOGITS, CLASSES = (6, 5), ("int", 5, 6)

# What builds a module in both, and the inputs of its forward.
MODULES = [
    ("Identity()", [I8]),
    ("Identity(3, a=4)", [I8]),
    ("Linear(8, 5)", [I8]),
    ("Linear(8, 5, bias=False)", [(3, 2, 8)]),
    ("Linear(8, 5)", [(8,)]),
    ("Bilinear(3, 4, 5)", [(2, 3), (2, 4)]),
    ("Bilinear(3, 4, 5, bias=False)", [(2, 3), (2, 4)]),
    ("Flatten()", [C4]),
    ("Flatten(0, 2)", [C4]),
    ("Unflatten(1, (2, 4))", [I8]),
    ("Unflatten(-1, [2, 2, 2])", [I8]),
    ("ReLU()", [I8]),
    ("ReLU(inplace=True)", [I8]),
    ("ReLU6()", [I8]),
    ("ReLU6(True)", [I8]),
    ("LeakyReLU()", [I8]),
    ("LeakyReLU(0.2, inplace=True)", [I8]),
    ("LeakyReLU(1)", [I8]),
    ("ELU()", [I8]),
    ("ELU(alpha=0.5, inplace=True)", [I8]),
    ("SELU()", [I8]),
    ("SELU(inplace=True)", [I8]),
    ("CELU()", [I8]),
    ("CELU(2.0, True)", [I8]),
    ("GELU()", [I8]),
    ("GELU(approximate='tanh')", [I8]),
    ("SiLU()", [I8]),
    ("SiLU(inplace=True)", [I8]),
    ("Mish()", [I8]),
    ("Mish(True)", [I8]),
    ("Softplus()", [I8]),
    ("Softplus(beta=2, threshold=1.5)", [I8]),
    ("Sigmoid()", [I8]),
    ("LogSigmoid()", [I8]),
    ("Tanh()", [I8]),
    ("Softsign()", [I8]),
    ("Tanhshrink()", [I8]),
    ("Hardtanh()", [I8]),
    ("Hardtanh(-0.5, 2, inplace=True)", [I8]),
    ("Hardtanh(min_value=-0.5, max_value=2)", [I8]),
    ("Hardsigmoid()", [I8]),
    ("Hardsigmoid(inplace=True)", [I8]),
    ("Hardswish()", [I8]),
    ("Hardswish(inplace=True)", [I8]),
    ("Hardshrink()", [I8]),
    ("Hardshrink(0.7)", [I8]),
    ("Softshrink()", [I8]),
    ("Softshrink(lambd=0.7)", [I8]),
    ("Threshold(0.1, 20)", [I8]),
    ("Threshold(0.5, -1.0, inplace=True)", [I8]),
    ("PReLU()", [I8]),
    ("PReLU(8, init=0.1)", [I8]),
    ("RReLU()", [I8]),
    ("RReLU(0.2, 0.4, inplace=True)", [I8]),
    ("RReLU().eval()", [I8]),
    ("GLU()", [I8]),
    ("GLU(dim=1)", [C3]),
    ("Softmax(dim=1)", [I8]),
    ("Softmax()", [I8]),
    ("Softmin(dim=0)", [I8]),
    ("LogSoftmax(dim=-1)", [I8]),
    ("Softmax2d()", [C4]),
    ("Conv1d(4, 6, 3)", [C3]),
    ("Conv1d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2, bias=False)", [C3]),
    ("Conv2d(4, 6, 3)", [C4]),
    ("Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 0))", [C4]),
    ("Conv2d(4, 6, 3, padding='same', dilation=2)", [C4]),
    ("Conv2d(4, 6, 3, padding='valid')", [C4]),
    ("Conv2d(4, 4, 3, padding=1, groups=4, padding_mode='reflect')", [C4]),
    ("Conv2d(4, 6, (3, 4), padding='same', padding_mode='circular')", [C4]),
    ("Conv2d(4, 6, 3, padding=2, padding_mode='replicate')", [C4]),
    ("Conv2d(4, 6, 1)", [(4, 8, 9)]),
    ("Conv3d(4, 2, 3, padding=1)", [C5]),
    ("Conv3d(4, 2, (1, 2, 3), stride=2, bias=False)", [C5]),
    ("ConvTranspose1d(4, 6, 3)", [C3]),
    ("ConvTranspose1d(4, 6, 3, stride=3, padding=1, output_padding=1, groups=2, dilation=2)", [C3]),
    ("ConvTranspose2d(4, 6, 3, stride=2)", [C4]),
    ("ConvTranspose2d(4, 6, (3, 2), stride=2, padding=1, output_padding=(1, 0), bias=False)", [C4]),
    ("ConvTranspose1d(4, 6, 2, output_padding=1, dilation=2)", [C3]),
    ("ConvTranspose2d(4, 6, (2, 1), stride=(1, 2), padding=(1, 0), output_padding=2, dilation=3, groups=2)", [C4]),
    ("ConvTranspose2d(4, 6, 2, output_padding=(1, 0), dilation=2, bias=False)", [(4, 8, 9)]),
    ("ConvTranspose3d(4, 2, 2, stride=2)", [C5]),
    ("MaxPool1d(2)", [C3]),
    ("MaxPool1d(3, stride=2, padding=1, dilation=1, ceil_mode=True)", [C3]),
    ("MaxPool2d(2)", [C4]),
    ("MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0))", [C4]),
    ("MaxPool2d(2, return_indices=True)", [C4]),
    ("MaxPool3d(2, ceil_mode=True)", [C5]),
    ("AvgPool1d(2)", [C3]),
    ("AvgPool1d(3, 2, 1, True, False)", [C3]),
    ("AvgPool2d(2)", [C4]),
    ("AvgPool2d((3, 2), stride=(2, 1), padding=(1, 0), count_include_pad=False)", [C4]),
    ("AvgPool2d(2, divisor_override=3)", [C4]),
    ("AvgPool3d(2, ceil_mode=True)", [C5]),
    ("AdaptiveAvgPool1d(4)", [C3]),
    ("AdaptiveAvgPool2d((3, None))", [C4]),
    ("AdaptiveAvgPool2d(1)", [C4]),
    ("AdaptiveAvgPool3d((2, 3, None))", [C5]),
    ("AdaptiveMaxPool1d(4)", [C3]),
    ("AdaptiveMaxPool2d((3, None))", [C4]),
    ("AdaptiveMaxPool2d(3, return_indices=True)", [C4]),
    ("AdaptiveMaxPool3d(2)", [C5]),
    ("FractionalMaxPool2d(2, output_size=(4, 5))", [C4]),
    ("FractionalMaxPool2d((2, 3), output_ratio=0.5, return_indices=True)", [C4]),
    ("FractionalMaxPool3d(2, output_ratio=(0.5, 0.6, 0.7))", [C5]),
    ("LPPool1d(2, 3)", [("unit", C3)]),
    ("LPPool2d(1.5, 2, stride=(2, 1), ceil_mode=True)", [("unit", C4)]),
    ("BatchNorm1d(8)", [(5, 8)]),
    ("BatchNorm1d(4, eps=1e-3, momentum=None)", [C3]),
    ("BatchNorm2d(4)", [C4]),
    ("BatchNorm2d(4, affine=False, track_running_stats=False)", [C4]),
    ("BatchNorm2d(4, momentum=0.3).eval()", [C4]),
    ("BatchNorm3d(4)", [C5]),
    ("InstanceNorm1d(4)", [C3]),
    ("InstanceNorm1d(4, affine=True, track_running_stats=True)", [C3]),
    ("InstanceNorm2d(4, affine=True)", [C4]),
    ("InstanceNorm2d(4)", [(4, 8, 9)]),
    ("InstanceNorm3d(4)", [C5]),
    ("LayerNorm(8)", [I8]),
    ("LayerNorm((8, 9), eps=1e-3)", [C4]),
    ("LayerNorm([9], elementwise_affine=False)", [C3]),
    ("GroupNorm(2, 4)", [C4]),
    ("GroupNorm(4, 4, eps=1e-3, affine=False)", [C3]),
    ("LocalResponseNorm(2)", [C4]),
    ("LocalResponseNorm(3, alpha=0.1, beta=0.5, k=2.0)", [C3]),
    ("CrossMapLRN2d(3)", [("still", C4)]),  # PyTorch's gradient is not that of its output
    ("Dropout()", [I8]),
    ("Dropout(0.2, inplace=True)", [I8]),
    ("Dropout(0.2).eval()", [I8]),
    ("Dropout1d(0.3)", [C3]),
    ("Dropout1d(0.3)", [(4, 9)]),
    ("Dropout2d(0.3)", [C4]),
    ("Dropout3d(0.3)", [C5]),
    ("AlphaDropout(0.3)", [I8]),
    ("FeatureAlphaDropout(0.3)", [C4]),
    ("ConstantPad1d(2, 3.5)", [C3]),
    ("ConstantPad2d((1, 2, 0, 3), -1)", [C4]),
    ("ConstantPad3d(1, 0.5)", [C5]),
    ("ReflectionPad1d(2)", [C3]),
    ("ReflectionPad2d((1, 2, 3, 0))", [C4]),
    ("ReflectionPad3d(1)", [C5]),
    ("ReplicationPad1d((3, 1))", [C3]),
    ("ReplicationPad2d(2)", [C4]),
    ("ReplicationPad3d((1, 0, 2, 1, 0, 3))", [C5]),
    ("ZeroPad2d(1)", [C4]),
    ("ZeroPad2d((1, -1, 2, 0))", [C4]),
    ("Embedding(10, 3)", [("int", 10, (2, 4))]),
    ("Embedding(10, 3, padding_idx=-2)", [("int", 10, (2, 4))]),
    ("Embedding(10, 3, max_norm=1.0, norm_type=1, scale_grad_by_freq=True)", [("int", 10, (2, 4))]),
    ("Embedding.from_pretrained(T([1, 2], [3, 4], [5, 6]), freeze=False, padding_idx=1)", [("int", 3, (5,))]),
    ("EmbeddingBag(10, 3)", [("int", 10, (2, 4))]),
    ("EmbeddingBag(10, 3, mode='sum', padding_idx=0)", [("int", 10, (2, 4))]),
    ("EmbeddingBag(10, 3, mode='max', max_norm=1.5)", [("int", 10, (6,)), np.array([0, 2, 2])]),
    ("EmbeddingBag(10, 3, mode='mean', include_last_offset=True)", [("int", 10, (6,)), np.array([0, 2, 6])]),
    ("Upsample(scale_factor=2)", [C4]),
    ("Upsample(size=5)", [C3]),
    ("Upsample(size=(5, 12), mode='bilinear')", [C4]),
    ("Upsample(scale_factor=(1.5, 2), mode='bicubic', align_corners=True)", [C4]),
    ("Upsample(scale_factor=1.7, mode='trilinear', align_corners=False, recompute_scale_factor=True)", [C5]),
    ("Upsample(size=11, mode='linear')", [C3]),
    ("UpsamplingNearest2d(scale_factor=3)", [C4]),
    ("UpsamplingBilinear2d(size=(4, 20))", [C4]),
    ("PixelShuffle(2)", [C4]),
    ("PixelUnshuffle(2)", [(2, 3, 6, 8)]),
    ("ChannelShuffle(2)", [("int", 9, C4)]),
    ("Fold((6, 7), (2, 3))", [(2, 12, 25)]),
    ("Fold(6, 2, stride=2, padding=1, dilation=1)", [(2, 8, 16)]),
    ("Unfold((2, 3))", [C4]),
    ("Unfold(3, dilation=2, padding=1, stride=2)", [C4]),
    ("PairwiseDistance()", [I8, I8]),
    ("PairwiseDistance(p=1.0, eps=1e-3, keepdim=True)", [I8, I8]),
    ("CosineSimilarity()", [I8, I8]),
    ("CosineSimilarity(dim=0, eps=1e-3)", [I8, I8]),
    ("Sequential()", [I8]),
    ("Sequential(Linear(8, 6), ReLU(), Linear(6, 3))", [I8]),
    ("Sequential(Linear(8, 6), LeakyReLU(0.2, True), Sequential(Linear(6, 4), Tanh()), Softmax(1))", [I8]),
    ("Sequential(Linear(8, 6), GELU('tanh'), Linear(6, 6), GELU(), Linear(6, 6), Hardtanh(-0.1, 0.2), Linear(6, 2), Softplus(2, 10))", [I8]),
    ("Sequential(Conv2d(4, 3, 3), BatchNorm2d(3), ReLU(True), MaxPool2d(2), Flatten(), Linear(27, 2))", [C4]),
]
for _reduction in ("mean", "sum", "none"):
    _r = f"reduction='{_reduction}'"
    MODULES += [
        (f"L1Loss({_r})", [I8, I8]),
        (f"MSELoss({_r})", [I8, I8]),
        (f"SmoothL1Loss({_r}, beta=0.5)", [I8, I8]),
        (f"HuberLoss({_r}, delta=0.7)", [I8, I8]),
        (f"KLDivLoss({_r})", [I8, ("unit", I8)]),
        (f"KLDivLoss({_r}, log_target=True)", [I8, I8]),
        (f"BCELoss({_r})", [("unit", I8), ("unit", I8)]),
        (f"BCELoss({_r}, weight=T(1, 2, 3, 4, 5, 6, 7, 8))", [("unit", I8), ("unit", I8)]),
        (f"BCEWithLogitsLoss({_r})", [I8, ("unit", I8)]),
        (f"BCEWithLogitsLoss({_r}, pos_weight=T(1, 2, 3, 4, 5, 6, 7, 8))", [I8, ("unit", I8)]),
        (f"HingeEmbeddingLoss({_r}, margin=0.5)", [I8, ("sign", I8)]),
        (f"CosineEmbeddingLoss({_r}, margin=0.1)", [I8, I8, np.array([1, -1], dtype=np.float32)]),
        (f"MarginRankingLoss({_r}, margin=0.1)", [(5,), (5,), ("sign", (5,))]),
        (f"MultiMarginLoss({_r})", [LOGITS, CLASSES]),
        (f"MultiMarginLoss({_r}, p=2, margin=0.5, weight=T(1, 2, 3, 4, 5))", [LOGITS, CLASSES]),
        (f"MultiLabelMarginLoss({_r})", [(2, 4), np.array([[3, 0, -1, 1], [2, -1, 0, 1]])]),
        (f"SoftMarginLoss({_r})", [I8, ("sign", I8)]),
        (f"MultiLabelSoftMarginLoss({_r})", [I8, ("unit", I8)]),
        (f"MultiLabelSoftMarginLoss({_r}, weight=T(1, 2, 3, 4, 5, 6, 7, 8))", [I8, ("unit", I8)]),
        (f"TripletMarginLoss({_r}, swap=True, p=1.5)", [I8, I8, I8]),
        (f"TripletMarginWithDistanceLoss({_r}, swap=True, margin=0.5)", [I8, I8, I8]),
        (f"TripletMarginWithDistanceLoss({_r}, distance_function=lambda a, b: (a - b).abs().sum(1))", [I8, I8, I8]),
        (f"CTCLoss({_r}, blank=1, zero_infinity=True)", [(7, 2, 5), np.array([[2, 3, 4], [0, 2, 0]]), np.array([7, 6]), np.array([3, 2])]),
        (f"PoissonNLLLoss({_r})", [I8, ("unit", I8)]),
        (f"PoissonNLLLoss({_r}, log_input=False, full=True)", [("unit", I8), ("unit", I8)]),
        (f"GaussianNLLLoss({_r})", [I8, I8, ("unit", I8)]),
        (f"GaussianNLLLoss({_r}, full=True, eps=0.3)", [I8, I8, ("unit", (2, 1))]),
        (f"NLLLoss({_r})", [LOGITS, CLASSES]),
        (f"NLLLoss({_r}, weight=T(1, 2, 3, 4, 5), ignore_index=2)", [(6, 5, 3), ("int", 5, (6, 3))]),
        (f"CrossEntropyLoss({_r})", [LOGITS, CLASSES]),
        (f"CrossEntropyLoss({_r}, weight=T(1, 2, 3, 4, 5), label_smoothing=0.1)", [LOGITS, CLASSES]),
        (f"CrossEntropyLoss({_r})", [LOGITS, ("unit", LOGITS)]),
    ]
MODULES += [
    ("KLDivLoss(reduction='batchmean')", [I8, ("unit", I8)]),
    ("MSELoss(size_average=False)", [I8, I8]),
    ("MSELoss(reduce=False)", [I8, I8]),
    ("CrossEntropyLoss(size_average=True)", [LOGITS, CLASSES]),
]
LOOSE = ("CrossMapLRN2d", "LPPool", "Sequential(Conv", "Conv")


def built(side, text):
    side.seed(3)
    return side.evaluate(text)


@pytest.mark.parametrize("text, shapes", MODULES, ids=[m[0] for m in MODULES])
def test_module(text, shapes):
    ours, theirs = (built(side, text) for side in BOTH)
    assert repr(ours) == repr(theirs)
    a, b = ours.state_dict(), theirs.state_dict()
    assert list(a) == list(b)
    assert [tuple(v.shape) for v in a.values()] == [tuple(v.shape) for v in b.values()]
    for key in a:
        same(a[key], b[key], f"initial {key}", 1e-6, 1e-7)
    assert [n for n, _ in ours.named_parameters()] == [n for n, _ in theirs.named_parameters()]
    loose = text.startswith(LOOSE)
    compare(lambda side: built(side, text), shapes, 2e-4 if loose else 2e-5, 2e-5 if loose else 2e-6)


@pytest.mark.parametrize("text", [m[0] for m in MODULES if "lambda" not in m[0]])
def test_copies(text):
    module = built(RECTIFY, text)
    for other in (copy.deepcopy(module), copy.copy(module)):
        assert repr(other) == repr(module) and type(other) is type(module)
        assert list(other.state_dict()) == list(module.state_dict())
        for a, b in zip(other.parameters(), module.parameters()):
            assert a.requires_grad == b.requires_grad
            same(a, b, "copy", 0, 0)


def test_names():
    """Every module and function of python3-torch that is not of a kind rectify lacks."""
    lacking = ("LazyInstanceNorm", "RNN", "LSTM", "GRU", "Transformer", "Multihead", "SyncBatchNorm", "Container", "UninitializedBuffer",
               "AdaptiveLogSoftmax")
    theirs = [n for n in dir(torch.nn) if n[0].isupper() and not n.startswith(lacking)]
    assert [n for n in theirs if not hasattr(nn, n)] == []
    functions = [n for n in dir(torch.nn.functional)
                 if n[0].islower() and callable(getattr(torch.nn.functional, n)) and "torch_function" not in n]
    other = {"multi_head_attention_forward", "conv_tbc", "boolean_dispatch", "assert_int_or_pair"}
    assert [n for n in functions if n not in other and not hasattr(nn.functional, n)] == []
    assert [n for n in dir(torch.nn.init) if n.endswith("_") and n[0] != "_" and not hasattr(nn.init, n)] == []


def test_every_module_is_tested():
    used = " ".join(m[0] for m in MODULES)
    ours_alone = {"SquaredReLU", "StarReLU", "QuickGELU", "ThresholdedReLU", "Swish", "ReGLU", "GEGLU", "SwiGLU", "CReLU", "Maxout",
                  "CircularPad1d", "CircularPad2d", "CircularPad3d", "ZeroPad1d", "ZeroPad3d"}  # test_nn_functional.py
    elsewhere = {"Module", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict", "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d",
                 "NLLLoss2d"} | {n for n in nn.modules.__all__ if n.startswith("Lazy") or n == "DataParallel"}  # programs/layers.py
    assert [n for n in nn.modules.__all__ if n + "(" not in used and n + "." not in used and n not in ours_alone | elsewhere] == []


@pytest.mark.parametrize("d, shape", [(1, (2, 4, 8)), (2, (2, 4, 8, 6)), (3, (2, 4, 4, 6, 8))])
def test_unpooling(d, shape):
    def make(side):
        pool = side.evaluate(f"MaxPool{d}d(2, stride=2, return_indices=True)")
        back = side.evaluate(f"MaxUnpool{d}d(2)")
        assert repr(back) == f"MaxUnpool{d}d(kernel_size={(2,) * d}, stride={(2,) * d}, padding={(0,) * d})"

        def f(x):
            y, where = pool(x)
            return back(y, where), back(y, where, output_size=x.shape)

        return f

    compare(make, [shape])


def test_transposed_sizes():
    def make(side):
        m = side.evaluate("ConvTranspose2d(4, 3, 3, stride=2)")
        return lambda x: (m(x, output_size=(18, 19)), m(x, output_size=[2, 3, 17, 20]))

    compare(make, [C4], 2e-4, 2e-5)


def test_running_statistics():
    for text in ("BatchNorm2d(4)", "BatchNorm2d(4, momentum=None)", "InstanceNorm2d(4, track_running_stats=True)"):
        sides = []
        for side in BOTH:
            m = side.evaluate(text)
            for seed in range(3):
                m(side.tensor(np.random.default_rng(seed).standard_normal(C4).astype(np.float32)))
            m.eval()
            sides.append((m, m(side.tensor(np.ones(C4, dtype=np.float32)))))
        (ours, a), (theirs, b) = sides
        same(a, b, text)
        for key, value in ours.state_dict().items():
            same(value, theirs.state_dict()[key], f"{text} {key}")
        ours.reset_running_stats()
        assert int(ours.num_batches_tracked) == 0


def test_article_network_is_the_same_network():
    for side in BOTH:
        side.seed(0)
        side.net = side.evaluate("Sequential(Flatten(), Linear(784, 256), ReLU(), Linear(256, 128), ReLU(), Linear(128, 10))")
    for a, b in zip(RECTIFY.net.parameters(), TORCH.net.parameters()):
        same(a, b, "weights", 0, 1e-8)


@pytest.mark.parametrize("text", ["Linear(3, 2)", "Sequential(Linear(3, 2), BatchNorm1d(2), PReLU(2))"])
def test_pickle(text):
    module = built(RECTIFY, text)
    other = pickle.loads(pickle.dumps(module))
    assert repr(other) == repr(module)
    for key, value in module.state_dict().items():
        same(other.state_dict()[key], value, key, 0, 0)
