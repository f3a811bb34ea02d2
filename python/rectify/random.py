"""The random stream: PyTorch's, so a seed gives the same numbers."""
import contextlib

from . import _C

_generator = _C.default_generator


def manual_seed(seed):
    """Starts the stream again; returns the generator."""
    return _generator.manual_seed(int(seed))


def seed():
    """A seed from the system; returns it."""
    return _generator.seed()


def initial_seed():
    return _generator.initial_seed()


def get_rng_state():
    """Everything that decides what comes next, as bytes."""
    return _generator.get_state()


def set_rng_state(new_state):
    _generator.set_state(new_state)


@contextlib.contextmanager
def fork_rng(devices=None, enabled=True):
    """What is drawn inside does not move the stream outside."""
    if not enabled:
        yield
        return
    state = get_rng_state()
    try:
        yield
    finally:
        set_rng_state(state)
