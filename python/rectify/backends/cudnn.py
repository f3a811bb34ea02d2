"""torch.backends.cudnn: switches that change nothing."""

enabled = benchmark = allow_tf32 = False
deterministic = True


def is_available():
    return False


def version():
    return None
