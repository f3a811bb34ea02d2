"""Files of the safetensors format, shared with PyTorch and others."""
from . import _C


def save_file(tensors, filename, metadata=None):
    """Writes a dict of tensors; the file appears whole or not at all."""
    _C.save_safetensors(dict(tensors), str(filename), dict(metadata or {}))


def load_file(filename):
    """The dict of tensors of a file."""
    return _C.load_safetensors(str(filename))[0]


def metadata(filename):
    """The strings stored beside the tensors."""
    return _C.load_safetensors(str(filename))[1]
