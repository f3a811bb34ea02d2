"""How losses are reduced: by a name, or by the two flags that came before it."""
import warnings

_NUMBERS = {"none": 0, "mean": 1, "sum": 2}


def legacy_get_string(size_average, reduce):
    size_average = True if size_average is None else size_average
    reduce = True if reduce is None else reduce
    name = "none" if not reduce else "mean" if size_average else "sum"
    warnings.warn(f"size_average and reduce args will be deprecated, please use reduction='{name}' instead.", stacklevel=3)
    return name


def get_enum(reduction):
    number = _NUMBERS.get(reduction)
    if number is None:
        if reduction == "elementwise_mean":
            warnings.warn("reduction='elementwise_mean' is deprecated, please use reduction='mean' instead.", stacklevel=3)
            return 1
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return number


def number_of(reduction, size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        reduction = legacy_get_string(size_average, reduce)
    return get_enum(reduction)
