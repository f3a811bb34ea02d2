"""The page of activations and its plots, from the library's list as the package shows it."""
import html

WIDTH, HEIGHT, LEFT, RIGHT, LOW, HIGH = 320, 200, -4.0, 4.0, -2.0, 4.0
POINTS = 321


def curves(torch, row):
    """[(y's name, points)] of the function and its slope where PyTorch's autograd would give it."""
    x = torch.linspace(LEFT, RIGHT, POINTS).requires_grad_()
    y = getattr(torch.nn, row["module"])(*[default for _, default in row["parameters"]])(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    return x.tolist(), y.tolist(), slope.tolist()


def at(x, y):
    return (x - LEFT) / (RIGHT - LEFT) * WIDTH, (HIGH - y) / (HIGH - LOW) * HEIGHT


def path(xs, ys):
    """Line segments inside the frame; a jump is not joined."""
    parts, pen, before = [], False, None
    for x, y in zip(xs, ys):
        if not LOW <= y <= HIGH:
            pen, before = False, None
            continue
        if before is not None and abs(y - before) > 0.25:
            pen = False
        parts.append(("L" if pen else "M") + "%.1f %.1f" % at(x, y))
        pen, before = True, y
    return "".join(parts)


def plot(torch, row):
    xs, ys, slopes = curves(torch, row)
    grid = "".join(f'<path d="M%.1f %.1fL%.1f %.1f"/>' % (*at(v, LOW), *at(v, HIGH)) for v in range(int(LEFT), int(RIGHT) + 1) if v)
    grid += "".join(f'<path d="M%.1f %.1fL%.1f %.1f"/>' % (*at(LEFT, v), *at(RIGHT, v)) for v in range(int(LOW), int(HIGH) + 1) if v)
    axes = '<path d="M%.1f %.1fL%.1f %.1f"/><path d="M%.1f %.1fL%.1f %.1f"/>' % (*at(LEFT, 0), *at(RIGHT, 0), *at(0, LOW), *at(0, HIGH))
    marks = "".join('<text x="%.1f" y="%.1f">%s</text>' % (at(v, 0)[0] - 3, at(v, 0)[1] + 13, str(v).replace("-", "−")) for v in (-3, -2, -1, 1, 2, 3))
    marks += "".join('<text x="%.1f" y="%.1f">%s</text>' % (at(0, v)[0] + 5, at(0, v)[1] + 4, str(v).replace("-", "−")) for v in (-1, 1, 2, 3))
    name = html.escape(row["name"])
    return (f'<svg class="plot" role="img" aria-label="{name} and its slope" viewBox="0 0 {WIDTH} {HEIGHT}"><title>{name} and its slope</title>'
            f'<g class="grid">{grid}</g><g class="axes">{axes}</g><g class="marks">{marks}</g><path class="slope" d="{path(xs, slopes)}"/><path class="y" d="{path(xs, ys)}"/></svg>')


def bar(text):
    return text.replace("|", "\\|")


def page(torch):
    lines = ["# Activations", "",
             "Written from the library's list: every activation, its function and module, its formula and slope with default options, the gain for initialisation, and where it",
             "comes from. Accuracy, ranges and kinks: [the whole table](project/activations.md), [accuracy](project/accuracy.md). The plots are computed by the package:",
             '<span class="key y">y</span> and <span class="key slope">dy/dx</span>.', "",
             "| function | module | y | gain |", "|---|---|---|---:|"]
    for row in torch._C.activations:
        lines.append(f"| [`{row['name']}`](#{row['name']}) | `{row['module']}` | `{bar(row['formula'])}` | {row['gain']:.4g} |")
    lines.append("")
    for row in torch._C.activations:
        lines += [f"## {row['name'].replace('_', chr(92) + '_')}", "", "```{raw} html", plot(torch, row), "```", "", "`y = " + row["formula"] + "`", "",
                  "`dy/dx = " + row["slope"] + "`", ""]
        facts = [f"Module `{row['module']}`"]
        if row["parameters"]:
            facts.append("options " + ", ".join(f"`{n}` ({v:.5g})" for n, v in row["parameters"]))
        facts.append(f"gain {row['gain']:.4g}")
        if row["source"]:
            facts.append("after " + row["source"])
        lines += ["; ".join(facts) + ".", ""]
    return "\n".join(lines)
