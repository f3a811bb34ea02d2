"""Linear algebra: torch.linalg."""
from . import _C
from ._device import finfo as _finfo
from ._types import LinAlgError  # noqa: F401

globals().update({name: f for name, f in vars(_C.linalg).items() if not name.startswith("_")})

_where = _C.functions.where


def _eps(A):
    return _finfo(A.dtype).eps * max(A.shape[-2:], default=0) if A.is_floating_point() else 0.0  # others are refused later


def _tolerance(A, values, atol, rtol):
    """The greater of atol and rtol times the greatest singular value; rtol is eps times the greater size unless one of them is given."""
    if rtol is None:
        rtol = _eps(A) if atol is None else 0.0
    of_greatest = values.amax(-1, keepdim=True) * (rtol.unsqueeze(-1) if hasattr(rtol, "unsqueeze") else rtol)
    atol = 0.0 if atol is None else atol.unsqueeze(-1) if hasattr(atol, "unsqueeze") else atol
    return of_greatest.clamp(min=atol) if not hasattr(atol, "dim") else of_greatest.maximum(atol)


def matrix_rank(A, tol=None, hermitian=False, *, atol=None, rtol=None, out=None):
    """How many singular values of each matrix lie above the tolerance: tol, or the greater of atol and rtol times the greatest of them."""
    if A.dim() < 2:
        raise RuntimeError("torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions.")
    if not A.numel():
        y = A.new_zeros(A.shape[:-2], dtype=_C.int64)
    else:
        values = _C.linalg.eigvalsh(A).abs() if hermitian else _C.linalg.svdvals(A)
        y = (values > _tolerance(A, values, tol if atol is None else atol, 0.0 if tol is not None else rtol)).sum(-1)
    return y if out is None else out.resize_(y.shape).copy_(y)


def pinv(A, rcond=None, hermitian=False, *, atol=None, rtol=None, out=None):
    """The pseudo-inverse of each matrix; singular values at or below the greater of atol and rtol (rcond) times the greatest count as 0."""
    rtol = rcond if rtol is None else rtol
    if atol is None and isinstance(rtol, (int, float, type(None))):
        y = _C.linalg.pinv(A, float(_eps(A) if rtol is None else rtol), hermitian)
    else:
        u, s, vh = _C.linalg.svd(A, False)
        inverse = _where(s > _tolerance(A, s, atol, rtol), s.reciprocal(), 0.0)
        y = (vh.mT * inverse.unsqueeze(-2)) @ u.mT
    return y if out is None else out.resize_(y.shape).copy_(y)


def cond(A, p=None, *, out=None):
    """The condition number of each matrix: greatest over least singular value, or norm(A, p) norm(inv(A), p), where p is a number, 'fro' or 'nuc'."""
    y = _C.linalg.matrix_norm(A, p) * _C.linalg.matrix_norm(_C.linalg.inv(A), p) if isinstance(p, str) else _C.linalg.cond(A, p)
    return y if out is None else out.resize_(y.shape).copy_(y)
