"""The text of a tensor, as PyTorch prints it."""
import html
import math

from . import _C

_options = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}
_PROFILES = {"default": dict(precision=4, threshold=1000, edgeitems=3, linewidth=80), "short": dict(precision=2, threshold=1000, edgeitems=2, linewidth=80),
             "full": dict(precision=4, threshold=math.inf, edgeitems=3, linewidth=80)}


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None):
    """How tensors are printed: digits, from how many elements on in part, how many at each edge, the width of a line."""
    if profile is not None:
        _options.update(_PROFILES[profile])
    for name, value in (("precision", precision), ("threshold", threshold), ("edgeitems", edgeitems), ("linewidth", linewidth)):
        if value is not None:
            _options[name] = value
    _options["sci_mode"] = sci_mode


class _Numbers:
    """How the numbers of a tensor are written: all alike, wide enough for each."""

    def __init__(self, values, floating):
        self.floating, self.whole, self.scientific, self.width = floating, True, False, 1
        precision = _options["precision"]
        if not floating:
            self.width = max([self.width] + [len(str(v)) for v in values])
            return
        finite = [v for v in values if math.isfinite(v) and v != 0]
        if not finite:
            return
        sizes = [abs(v) for v in finite]
        low, high = min(sizes), max(sizes)
        self.whole = all(v == math.ceil(v) for v in finite)
        if self.whole:
            self.scientific = high / low > 1000.0 or high > 1.0e8
        else:
            self.scientific = high / low > 1000.0 or high > 1.0e8 or low < 1.0e-4
        if _options["sci_mode"] is not None:
            self.scientific = _options["sci_mode"]
        if self.scientific:
            form = f"{{:.{precision}e}}"
        elif self.whole:
            form = "{:.0f}"
        else:
            form = f"{{:.{precision}f}}"
        self.width = max([self.width] + [len(form.format(v)) + (self.whole and not self.scientific) for v in finite])

    def text(self, v, width):
        if not self.floating:
            return str(v).rjust(width)
        if self.scientific:
            s = f"{v:.{_options['precision']}e}"
        elif self.whole:
            s = f"{v:.0f}"
            if math.isfinite(v):
                s += "."
        else:
            s = f"{v:.{_options['precision']}f}"
        return s.rjust(width)

    def __call__(self, v):
        return self.text(v, self.width)


def _vector(values, indent, numbers, summarised, n):
    room = numbers.width + 2
    per_line = max(1, math.floor((_options["linewidth"] - indent) / room))
    edge = _options["edgeitems"]
    words = [numbers(v) for v in values]
    if summarised and n > 2 * edge:
        words = words[:edge] + [" ..."] + words[-edge:]
    lines = [words[i:i + per_line] for i in range(0, len(words), per_line)]
    return "[" + ("," + "\n" + " " * (indent + 1)).join(", ".join(line) for line in lines) + "]"


def _nested(t, indent, numbers, summarised):
    edge = _options["edgeitems"]
    if t.dim() == 0:
        return numbers(t.item())
    n = t.size(0)
    if t.dim() == 1:
        if summarised and n > 2 * edge:
            return _vector(t[:edge].tolist() + t[-edge:].tolist(), indent, numbers, True, n)
        return _vector(t.tolist(), indent, numbers, False, n)
    if summarised and n > 2 * edge:
        parts = [_nested(t[i], indent + 1, numbers, True) for i in range(edge)] + ["..."] + [_nested(t[i], indent + 1, numbers, True) for i in range(n - edge, n)]
    else:
        parts = [_nested(t[i], indent + 1, numbers, summarised) for i in range(n)]
    return "[" + ("," + "\n" * (t.dim() - 1) + " " * (indent + 1)).join(parts) + "]"


def _edges(t):
    """The elements that a summary shows."""
    edge = _options["edgeitems"]
    if t.dim() == 0:
        return t
    if t.size(0) > 2 * edge:
        t = _C.functions.cat((t[:edge], t[-edge:]))
    return _C.functions.stack([_edges(x) for x in t]) if t.dim() > 1 and t.size(0) else t


def _tail(parts, text, indent):
    """Joins what stands behind the numbers, on a new line where the line is full."""
    out, last = [text], len(text) - text.rfind("\n") + 1
    for part in parts:
        if last + len(part) + 2 > _options["linewidth"]:
            out.append(",\n" + " " * indent + part)
            last = indent + len(part)
        else:
            out.append(", " + part)
            last += len(part) + 2
    return "".join(out) + ")"


def text_of(self):
    prefix = "tensor("
    t = self.detach()
    indent, parts = len(prefix), []
    default = (_C.get_default_dtype(), _C.int64, _C.bool)
    named = self.dtype not in default
    if self.numel() == 0:
        if self.dim() != 1:
            parts.append(f"size={tuple(self.shape)}")
        if self.dtype is not _C.get_default_dtype():
            parts.append(f"dtype={self.dtype}")
        text = "[]"
    else:
        summarised = self.numel() > _options["threshold"]
        shown = _edges(t) if summarised else t
        numbers = _Numbers(shown.flatten().tolist(), self.is_floating_point())
        text = _nested(t, indent, numbers, summarised)
        if named:
            parts.append(f"dtype={self.dtype}")
    if self.grad_fn is not None:
        parts.append(f"grad_fn=<{self.grad_fn.name().rsplit('::', 1)[-1]}>")
    elif self.requires_grad:
        parts.append("requires_grad=True")
    line = _tail(parts, prefix + text, indent)
    kind = type(self).__name__
    return f"Parameter containing:\n{line}" if kind == "Parameter" else line


def html_of(self):
    """A table of the first numbers, for notebooks."""
    head = f"<code>{html.escape(repr(self.shape))}, {html.escape(repr(self.dtype))}</code>"
    t = self.detach()
    if t.numel() == 0 or t.dim() == 0 or t.dim() > 2:
        return f"<div>{head}<pre>{html.escape(text_of(self))}</pre></div>"
    rows = t if t.dim() == 2 else t.unsqueeze(0)
    most = 12
    cell = (lambda v: f"{v:.4g}") if t.is_floating_point() else str
    body = "".join("<tr>" + "".join(f"<td style='text-align:right'>{cell(v)}</td>" for v in row[:most].tolist()) + ("<td>…</td>" if row.numel() > most else "") + "</tr>"
                   for row in rows[:most])
    if rows.size(0) > most:
        body += "<tr><td>…</td></tr>"
    return f"<div>{head}<table>{body}</table></div>"
