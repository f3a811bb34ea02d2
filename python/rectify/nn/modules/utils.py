"""One number that stands for each dimension."""


def tuple_of(n):
    def make(x):
        return tuple(x) if hasattr(x, "__iter__") else (x,) * n

    return make


_single, _pair, _triple, _quadruple = map(tuple_of, (1, 2, 3, 4))


def reversed_twice(numbers):
    """(a, b) as (b, b, a, a): for pad, which takes the last dimension first, both sides of it."""
    return tuple(x for x in reversed(numbers) for _ in range(2))
