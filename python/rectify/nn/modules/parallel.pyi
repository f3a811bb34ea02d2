# Written by scripts/python_nn_stubs.py: do not edit.
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple, TypeVar, Union, overload
from ..._C import Generator, Tensor, dtype, layout, memory_format
from ..parameter import Parameter
from .module import Module

class DataParallel(Module):
    def __init__(self, module: Tensor, device_ids: Optional[Tensor] = ..., output_device: Optional[Tensor] = ..., dim: int = ...) -> None: ...
    def __call__(self, *inputs: Any, **kwargs: Any) -> Tensor: ...
