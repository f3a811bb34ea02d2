"""torch.cuda for programs that ask whether it is there: it is not."""


def __getattr__(name):
    if name == "amp":  # loaded when it is asked for
        import importlib

        return importlib.import_module(".amp", __name__)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def is_available():
    return False


def device_count():
    return 0


def manual_seed(seed):
    pass


def manual_seed_all(seed):
    pass


def empty_cache():
    pass


def synchronize(device=None):
    raise AssertionError("rectify computes on the CPU: CUDA is not available")


def current_device():
    raise AssertionError("rectify computes on the CPU: CUDA is not available")
