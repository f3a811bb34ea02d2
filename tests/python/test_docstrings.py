"""Every public name says what it does."""
import inspect
import os
import re
import sys

import pytest
import rectify

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/site"))
import python_api  # noqa: E402

SPACES = [space for page in python_api.PAGES for space in page[3] if python_api.owner_of(space) is not None]


def said(value):
    """What a docstring says beside its signatures."""
    return (python_api.signatures(value)[1] if callable(value) else value.__doc__ or "").strip()


def is_described(value):
    return callable(value) or isinstance(value, property) or inspect.isdatadescriptor(value)


def public(space):
    owner = python_api.owner_of(space)
    for name in dir(owner):
        if python_api.is_public(space, owner, name):
            value = getattr(owner, name)
            yield name, value if callable(value) else inspect.getattr_static(owner, name)


@pytest.mark.parametrize("space", SPACES)
def test_public_names_are_described(space):
    bare = [name for name, value in public(space) if is_described(value) and not re.search(r"\w", said(value))]
    assert not bare


@pytest.mark.parametrize("space", SPACES)
def test_methods_are_described(space):
    bare = []
    for name, value in public(space):
        if not inspect.isclass(value) or not (value.__module__ or "").startswith("rectify"):
            continue
        for method in dir(value):
            f = inspect.getattr_static(value, method)
            if not method.startswith("_") and type(f).__name__ in ("function", "property", "staticmethod", "classmethod", "instancemethod", "builtin_function") and any(
                    method in vars(c) and c.__module__.startswith("rectify") for c in value.__mro__):
                text = said(f) if type(f).__name__ == "builtin_function" else inspect.getdoc(getattr(value, method)) or ""
                if not re.search(r"\w", re.sub(rf"^{method}\(self: .*\n?", "", text)):
                    bare.append(f"{name}.{method}")
    assert not bare


def test_help_shows_the_signature_and_the_sentence():
    assert rectify.cumsum.__doc__ == rectify.ones(1).cumsum.__doc__ == (
        "cumsum(Tensor input, int dim, *, ScalarType? dtype=None, Tensor? out=None)\n\nThe sum of the elements up to each place along dim. Integers become int64.")
    assert "In place: The sum of" in rectify.Tensor.cumsum_.__doc__
    assert rectify.linalg.norm.__doc__.endswith("by ord and dim.")
    assert "x > 0 ? x : 0" in rectify.relu.__doc__ and "x > 0 ? x : 0" in rectify.nn.functional.relu_.__doc__
    assert rectify.nn.MaxPool2d.__doc__ == "A module: " + rectify.nn.functional.max_pool2d.__doc__


def test_the_table_has_no_line_for_nothing():
    """A line describes a function of the extension or of the package, and stands once."""
    from rectify import _descriptions

    names = [n for line in _descriptions.TABLE.strip().split("\n") for n in line.split(": ")[0].split()]
    assert len(names) == len(set(names))
    there = {n for owner in (rectify._C.functions, rectify._C.nn, rectify._C.special, rectify._C.linalg) for n in vars(owner)} | set(dir(rectify.Tensor))
    for space in SPACES:
        for name, value in public(space):
            there |= {name} | (set(dir(value)) if inspect.isclass(value) else set())
            there.add(re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower())
    assert not [n for n in names if n.rpartition(".")[2] not in there]
