"""Mixed precision, as far as a program may name it: tensors keep their dtypes here, so autocast is always off."""
import functools
import warnings

__all__ = ["GradScaler", "autocast"]


class autocast:
    """A context or decorator that changes nothing. For "cuda" it says so in a warning, as PyTorch without CUDA does; on the CPU it may only be off."""

    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        if device_type not in ("cpu", "cuda"):
            raise RuntimeError(f"User specified autocast device_type must be 'cuda' or 'cpu', but got {device_type}")
        if enabled and device_type == "cuda":
            warnings.warn("User provided device_type of 'cuda', but CUDA is not available. Disabling", stacklevel=2)
        elif enabled:
            raise NotImplementedError("rectify computes in the dtypes that tensors have: autocast is not available on the CPU, other than with enabled=False")

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        return False

    def __call__(self, function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        return call


class GradScaler:
    """Scales losses by 1: a scaler for half precision on CUDA, which is switched off here, with a warning unless enabled is False."""

    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000, enabled=True):
        if enabled:
            warnings.warn("torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.", stacklevel=2)

    def scale(self, outputs):
        """The outputs as they are."""
        return outputs

    def unscale_(self, optimizer):
        """Does nothing."""

    def step(self, optimizer, *args, **kwargs):
        """optimizer.step(...)."""
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale=None):
        """Does nothing."""

    def get_scale(self):
        """1.0."""
        return 1.0

    def is_enabled(self):
        """False."""
        return False

    def state_dict(self):
        """An empty dict."""
        return {}

    def load_state_dict(self, state_dict):
        """Does nothing."""
