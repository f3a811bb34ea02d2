# Written by scripts/python_nn_stubs.py: do not edit.
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple, TypeVar, Union, overload
from .._C import Tensor

class Parameter(Tensor):
    def __init__(self, data: Optional[Tensor] = ..., requires_grad: bool = ...) -> None: ...

class Buffer(Tensor):
    persistent: bool
    def __init__(self, data: Optional[Tensor] = ..., *, persistent: bool = ...) -> None: ...

class UninitializedParameter(Parameter): ...
