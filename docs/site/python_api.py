"""Pages of the Python API, written from the package itself: signatures and docstrings, nothing else."""
import importlib
import inspect
import os
import re
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts"))
from python_stubs import split  # noqa: E402

PAGES = [  # (file, title, what stands above, namespaces)
    ("torch", "rectify", "Functions of the top level. What one does is what PyTorch's function of that name does.", ["rectify"]),
    ("tensor", "Tensor", "", ["rectify.Tensor"]),
    ("autograd", "Autograd", "", ["rectify.autograd", "rectify.autograd.functional"]),
    ("nn", "Layers and losses: rectify.nn", "", ["rectify.nn"]),
    ("functional", "rectify.nn.functional", "", ["rectify.nn.functional"]),
    ("init", "Initialisation, utilities of networks", "", ["rectify.nn.init", "rectify.nn.utils", "rectify.nn.utils.rnn", "rectify.nn.utils.parametrize"]),
    ("optim", "Optimizers and schedulers", "", ["rectify.optim", "rectify.optim.lr_scheduler", "rectify.optim.swa_utils"]),
    ("data", "Data: rectify.utils.data", "", ["rectify.utils.data"]),
    ("distributions", "Distributions", "", ["rectify.distributions"]),
    ("linalg", "Linear algebra and special functions", "", ["rectify.linalg", "rectify.special"]),
    ("inspect", "What happens inside: rectify.inspect", "Definitions and limits: [What happens inside a network](../project/inspect.md).", ["rectify.inspect"]),
    ("rest", "Files, random numbers, tests", "", ["rectify.safetensors", "rectify.utils.tensorboard", "rectify.random", "rectify.testing", "rectify.amp"]),
]
WHOLE = {"rectify.nn.Module", "rectify.optim.Optimizer", "rectify.autograd.Function", "rectify.inspect.Probe", "rectify.inspect.Recording", "rectify.inspect.Report", "rectify.inspect.Repaired",
         "rectify.utils.tensorboard.SummaryWriter"}  # classes whose methods are shown by autodoc
TYPES = {"Tensor?": "Tensor | None", "Scalar": "Number", "ScalarType": "dtype", "str": "str"}


def escaped(text):
    """Plain words as reStructuredText: docstrings are not markup, except for `names`."""
    parts = re.split(r"(`+[^`]+`+)", text)
    return "".join(f"``{p.strip('`')}``" if p.startswith("`") else re.sub(r"([\\*|_`])", r"\\\1", p) for p in parts)


def paragraphs(doc):
    """The lines of a docstring as reStructuredText: paragraphs of words, and whatever is indented or looks like a session as code."""
    lines = []
    for block in re.split(r"\n\s*\n", inspect.cleandoc(doc or "").strip()):
        rows = block.split("\n")
        if block.startswith((" ", ">>>")) or any(r.startswith("  ") for r in rows):
            lines += ["::", "", *("    " + r for r in rows), ""]
        elif block:
            lines += [escaped(" ".join(rows)), ""]
    return lines


def type_of(text):
    base = re.sub(r"\[\d*\]", "", text)
    listed = "[" in text
    maybe = base.endswith("?")
    base = TYPES.get(base.rstrip("?"), base.rstrip("?"))
    if listed:
        base = "list[Tensor]" if base == "Tensor" else f"{base} | tuple[{base}, ...]"
    return base + (" | None" if maybe else "")


def python_signature(line, method):
    """`add(Tensor input, *, Scalar alpha=1)` as Python writes it."""
    inside = line[line.index("(") + 1:line.rindex(")")]
    shown = []
    for p in split(inside):
        if p == "*":
            shown.append(p)
            continue
        kind, _, tail = p.rpartition(" ")
        name, _, default = tail.partition("=")
        shown.append(f"{name}: {type_of(kind)}" + (f" = {default}" if default else ""))
    if method and shown:
        shown = shown[1:]
    while shown and shown[-1] == "*":
        shown.pop()
    return f"({', '.join(shown)})"


def signatures(value, method=False):
    """How a callable may be called, and what is said about it."""
    doc = value.__doc__ or ""
    name = getattr(value, "__name__", "")
    if type(value).__name__ == "builtin_function":
        return list(dict.fromkeys(python_signature(r, method) for r in value.signatures.split("\n"))), doc.removeprefix(value.signatures)
    if re.match(r"[\w.]+\(.*\)( ->.*)?\n", doc + "\n") and not inspect.isfunction(value) and not inspect.isclass(value):  # what pybind11 writes
        head, _, rest = doc.partition("\n")
        found = head[head.index("("):]
        return [re.sub(r"self: [\w.]+(, )?|: handle|: object", "", found)], rest
    try:
        s = inspect.signature(value)
    except (TypeError, ValueError):
        return ["()" if inspect.isclass(value) else "(...)"], doc
    parameters = list(s.parameters.values())
    if method and parameters and parameters[0].kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD):
        parameters = parameters[1:]
    text = str(s.replace(parameters=parameters))
    return [re.sub(r"<([\w.]+) object at 0x[0-9a-f]+>|<(?:class|function) '?([\w.]+)[^>]*>", lambda m: (m.group(1) or m.group(2)).split(".")[-1], text)], doc


def is_public(space, owner, name):
    if name.startswith("_") or not hasattr(owner, name):
        return False
    value = getattr(owner, name)
    if inspect.ismodule(value):
        return False
    listed = getattr(owner, "__all__", None) if space != "rectify" else None
    if listed is not None:
        return name in listed
    home = getattr(value, "__module__", None)
    if name == "Tensor":
        return False  # it has a page of its own
    if inspect.isclass(value) or inspect.isfunction(value):
        return bool(home) and home.startswith("rectify") and (space == "rectify" or home != "rectify._C")
    return callable(value) and home != "typing" or type(value).__module__.startswith("rectify")


def entry(space, name, value):
    """One function, class or value as reStructuredText."""
    if space == "rectify.Tensor":
        if inspect.isdatadescriptor(value) or not callable(value):
            return [f".. py:attribute:: Tensor.{name}", "", *("   " + l if l else "" for l in paragraphs(value.__doc__)), ""]
        found, doc = signatures(value, method=True)
        kind = "method"
    elif inspect.isclass(value):
        whole = f"{space}.{name}" in WHOLE
        if getattr(value, "__module__", "").startswith("rectify") and inspect.isfunction(value.__init__):
            return [f".. autoclass:: {space}.{name}"] + (["   :members:", "   :undoc-members:"] if whole else []) + [""]
        found, doc = ([""], value.__doc__ or "") if "(" not in str(value.__doc__) else signatures(value)
        if found in (["()"], ["(...)"]):
            found = [""]
        kind = "class"
    elif callable(value):
        found, doc = signatures(value)
        kind = "function"
    else:
        plain = [] if " at 0x" in repr(value) else [f"   :value: {value!r}"]
        return [f".. py:data:: {name}", *plain, ""]
    name = "Tensor." + name if kind == "method" else name
    lines = [f".. py:{kind}:: {name}{found[0]}"] + [f"{' ' * (len(kind) + 11)}{name}{f}" for f in found[1:]]
    return lines + ["", *("   " + l if l else "" for l in paragraphs(doc)), ""]


def heading(text, mark):
    return [text, mark * (len(text) + 4), ""]


def topic(space, name, value):
    """The heading that a name stands under in its page."""
    home = getattr(value, "__module__", "") or ""
    if space == "rectify.nn" and home.startswith("rectify.nn.modules."):
        return {"module": "The base class", "container": "Containers", "activation": "Activations", "linear": "Linear", "conv": "Convolution", "pooling": "Pooling",
                "batchnorm": "Batch normalisation", "instancenorm": "Instance normalisation", "normalization": "Other normalisation", "dropout": "Dropout", "loss": "Losses",
                "padding": "Padding", "sparse": "Embedding", "upsampling": "Upsampling", "rnn": "Recurrent"}.get(home.rsplit(".", 1)[1], "More layers")
    if space == "rectify.nn":
        return "Parameters"
    if space == "rectify.Tensor":
        return "Methods" if callable(value) and not inspect.isdatadescriptor(value) else "Attributes"
    if space == "rectify":
        if type(value).__name__ in ("dtype", "layout", "memory_format"):
            return "Dtypes, layouts, memory formats"
        return "Classes" if inspect.isclass(value) else "Functions"
    return ""


ORDER = ["The base class", "Parameters", "Containers", "Linear", "Activations", "Convolution", "Pooling", "Batch normalisation", "Instance normalisation", "Other normalisation",
         "Dropout", "Losses", "Padding", "Embedding", "Recurrent", "Upsampling", "More layers", "Dtypes, layouts, memory formats", "Classes", "Functions", "Attributes", "Methods", ""]


def owner_of(space):
    if space == "rectify.Tensor":
        return importlib.import_module("rectify").Tensor
    try:
        return importlib.import_module(space)
    except ModuleNotFoundError as e:
        if e.name and (space == e.name or space.startswith(e.name + ".")):
            return None
        raise


def write(folder):
    """Writes one page for each row of PAGES whose namespaces are there, and their index."""
    written = []
    for file, title, above, spaces in PAGES:
        lines, described = heading(title, "="), 0
        if above:
            lines += [re.sub(r"\[(.*?)\]\((.*?)\.md\)", r":doc:`\1 <\2>`", above), ""]
        for space in spaces:
            owner = owner_of(space)
            if owner is None:
                continue
            names = sorted((n for n in dir(owner) if is_public(space, owner, n)), key=lambda n: (n.lower(), n))
            if not names:
                continue
            described += len(names)
            if len(spaces) > 1:
                lines += heading(space, "-")
            if space == "rectify.Tensor":
                lines += [".. py:currentmodule:: rectify", "", ".. py:class:: Tensor", "", "   Made by ``tensor``, ``zeros`` and the other functions of the top level. What a method does is what PyTorch's of",
                          "   that name does; one whose name ends in an underscore works in place.", ""]
            else:
                lines += [f".. py:module:: {space}", ""]
                if inspect.getdoc(owner):
                    lines += paragraphs(inspect.getdoc(owner))
            topics = {}
            for n in names:
                value = inspect.getattr_static(owner, n) if space == "rectify.Tensor" and not callable(getattr(owner, n)) else getattr(owner, n)
                topics.setdefault(topic(space, n, value), []).append((n, value))
            for t in sorted(topics, key=ORDER.index):
                if t:
                    lines += heading(t, "~" if len(spaces) > 1 else "-")
                for n, value in topics[t]:
                    lines += entry(space, n, value)
        if described:
            with open(f"{folder}/{file}.rst", "w") as f:
                f.write("\n".join(lines) + "\n")
            written.append(file)
    with open(f"{folder}/index.md", "w") as f:
        f.write("# Python API\n\n```{toctree}\n:maxdepth: 1\n\n" + "\n".join(written) + "\n```\n")


def docstring_hook(app, what, name, obj, options, lines):
    """For autodoc: docstrings are plain words."""
    lines[:] = paragraphs("\n".join(lines))
