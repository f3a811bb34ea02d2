"""Classes that the extension needs when it is loaded."""


class Size(tuple):
    """The sizes of a tensor: a tuple of ints."""

    __slots__ = ()

    def numel(self):
        """How many elements a tensor of this size has."""
        n = 1
        for s in self:
            n *= s
        return n

    def __repr__(self):
        return f"torch.Size([{', '.join(map(str, self))}])"

    __str__ = __repr__

    def __getitem__(self, key):
        part = tuple.__getitem__(self, key)
        return Size(part) if isinstance(key, slice) else part

    def __add__(self, other):
        return Size(tuple.__add__(self, tuple(other)))

    def __reduce__(self):
        return Size, (tuple(self),)


class _LinAlgError(RuntimeError):
    """A matrix has not the property that an algorithm needs."""


LinAlgError = _LinAlgError
