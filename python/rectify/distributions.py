"""Probability distributions: samples, densities, entropies, as policies and variational networks use them."""
import math
import sys
from numbers import Number

from . import _C, linalg
from ._C import Tensor
from ._descriptions import fill_in
from ._device import finfo
from ._functions import broadcast_tensors
from ._types import Size
from .autograd import enable_grad, no_grad
from .nn import functional as F

_f = _C.functions

__all__ = ["Distribution", "Bernoulli", "Categorical", "Exponential", "Geometric", "Independent", "Laplace", "LogNormal", "MultivariateNormal", "Normal",
           "OneHotCategorical", "Poisson", "Uniform", "kl_divergence", "register_kl"]


class _Constraint:
    """What a parameter or a value must satisfy: its name as errors print it, and the check."""

    def __init__(self, shown, check, event_dim=0):
        self.shown, self.check, self.event_dim = shown, check, event_dim

    def __repr__(self):
        return self.shown


_real = _Constraint("Real()", lambda x: x == x)
_positive = _Constraint("GreaterThan(lower_bound=0.0)", lambda x: x > 0)
_nonnegative = _Constraint("GreaterThanEq(lower_bound=0.0)", lambda x: x >= 0)
_unit = _Constraint("Interval(lower_bound=0.0, upper_bound=1.0)", lambda x: (x >= 0) & (x <= 1))
_boolean = _Constraint("Boolean()", lambda x: (x == 0) | (x == 1))
_counting = _Constraint("IntegerGreaterThan(lower_bound=0)", lambda x: (x % 1 == 0) & (x >= 0))
_vector = _Constraint("IndependentConstraint(Real(), 1)", lambda x: (x == x).all(-1), 1)
_simplex = _Constraint("Simplex()", lambda x: (x >= 0).all(-1) & ((x.sum(-1) - 1).abs() < 1e-6), 1)
_one_hot = _Constraint("OneHot()", lambda x: ((x == 0) | (x == 1)).all(-1) & (x.sum(-1) == 1), 1)
_lower = _Constraint("LowerCholesky()", lambda x: ((x == x.tril()).flatten(-2).all(-1)) & (x.diagonal(dim1=-2, dim2=-1) > 0).all(-1), 2)
_definite = _Constraint("PositiveDefinite()", lambda x: (linalg.eigvalsh(x) > 0).all(-1), 2)


def _tensors(*values):
    """Numbers and tensors as tensors of one shape."""
    if not all(isinstance(v, (Tensor, Number)) for v in values):
        raise ValueError("Input arguments must all be instances of numbers.Number, torch.Tensor or objects implementing __torch_function__.")
    like = next((v for v in values if isinstance(v, Tensor)), None)
    return broadcast_tensors(*(v if isinstance(v, Tensor) else _C.tensor(v, like.dtype if like is not None else _C.get_default_dtype(), False) for v in values))


def _size(shape):
    return shape if isinstance(shape, Size) else Size(tuple(shape))


class Distribution:
    """What all distributions have: sample, rsample (whose samples have gradients), log_prob, entropy, mean, variance.

    batch_shape: of the parameters, each of which is a distribution of its own; event_shape: of one sample of one of them.
    """

    has_rsample = False
    arg_constraints = {}
    _validate_args = True

    @staticmethod
    def set_default_validate_args(value):
        """Whether parameters and values are checked where a distribution does not say."""
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def __init__(self, batch_shape=(), event_shape=(), validate_args=None):
        self.batch_shape, self.event_shape = _size(batch_shape), _size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if not self._validate_args:
            return
        for name, constraint in self.arg_constraints.items():
            if name not in self.__dict__:
                continue
            value = getattr(self, name)
            if not constraint.check(value.detach()).all():
                raise ValueError(f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution {self!r} to satisfy the constraint {constraint!r}, "
                                 f"but found invalid values:\n{value}")

    @property
    def stddev(self):
        """The square root of the variance."""
        return self.variance.sqrt()

    def _extended(self, sample_shape):
        return Size(tuple(sample_shape) + tuple(self.batch_shape) + tuple(self.event_shape))

    def sample(self, sample_shape=()):
        """Samples without gradients, of sample_shape + batch_shape + event_shape."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=()):
        """Samples that depend on the parameters by a formula, so that gradients pass; NotImplementedError where there is none."""
        raise NotImplementedError

    def sample_n(self, n):
        """Deprecated: sample((n,))."""
        return self.sample((n,))

    def log_prob(self, value):
        """The logarithm of the density, or of the probability, at value."""
        raise NotImplementedError

    def entropy(self):
        """The entropy, of batch_shape."""
        raise NotImplementedError

    def perplexity(self):
        """exp(entropy())."""
        return self.entropy().exp()

    def cdf(self, value):
        """The probability of what is at most value."""
        raise NotImplementedError

    def icdf(self, value):
        """The number whose cdf is value."""
        raise NotImplementedError

    def _check(self, value):
        if not self._validate_args:
            return
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        event = len(value.shape) - len(self.event_shape)
        if tuple(value.shape[event:]) != tuple(self.event_shape):
            raise ValueError(f"The right-most size of value must match event_shape: {value.shape} vs {self.event_shape}.")
        for a, b in zip(reversed(value.shape), reversed(tuple(self.batch_shape) + tuple(self.event_shape))):
            if a != 1 and b != 1 and a != b:
                raise ValueError(f"Value is not broadcastable with batch_shape+event_shape: {value.shape} vs {Size(tuple(self.batch_shape) + tuple(self.event_shape))}.")
        support = self.support
        if not support.check(value.detach()).all():
            raise ValueError(f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the support ({support!r}) of the distribution {self!r}, "
                             f"but found invalid values:\n{value}")

    def __repr__(self):
        shown = [(k, self.__dict__[k]) for k in self.arg_constraints if k in self.__dict__]
        return f"{type(self).__name__}({', '.join(f'{k}: {v if v.numel() == 1 else v.size()}' for k, v in shown)})"


class Normal(Distribution):
    """The normal distribution of mean loc and standard deviation scale."""

    has_rsample, arg_constraints, support = True, {"loc": _real, "scale": _positive}, _real

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = _tensors(loc, scale)
        super().__init__(self.loc.size(), (), validate_args)

    mean = mode = property(lambda self: self.loc)
    stddev = property(lambda self: self.scale)
    variance = property(lambda self: self.scale.pow(2))

    def sample(self, sample_shape=()):
        shape = self._extended(sample_shape)
        with no_grad():
            return _f.normal(self.loc.expand(shape), self.scale.expand(shape))

    def rsample(self, sample_shape=()):
        shape = self._extended(sample_shape)
        return self.loc + _f.normal(_f.zeros(shape, dtype=self.loc.dtype), _f.ones(shape, dtype=self.loc.dtype)) * self.scale

    def log_prob(self, value):
        self._check(value)
        return -((value - self.loc) ** 2) / (2 * self.scale**2) - self.scale.log() - math.log(math.sqrt(2 * math.pi))

    def cdf(self, value):
        self._check(value)
        return 0.5 * (1 + _f.erf((value - self.loc) * self.scale.reciprocal() / math.sqrt(2)))

    def icdf(self, value):
        return self.loc + self.scale * _f.erfinv(2 * value - 1) * math.sqrt(2)

    def entropy(self):
        return 0.5 + 0.5 * math.log(2 * math.pi) + _f.log(self.scale)


class LogNormal(Distribution):
    """exp of a normal distribution's samples."""

    has_rsample, arg_constraints, support = True, {"loc": _real, "scale": _positive}, _positive

    def __init__(self, loc, scale, validate_args=None):
        self.base_dist = Normal(loc, scale, validate_args)
        super().__init__(self.base_dist.batch_shape, (), validate_args)

    loc = property(lambda self: self.base_dist.loc)
    scale = property(lambda self: self.base_dist.scale)
    mean = property(lambda self: (self.loc + self.scale.pow(2) / 2).exp())
    mode = property(lambda self: (self.loc - self.scale.square()).exp())
    variance = property(lambda self: (self.scale.pow(2).exp() - 1) * (2 * self.loc + self.scale.pow(2)).exp())

    def rsample(self, sample_shape=()):
        return self.base_dist.rsample(sample_shape).exp()

    def log_prob(self, value):
        self._check(value)
        return self.base_dist.log_prob(value.log()) - value.log()

    def cdf(self, value):
        self._check(value)
        return self.base_dist.cdf(value.log())

    def icdf(self, value):
        return self.base_dist.icdf(value).exp()

    def entropy(self):
        return self.base_dist.entropy() + self.loc

    def __repr__(self):
        return "LogNormal()"


class Laplace(Distribution):
    """Laplace's distribution: two exponential ones back to back."""

    has_rsample, arg_constraints, support = True, {"loc": _real, "scale": _positive}, _real

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = _tensors(loc, scale)
        super().__init__(self.loc.size(), (), validate_args)

    mean = mode = property(lambda self: self.loc)
    variance = property(lambda self: 2 * self.scale.pow(2))

    def rsample(self, sample_shape=()):
        u = self.loc.new_empty(self._extended(sample_shape)).uniform_(finfo(self.loc.dtype).eps - 1, 1)
        return self.loc - self.scale * u.sign() * _f.log1p(-u.abs())

    def log_prob(self, value):
        self._check(value)
        return -_f.log(2 * self.scale) - _f.abs(value - self.loc) / self.scale

    def cdf(self, value):
        self._check(value)
        return 0.5 - 0.5 * (value - self.loc).sign() * _f.expm1(-(value - self.loc).abs() / self.scale)

    def entropy(self):
        return 1 + _f.log(2 * self.scale)


class Uniform(Distribution):
    """The uniform distribution on [low, high)."""

    has_rsample = True

    def __init__(self, low, high, validate_args=None):
        self.low, self.high = _tensors(low, high)
        super().__init__(self.low.size(), (), validate_args)
        if self._validate_args and not (self.low < self.high).all():
            raise ValueError("Uniform is not defined when low>= high")

    arg_constraints = {"low": _real, "high": _real}
    mean = property(lambda self: (self.high + self.low) / 2)
    stddev = property(lambda self: (self.high - self.low) / 12**0.5)
    variance = property(lambda self: (self.high - self.low).pow(2) / 12)

    @property
    def support(self):
        """Where the density is not 0."""
        return _Constraint(f"Interval(lower_bound={self.low}, upper_bound={self.high})", lambda x: (x >= self.low) & (x <= self.high))

    def rsample(self, sample_shape=()):
        return self.low + _f.rand(self._extended(sample_shape), dtype=self.low.dtype) * (self.high - self.low)

    def log_prob(self, value):
        self._check(value)
        inside = ((self.low <= value) & (self.high > value)).type_as(self.low)
        return _f.log(inside) - _f.log(self.high - self.low)

    def cdf(self, value):
        self._check(value)
        return ((value - self.low) / (self.high - self.low)).clamp(0, 1)

    def icdf(self, value):
        return value * (self.high - self.low) + self.low

    def entropy(self):
        return _f.log(self.high - self.low)


class Exponential(Distribution):
    """The exponential distribution of this rate."""

    has_rsample, arg_constraints, support = True, {"rate": _positive}, _nonnegative

    def __init__(self, rate, validate_args=None):
        (self.rate,) = _tensors(rate)
        super().__init__(self.rate.size(), (), validate_args)

    mean = stddev = property(lambda self: self.rate.reciprocal())
    mode = property(lambda self: _f.zeros_like(self.rate))
    variance = property(lambda self: self.rate.pow(-2))

    def rsample(self, sample_shape=()):
        return self.rate.new_empty(self._extended(sample_shape)).exponential_() / self.rate

    def log_prob(self, value):
        self._check(value)
        return self.rate.log() - self.rate * value

    def cdf(self, value):
        self._check(value)
        return 1 - _f.exp(-self.rate * value)

    def icdf(self, value):
        return -_f.log1p(-value) / self.rate

    def entropy(self):
        return 1.0 - _f.log(self.rate)


class _OfProbabilities(Distribution):
    """By probs or logits, of which one is given and the other follows."""

    def _settle(self, probs, logits):
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        return "probs" if logits is None else "logits"

    def __getattr__(self, name):
        with enable_grad():  # sample asks without gradients, and log_prob uses the same later
            if name == "probs" and "logits" in self.__dict__:
                self.probs = self._to_probs(self.logits)
                return self.probs
            if name == "logits" and "probs" in self.__dict__:
                self.logits = self._to_logits(self.probs)
                return self.logits
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    @staticmethod
    def _clamped(probs):
        eps = finfo(probs.dtype).eps
        return probs.clamp(min=eps, max=1 - eps)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{k}: {v if v.numel() == 1 else v.size()}' for k in ('probs', 'logits') if (v := self.__dict__.get(k)) is not None)})"


class Bernoulli(_OfProbabilities):
    """0 or 1, 1 with probability probs, or sigmoid(logits)."""

    arg_constraints, support = {"probs": _unit, "logits": _real}, _boolean

    def __init__(self, probs=None, logits=None, validate_args=None):
        which = self._settle(probs, logits)
        (value,) = _tensors(probs if logits is None else logits)
        setattr(self, which, value)
        super().__init__(value.size(), (), validate_args)

    _to_probs = staticmethod(_f.sigmoid)
    _to_logits = staticmethod(lambda p: _f.log(_OfProbabilities._clamped(p)) - _f.log1p(-_OfProbabilities._clamped(p)))
    mean = property(lambda self: self.probs)
    mode = property(lambda self: (self.probs >= 0.5).to(self.probs.dtype).masked_fill(self.probs == 0.5, math.nan))
    variance = property(lambda self: self.probs * (1 - self.probs))

    def sample(self, sample_shape=()):
        with no_grad():
            return _f.bernoulli(self.probs.expand(self._extended(sample_shape)))

    def log_prob(self, value):
        self._check(value)
        logits, value = broadcast_tensors(self.logits, value)
        return -F.binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self):
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")


class Geometric(_OfProbabilities):
    """How many failures come before the first success of probability probs."""

    arg_constraints, support = {"probs": _unit, "logits": _real}, _counting

    def __init__(self, probs=None, logits=None, validate_args=None):
        which = self._settle(probs, logits)
        (value,) = _tensors(probs if logits is None else logits)
        setattr(self, which, value)
        super().__init__(value.size(), (), validate_args)
        if self._validate_args and logits is None and not (value > 0).all():
            raise ValueError(f"Expected parameter probs ({type(value).__name__} of shape {tuple(value.shape)}) of distribution {self!r} to be positive but found invalid values:\n{value[~(value > 0)]}")

    _to_probs, _to_logits = staticmethod(Bernoulli._to_probs), staticmethod(Bernoulli._to_logits)
    mean = property(lambda self: 1.0 / self.probs - 1.0)
    mode = property(lambda self: _f.zeros_like(self.probs))
    variance = property(lambda self: (1.0 / self.probs - 1.0) / self.probs)

    def sample(self, sample_shape=()):
        with no_grad():
            u = self.probs.new_empty(self._extended(sample_shape)).uniform_(finfo(self.probs.dtype).tiny, 1)
            return (u.log() / (-self.probs).log1p()).floor()

    def log_prob(self, value):
        self._check(value)
        value, probs = broadcast_tensors(value, self.probs)
        probs = probs.masked_fill((probs == 1) & (value == 0), 0)
        return value * (-probs).log1p() + self.probs.log()

    def entropy(self):
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs


class Categorical(_OfProbabilities):
    """A class number, with the probabilities probs (which are normalised) or softmax(logits) over the last dimension."""

    arg_constraints = {"probs": _simplex, "logits": _vector}

    def __init__(self, probs=None, logits=None, validate_args=None):
        which = self._settle(probs, logits)
        value = probs if logits is None else logits
        if value.dim() < 1:
            raise ValueError(f"`{which}` parameter must be at least one-dimensional.")
        setattr(self, which, value / value.sum(-1, keepdim=True) if logits is None else value - value.logsumexp(-1, keepdim=True))
        self._num_events = value.size(-1)
        super().__init__(value.shape[:-1], (), validate_args)

    _to_probs = staticmethod(lambda logits: F.softmax(logits, -1))
    _to_logits = staticmethod(lambda p: _f.log(_OfProbabilities._clamped(p)))
    param_shape = property(lambda self: (self.probs if "probs" in self.__dict__ else self.logits).size())
    mean = variance = property(lambda self: _f.full(self.batch_shape, math.nan, dtype=self.probs.dtype))
    mode = property(lambda self: self.probs.argmax(-1))

    @property
    def support(self):
        """The class numbers."""
        n = self._num_events
        return _Constraint(f"IntegerInterval(lower_bound=0, upper_bound={n - 1})", lambda x: (x % 1 == 0) & (x >= 0) & (x <= n - 1))

    def sample(self, sample_shape=()):
        count = math.prod(sample_shape)
        with no_grad():
            drawn = _f.multinomial(self.probs.reshape(-1, self._num_events), count, True).t()
            return drawn.reshape(self._extended(sample_shape))

    def enumerate_support(self, expand=True):
        """All class numbers, along a new first dimension."""
        values = _f.arange(self._num_events, dtype=_C.int64).view((-1,) + (1,) * len(self.batch_shape))
        return values.expand((-1,) + tuple(self.batch_shape)) if expand else values

    def log_prob(self, value):
        self._check(value)
        value = value.long().unsqueeze(-1)
        value, logits = broadcast_tensors(value, self.logits)
        return logits.gather(-1, value[..., :1]).squeeze(-1)

    def entropy(self):
        return -(self.logits.clamp(min=finfo(self.logits.dtype).min) * self.probs).sum(-1)


class OneHotCategorical(Distribution):
    """Categorical, with a 1 at the class's place for its number."""

    arg_constraints, support = {"probs": _simplex, "logits": _vector}, _one_hot

    def __init__(self, probs=None, logits=None, validate_args=None):
        self._categorical = Categorical(probs, logits)
        super().__init__(self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args)

    probs = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)
    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))

    def sample(self, sample_shape=()):
        return F.one_hot(self._categorical.sample(sample_shape), self.event_shape[0]).to(self.probs.dtype)

    def log_prob(self, value):
        self._check(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def entropy(self):
        return self._categorical.entropy()

    def __repr__(self):
        return "OneHotCategorical()"


class Poisson(Distribution):
    """The Poisson distribution of this rate."""

    arg_constraints, support = {"rate": _nonnegative}, _counting

    def __init__(self, rate, validate_args=None):
        (self.rate,) = _tensors(rate)
        super().__init__(self.rate.size(), (), validate_args)

    mean = variance = property(lambda self: self.rate)
    mode = property(lambda self: self.rate.floor())

    def sample(self, sample_shape=()):
        with no_grad():
            return _f.poisson(self.rate.expand(self._extended(sample_shape)))

    def log_prob(self, value):
        self._check(value)
        rate, value = broadcast_tensors(self.rate, value)
        return _f.xlogy(value, rate) - rate - _f.lgamma(value + 1)


class MultivariateNormal(Distribution):
    """The normal distribution of vectors, by its covariance, precision or Cholesky factor (scale_tril), of which one is given."""

    has_rsample, support = True, _vector
    arg_constraints = {"loc": _vector, "covariance_matrix": _definite, "precision_matrix": _definite, "scale_tril": _lower}

    def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        given = {"covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix, "scale_tril": scale_tril}
        if sum(v is not None for v in given.values()) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        name, matrix = next((k, v) for k, v in given.items() if v is not None)
        if matrix.dim() < 2:
            raise ValueError(f"{name} must be at least two-dimensional, with optional leading batch dimensions")
        batch = broadcast_tensors(matrix[..., 0], loc)[0].shape[:-1]
        self.loc = loc.expand(tuple(batch) + (-1,))
        setattr(self, name, matrix.expand(tuple(batch) + (-1, -1)))
        super().__init__(batch, self.loc.shape[-1:], validate_args)
        self._tril = (matrix if name == "scale_tril" else linalg.cholesky(matrix if name == "covariance_matrix" else linalg.inv(matrix)))

    def __getattr__(self, name):
        if "_tril" in self.__dict__ and name in ("scale_tril", "covariance_matrix", "precision_matrix"):
            n, batch = self.event_shape[0], tuple(self.batch_shape)
            whole = self._tril if name == "scale_tril" else self._tril @ self._tril.mT
            self.__dict__[name] = (linalg.inv(whole) if name == "precision_matrix" else whole).expand(batch + (n, n))
            return self.__dict__[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    mean = mode = property(lambda self: self.loc)
    variance = property(lambda self: self._tril.pow(2).sum(-1).expand(tuple(self.batch_shape) + tuple(self.event_shape)))

    def rsample(self, sample_shape=()):
        shape = self._extended(sample_shape)
        eps = _f.normal(_f.zeros(shape, dtype=self.loc.dtype), _f.ones(shape, dtype=self.loc.dtype))
        return self.loc + (self._tril @ eps.unsqueeze(-1)).squeeze(-1)

    def _log_det(self):
        return self._tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)

    def log_prob(self, value):
        self._check(value)
        off = (value - self.loc).unsqueeze(-1)
        off, tril = off, self._tril.expand(tuple(off.shape[:-2]) + tuple(self._tril.shape[-2:]))
        m = linalg.solve_triangular(tril, off, upper=False).squeeze(-1).pow(2).sum(-1)
        return -0.5 * (self.event_shape[0] * math.log(2 * math.pi) + m) - self._log_det()

    def entropy(self):
        h = 0.5 * self.event_shape[0] * (1.0 + math.log(2 * math.pi)) + self._log_det()
        return h.expand(self.batch_shape) if len(self.batch_shape) else h


class Independent(Distribution):
    """base_dist with the last dimensions of its batch made dimensions of an event: log_prob and entropy are summed over them."""

    def __init__(self, base_distribution, reinterpreted_batch_ndims, validate_args=None):
        batch = tuple(base_distribution.batch_shape)
        if reinterpreted_batch_ndims > len(batch):
            raise ValueError(f"Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual {reinterpreted_batch_ndims} vs {len(batch)}")
        cut = len(batch) - reinterpreted_batch_ndims
        self.base_dist, self.reinterpreted_batch_ndims = base_distribution, reinterpreted_batch_ndims
        super().__init__(batch[:cut], batch[cut:] + tuple(base_distribution.event_shape), validate_args)

    has_rsample = property(lambda self: self.base_dist.has_rsample)
    mean = property(lambda self: self.base_dist.mean)
    mode = property(lambda self: self.base_dist.mode)
    variance = property(lambda self: self.base_dist.variance)

    def _sum(self, x):
        return x.sum(tuple(range(-self.reinterpreted_batch_ndims, 0))) if self.reinterpreted_batch_ndims else x

    def sample(self, sample_shape=()):
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape=()):
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value):
        return self._sum(self.base_dist.log_prob(value))

    def entropy(self):
        return self._sum(self.base_dist.entropy())

    def __repr__(self):
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"


_KL = {}


def register_kl(type_p, type_q):
    """Decorates the function that kl_divergence calls for two types of distribution."""
    def register(function):
        _KL[type_p, type_q] = function
        return function

    return register


def kl_divergence(p, q):
    """The Kullback-Leibler divergence of q from p; NotImplementedError where no formula is registered."""
    found = next((f for (a, b), f in _KL.items() if isinstance(p, a) and isinstance(q, b)), None)
    if found is None:
        raise NotImplementedError(f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}")
    return found(p, q)


@register_kl(Normal, Normal)
def _kl_normal(p, q):
    ratio = (p.scale / q.scale).pow(2)
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).pow(2) - 1 - ratio.log())


@register_kl(Categorical, Categorical)
def _kl_categorical(p, q):
    t = p.probs * (p.logits - q.logits)
    return t.masked_fill((q.probs == 0).expand_as(t), math.inf).masked_fill((p.probs == 0).expand_as(t), 0).sum(-1)


@register_kl(OneHotCategorical, OneHotCategorical)
def _kl_one_hot(p, q):
    return _kl_categorical(p._categorical, q._categorical)


@register_kl(Bernoulli, Bernoulli)
def _kl_bernoulli(p, q):
    one = (p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))).masked_fill(q.probs == 0, math.inf).masked_fill(p.probs == 0, 0)
    other = ((1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))).masked_fill(q.probs == 1, math.inf).masked_fill(p.probs == 1, 0)
    return one + other


@register_kl(Uniform, Uniform)
def _kl_uniform(p, q):
    return _f.log((q.high - q.low) / (p.high - p.low)).masked_fill((q.low > p.low) | (q.high < p.high), math.inf)


@register_kl(Exponential, Exponential)
def _kl_exponential(p, q):
    ratio = q.rate / p.rate
    return ratio - ratio.log() - 1


@register_kl(Laplace, Laplace)
def _kl_laplace(p, q):
    ratio, off = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + off / q.scale + ratio * _f.exp(-off / p.scale) - 1


@register_kl(LogNormal, LogNormal)
def _kl_log_normal(p, q):
    return _kl_normal(p.base_dist, q.base_dist)


@register_kl(Poisson, Poisson)
def _kl_poisson(p, q):
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Geometric, Geometric)
def _kl_geometric(p, q):
    return -p.entropy() - _f.log1p(-q.probs) / p.probs - q.logits


@register_kl(Normal, Uniform)
def _kl_normal_uniform(p, q):
    return _f.full_like(p.loc + q.low, math.inf)


@register_kl(Independent, Independent)
def _kl_independent(p, q):
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return p._sum(kl_divergence(p.base_dist, q.base_dist))


@register_kl(MultivariateNormal, MultivariateNormal)
def _kl_multivariate(p, q):
    if tuple(p.event_shape) != tuple(q.event_shape):
        raise ValueError("KL-divergence between two Multivariate Normals with different event shapes cannot be computed")
    solved = linalg.solve_triangular(q._tril, p._tril, upper=False).pow(2).sum((-2, -1))
    off = linalg.solve_triangular(q._tril, (q.loc - p.loc).unsqueeze(-1), upper=False).squeeze(-1).pow(2).sum(-1)
    return q._log_det() - p._log_det() + 0.5 * (solved + off - p.event_shape[0])


for _class in [value for value in globals().values() if isinstance(value, type) and issubclass(value, Distribution)]:
    fill_in(_class, "Distribution")

kl = sys.modules[__name__]
for _name in ("bernoulli", "categorical", "distribution", "exponential", "geometric", "independent", "kl", "laplace", "log_normal", "multivariate_normal", "normal",
              "one_hot_categorical", "poisson", "uniform"):  # PyTorch has a module for each: from torch.distributions.normal import Normal
    sys.modules[f"{__name__}.{_name}"] = kl
