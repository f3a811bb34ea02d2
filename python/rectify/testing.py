"""Comparison of tensors in tests: torch.testing."""
from . import _C
from ._C import Tensor

_TOLERANCES = {"float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7)}


def assert_close(actual, expected, *, rtol=None, atol=None, equal_nan=False, check_device=True, check_dtype=True, check_stride=False, msg=None, **unused):
    """AssertionError where they are not nearly equal; sequences and mappings are compared part by part."""
    if isinstance(expected, dict):
        if actual.keys() != expected.keys():
            raise AssertionError(f"The keys of the mappings do not match: {sorted(actual)} and {sorted(expected)}")
        for k in expected:
            assert_close(actual[k], expected[k], rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=check_dtype, check_stride=check_stride, msg=msg)
        return
    if isinstance(expected, (list, tuple)):
        if len(actual) != len(expected):
            raise AssertionError(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}")
        for a, b in zip(actual, expected):
            assert_close(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=check_dtype, check_stride=check_stride, msg=msg)
        return
    if (rtol is None) != (atol is None):
        raise ValueError("Both 'rtol' and 'atol' must be either specified or unspecified.")
    a, b = (x.detach() if isinstance(x, Tensor) else _C.tensor(x, None, False) for x in (actual, expected))
    if a.shape != b.shape:
        raise AssertionError(f"The values for attribute 'shape' do not match: {a.shape} != {b.shape}.")
    if a.dtype is not b.dtype:
        if check_dtype:
            raise AssertionError(f"The values for attribute 'dtype' do not match: {a.dtype} != {b.dtype}.")
        t = _C.promote_types(a.dtype, b.dtype)
        a, b = a.to(t), b.to(t)
    if check_stride and a.stride() != b.stride():
        raise AssertionError(f"The values for attribute 'stride()' do not match: {a.stride()} != {b.stride()}.")
    if rtol is None:
        rtol, atol = _TOLERANCES.get(str(a.dtype).split(".")[1], (0.0, 0.0))
    if not a.is_floating_point():
        a, b = a.to(_C.float64), b.to(_C.float64)
    good = a.isclose(b, rtol, atol, equal_nan)
    if good.all():
        return
    bad = int((~good).sum())
    off = (a - b).abs().nan_to_num(float("inf"))
    text = (f"Tensor-likes are not close!\n\nMismatched elements: {bad} / {a.numel()} ({100 * bad / max(a.numel(), 1):.1f}%)\n"
            f"Greatest absolute difference: {off.max().item()} (up to {atol} allowed)\nGreatest relative difference: {(off / b.abs()).nan_to_num(0.0).max().item()} (up to {rtol} allowed)")
    raise AssertionError(msg(text) if callable(msg) else msg or text)


def assert_allclose(actual, expected, rtol=None, atol=None, equal_nan=True, msg=""):
    assert_close(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=False, msg=msg or None)
