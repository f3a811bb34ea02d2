"""Data parallelism over GPUs, of which there are none."""
from .module import Module


class DataParallel(Module):
    """Hands its inputs to module, as PyTorch's does where there is no GPU; names in state_dict begin with module."""

    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.module = module

    def forward(self, *inputs, **kwargs):
        return self.module(*inputs, **kwargs)
