"""Comparison of tensors in tests: torch.testing."""
from . import _C
from ._C import Tensor

_TOLERANCES = {"float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7)}


def assert_close(actual, expected, *, rtol=None, atol=None, equal_nan=False, check_device=True, check_dtype=True, check_stride=False, msg=None, **unused):
    """AssertionError where they are not nearly equal; sequences and mappings are compared part by part."""
    if (rtol is None) != (atol is None):
        raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {'rtol' if rtol is None else 'atol'}.")
    _compare(actual, expected, dict(rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=check_dtype, check_stride=check_stride, msg=msg), "")


def _compare(actual, expected, o, path):
    def fail(text):
        text += f"\n\nThe failure occurred for item {path}" if path else ""
        raise AssertionError(o["msg"](text) if callable(o["msg"]) else o["msg"] or text)

    if isinstance(expected, dict) and isinstance(actual, dict):
        if actual.keys() != expected.keys():
            absent, more = (sorted(x.keys() - y.keys()) for x, y in ((expected, actual), (actual, expected)))
            fail(f"The keys of the mappings do not match:\nMissing keys in the actual mapping: {absent}\nAdditional keys in the actual mapping: {more}")
        for k in sorted(expected):
            _compare(actual[k], expected[k], o, f"{path}[{k!r}]")
        return
    if isinstance(expected, (list, tuple)) and isinstance(actual, (list, tuple)):
        if len(actual) != len(expected):
            fail(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}")
        for k, (a, b) in enumerate(zip(actual, expected)):
            _compare(a, b, o, f"{path}[{k}]")
        return
    plain = not isinstance(actual, Tensor) and not isinstance(expected, Tensor) and isinstance(expected, (int, float))
    a, b = (x.detach() if isinstance(x, Tensor) else _C.tensor(x, None, False) for x in (actual, expected))
    if a.shape != b.shape:
        fail(f"The values for attribute 'shape' do not match: {a.shape} != {b.shape}.")
    if a.dtype is not b.dtype:
        if o["check_dtype"] and not plain:
            fail(f"The values for attribute 'dtype' do not match: {a.dtype} != {b.dtype}.")
        t = _C.promote_types(a.dtype, b.dtype)
        a, b = a.to(t), b.to(t)
    if o["check_stride"] and a.stride() != b.stride():
        fail(f"The values for attribute 'stride()' do not match: {a.stride()} != {b.stride()}.")
    rtol, atol = o["rtol"], o["atol"]
    if rtol is None:
        rtol, atol = _TOLERANCES["float64"] if plain and a.is_floating_point() else _TOLERANCES.get(str(a.dtype).split(".")[1], (0.0, 0.0))
    if a.dtype is _C.bool:
        a, b = a.to(_C.int64), b.to(_C.int64)
    if plain and a.is_floating_point():
        a, b = (_C.tensor(float(x), _C.float64, False) for x in (actual, expected))
    good = a.isclose(b, rtol, atol, o["equal_nan"])
    if good.all():
        return
    if rtol == 0 and atol == 0 and plain:
        fail(f"Scalars are not equal!\n\nAbsolute difference: {abs(actual - expected)}\nRelative difference: {abs(actual - expected) / abs(expected) if expected else float('inf')}")
    off = (a - b).abs().masked_fill(good, 0)
    ratio = (off / b.abs()).masked_fill(good, 0)

    def line(name, x, most):
        where, allowed = "", f" (up to {most} allowed)" if rtol or atol else ""
        place = x.flatten().argmax().item()
        if x.dim():
            index, left = [], place
            for n in reversed(x.shape):
                left, k = divmod(left, n)
                index.insert(0, k)
            where = f" at index {tuple(index)}"
        return f"{name}: {x.flatten()[place].item()}{where}{allowed}"

    if plain or not a.dim():
        fail("Scalars are not close!\n\n" + line("Absolute difference", off, atol) + "\n" + line("Relative difference", ratio, rtol))
    bad = int((~good).sum())
    fail(f"Tensor-likes are not {'close' if rtol or atol else 'equal'}!\n\nMismatched elements: {bad} / {a.numel()} ({100 * bad / a.numel():.1f}%)\n"
         + line("Greatest absolute difference", off, atol) + "\n" + line("Greatest relative difference", ratio, rtol))


def assert_allclose(actual, expected, rtol=None, atol=None, equal_nan=True, msg=""):
    assert_close(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=False, msg=msg or None)
