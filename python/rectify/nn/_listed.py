"""What the library's list of activations says, as Python takes it: one function and one module each."""
import re

from .. import _C

_INT_DEFAULTS = {"softplus"}  # PyTorch's are 1 and 20 there, not 1.0 and 20.0
_REQUIRED = {"threshold"}  # its options have no default
_ALSO_INPLACE = {"silu", "mish"}  # in Python only
_NAMES = {"lambda": "lambd"}
FUNCTION_NAMES = {"log_sigmoid": "logsigmoid"}


class Listed:
    """A row of the list: the parameters of its function, and the function."""

    def __init__(self, row):
        self.id, self.name, self.module = row["id"], row["name"], row["module"]
        self.function_name = FUNCTION_NAMES.get(self.name, self.name)
        self.inplace = row["inplace"] or self.name in _ALSO_INPLACE
        self.names_shown = row["names_shown"]
        self.required = self.name in _REQUIRED
        self.parameters = [(_NAMES.get(n, n), int(d) if self.name in _INT_DEFAULTS else d) for n, d in row["parameters"]]
        self.names = [n for n, _ in self.parameters]
        self.doc = f"{row['formula']}, with the slope {row['slope']}."
        if row["source"]:
            self.doc += f" {row['source']}."
        self.plain = getattr(_C.nn, self.name, None) or getattr(_C.functions, self.name, None)
        # an option in words, such as approximate="none", which only the function's signature tells
        word = re.search(r"str (\w+)=(\w+)", self.plain.signatures) if self.plain else None
        self.word = word.group(1) if word else None
        if word:
            self.parameters.append(word.groups())
            self.names.append(self.word)
        self.changing = getattr(_C.nn, self.name + "_", None) or getattr(_C.functions, self.name + "_", None)

    def signature(self):
        arguments = [n if self.required else f"{n}={d!r}" for n, d in self.parameters]
        return ", ".join(arguments + (["inplace=False"] if self.inplace else []))

    def expression(self, x, prefix, changing):
        """The call as source: of names plain, changing, activate and activate_."""
        values = [x, *(f"{n}={prefix}{n}" if n == self.word else prefix + n for n in self.names)]
        if (self.changing if changing else self.plain) is None:
            values.insert(1, str(self.id))
            return f"activate{'_' if changing else ''}({', '.join(values)})"
        return f"{'changing' if changing else 'plain'}({', '.join(values)})"

    def body(self, x, prefix):
        plain = self.expression(x, prefix, False)
        if not self.inplace:
            return plain
        return f"{self.expression(x, prefix, True)} if {prefix}inplace else {plain}"

    def define(self, name, source):
        scope = {"plain": self.plain, "changing": self.changing, "activate": _C.nn.activate, "activate_": _C.nn.activate_}
        exec(source, scope)
        return scope[name]

    def function(self):
        head = ", ".join(filter(None, ["input", self.signature()]))
        f = self.define(self.function_name, f"def {self.function_name}({head}):\n    return {self.body('input', '')}\n")
        f.__doc__ = self.doc
        f.__module__ = "rectify.nn.functional"
        return f


LISTED = [Listed(row) for row in _C.activations]
