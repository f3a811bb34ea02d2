#!/usr/bin/env python3
"""Writes the atlas and reads it back: atlas_test.py PATH_TO_RECTIFY SOURCE_DIR. Standard library only."""
import html.parser
import math
import os
import pathlib
import re
import sys

from user import TOP, check, finish, refused, run

SOURCE = pathlib.Path(sys.argv[2])
VOID = {"meta", "br", "img", "input", "link", "hr", "rect", "line", "circle", "path"}
SHAPED = ["PReLU", "RReLU", "Swish", "GLU", "ReGLU", "GEGLU", "SwiGLU", "CReLU", "Maxout", "Softmax", "Softmin", "Softmax2d", "LogSoftmax"]


class Page(html.parser.HTMLParser):
    """Checks that elements nest and ids are unique, and collects what the page holds."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.cells, self.paths, self.rows, self.buttons, self.outside = [], [], [], [], [], [], 0, []
        self.text = {}

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        check(len(a) == len(attributes), f"an attribute twice in {attributes}")
        if "id" in a:
            self.ids.append(a["id"])
        if a.get("href", "").startswith("#"):
            self.links.append(a["href"][1:])
        self.outside += [v for k, v in attributes if k in ("src", "href", "data") and v and not v.startswith("#")]
        if tag == "td":
            self.cells.append(a.get("data-v"))
        if tag == "path":
            self.paths.append(a["d"])
        if tag == "button":
            self.buttons += 1
        if tag == "article":
            self.rows.append(a["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        check(tag in VOID, f"<{tag}/>")
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}")
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if self.rows and "article" in self.open:
            self.text[self.rows[-1]] = self.text.get(self.rows[-1], "") + data


out = TOP / "atlas.html"
r = run("atlas", "--out", out)
check(r.returncode == 0 and r.stdout.startswith(str(out)), f"atlas: {r.returncode} {r.stdout!r} {r.stderr!r}")
source = out.read_text(encoding="utf-8")
check(source.startswith("<!DOCTYPE html>\n<html lang=\"en\">"), "the page's first line")
page = Page()
page.feed(source)
page.close()
check(not page.open, f"not closed: {page.open}")
check(len(page.ids) == len(set(page.ids)), "an id twice")
check(set(page.links) <= set(page.ids), f"links without a target: {set(page.links) - set(page.ids)}")
check(not page.outside and "http" not in source.replace("http-equiv", ""), f"the page asks for something outside: {page.outside}")

listed = []
for name in re.findall(r"#include <rectify/activations/(\w+)\.h>", (SOURCE / "include/rectify/activations/list.def").read_text()):
    row = re.search(r"RECTIFY_ACTIVATION\((\w+), (\w+),", (SOURCE / f"include/rectify/activations/{name}.h").read_text())
    listed.append(row.group(2))
wanted = listed + SHAPED
check(sorted(page.rows) == sorted(wanted), f"activations: {sorted(set(page.rows) ^ set(wanted))}")
columns = len(page.cells) // max(len(page.rows), 1)
check(columns == 11 and len(page.cells) == columns * len(page.rows), f"{len(page.cells)} cells for {len(page.rows)} activations")
check(page.buttons == columns + 1, "a button for each column")
for cell in page.cells:
    check(cell == "" or math.isfinite(float(cell)), f"not a finite number: {cell!r}")
check(len(page.paths) >= 2 * len(page.rows), "two curves for each activation")
for d in page.paths:
    numbers = re.findall(r"[-\w.]+", d.replace("M", " ").replace("L", " "))
    check(d.startswith("M") and all(math.isfinite(float(n)) for n in numbers), f"path {d[:60]}")
check(not re.search(r"\b(nan|inf)\b", source.lower()), "a NaN in the page")

# Figures that are known.
figures = {name: [float(v) if v else None for v in page.cells[i * columns:(i + 1) * columns]] for i, name in enumerate(page.rows)}
for name, mean, variance, zeros in (("ReLU", 1 / math.sqrt(2 * math.pi), 0.5 - 1 / (2 * math.pi), 0.5), ("Sigmoid", 0.5, 0.0433, 0),
                                    ("Tanh", 0, 0.3943, 0), ("Maxout", 1 / math.sqrt(math.pi), 1 - 1 / math.pi, 0), ("ReGLU", 0, 0.5, 0.5)):
    got = figures[name][1:4]
    check(all(abs(a - b) < 2e-3 for a, b in zip(got, (mean, variance, zeros))), f"{name}: {got}")
check(figures["ReLU"][5] == 1 and "x = 0: f′ goes from 0 to 1, 0 there" in page.text["ReLU"], "ReLU's kink")
check("x < 0 (50 %)" in page.text["ReLU"], "where ReLU dies")
check(all(f[8] > 0 and f[9] > 0 for f in figures.values()), "times")

# What was there stays until the new page is whole; nothing else is left; errors are one line.
check(sorted(os.listdir(TOP)) == ["atlas.html"], f"left behind: {os.listdir(TOP)}")
for path, words in ((TOP / "none" / "atlas.html", "No such file or directory"), (TOP, "Is a directory"), ("/dev/full/x", "Not a directory")):
    refused(1, words, "atlas", "--out", path)
check(out.read_text(encoding="utf-8") == source, "the page is still there")
check(run("atlas", "--nothing").returncode == 2, "an unknown option")

finish()
