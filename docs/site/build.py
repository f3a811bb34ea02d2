#!/usr/bin/python3
"""Builds the documentation site with Sphinx: build.py --package FOLDER_OF_rectify --out FOLDER

Its sources are this folder's pages, docs/*.md, and pages written from the package, from the public headers and from list.def.
"""
import argparse
import json
import os
import re
import shutil
import sys

SITE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(SITE))
LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s#]+)(#[^)]*)?(\))")
LANGUAGES = {".py": "python", ".cpp": "cpp", ".h": "cpp", ".def": "cpp", ".json": "json", ".sh": "bash"}


def notebook(text):
    """A notebook's cells as a page."""
    cells = ["".join(c["source"]) if c["cell_type"] == "markdown" else "```python\n" + "".join(c["source"]) + "\n```" for c in json.loads(text)["cells"]]
    return "\n\n".join(cells) + "\n"


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


class Pages:
    """Copies of the project's documents. What a copied page links to is copied as well, so that every link of the site works."""

    def __init__(self, source):
        self.source, self.where = source, {}

    def place(self, path, folder="files"):
        """Where a file of the project stands in the site, copying it there the first time."""
        if path in self.where:
            return self.where[path]
        extension = os.path.splitext(path)[1]
        picture = extension in (".svg", ".png")
        name = os.path.basename(path) if folder == "project" else path.replace("/", "-")
        if not picture and extension != ".md":
            name += ".md"
        target = self.where[path] = f"{folder}/{name}"
        if picture:
            os.makedirs(os.path.join(self.source, folder), exist_ok=True)
            shutil.copy(os.path.join(ROOT, path), os.path.join(self.source, target))
            return target
        with open(os.path.join(ROOT, path), encoding="utf-8") as f:
            text = f.read()
        if extension == ".ipynb":
            text, extension = notebook(text), ".md"
        if extension == ".md":
            text = self.linked(text, os.path.dirname(path), folder)
            if folder != "project":
                text = "---\norphan: true\n---\n\n" + text
        else:
            fence = "`" * 6
            text = f"---\norphan: true\n---\n\n# {path}\n\n{fence}{{code-block}} {LANGUAGES.get(extension, 'text')}\n{text.rstrip()}\n{fence}\n"
        write(os.path.join(self.source, target), text)
        return target

    def linked(self, text, home, folder):
        """The text with its links to files of the project turned to their copies; links to folders become words."""
        def turn(m):
            start, to, anchor, end = m.group(1), m.group(2), m.group(3) or "", m.group(4)
            if re.match(r"[a-z]+:", to):
                return m.group(0)
            path = os.path.normpath(os.path.join(home, to))
            whole = os.path.join(ROOT, path)
            if path.startswith("docs/site/"):  # Sphinx itself checks these
                return start + os.path.relpath(path[len("docs/site/"):], folder) + anchor + end
            if path.startswith("..") or not os.path.exists(whole):
                raise SystemExit(f"build.py: {home}: a link to {to}, which is not there")
            if os.path.isdir(whole):
                return start.lstrip("!")[1:-2]
            return start + os.path.relpath(self.place(path, "project" if re.fullmatch(r"docs/[^/]+\.md", path) else "files"), folder) + anchor + end
        parts = re.split(r"(^```.*?^```\s*$)", text, flags=re.M | re.S)
        return "".join(p if k % 2 else LINK.sub(turn, p) for k, p in enumerate(parts))


def assemble(source):
    """Writes the sources of the site into a folder."""
    import rectify

    import absent
    import activations
    import cpp_api
    import python_api

    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(SITE, source, ignore=shutil.ignore_patterns("*.py", "*.json", "__pycache__", "README.md"))
    shutil.copy(os.path.join(SITE, "conf.py"), source)
    pages = Pages(source)
    for folder, _, names in os.walk(source):
        for name in names:
            if name.endswith(".md"):
                path = os.path.join(folder, name)
                inside = os.path.relpath(folder, source)
                with open(path, encoding="utf-8") as f:
                    text = f.read()
                home = os.path.normpath(os.path.join("docs/site", inside))
                write(path, pages.linked(text.replace("@ROOT@", os.path.relpath(ROOT, folder)), home, inside))
    for name in sorted(os.listdir(os.path.join(ROOT, "docs"))):
        if name.endswith(".md") and name != "README.md":
            pages.place("docs/" + name, "project")
    write(os.path.join(source, "activations.md"), activations.page(rectify))
    write(os.path.join(source, "absent.md"), absent.page())
    os.makedirs(os.path.join(source, "python"), exist_ok=True)
    python_api.write(os.path.join(source, "python"))
    cpp_api.write(os.path.join(source, "cpp"))


def mend(static):
    """Debian's furo is not bundled: its script is a module that no page loads as one, and its rules for dark screens are lost. Others are left as they are."""
    script, style = os.path.join(static, "scripts/furo.js"), os.path.join(static, "styles/furo.css")
    with open(script, encoding="utf-8") as f:
        text = f.read()
    if text.startswith("import Gumshoe"):
        with open(os.path.join(static, "scripts/gumshoe-patched.js"), encoding="utf-8") as f:
            write(script, f.read() + text.partition("\n")[2])
    with open(style, encoding="utf-8") as f:
        text = f.read()
    if "prefers-color-scheme" not in text:
        dark = re.search(r'body\[data-theme="dark"\] (\{[^{}]*\})', text).group(1)
        text = re.sub(r"^@import url\(/javascript[^;]*;", "", text)
        write(style, text + f'\n@media not print {{ @media (prefers-color-scheme: dark) {{ body:not([data-theme="light"]) {dark} }} }}\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", required=True, help="the folder in which rectify/ lies")
    parser.add_argument("--out", required=True, help="the pages; OUT-source and OUT-doctrees are what they are made of")
    options = parser.parse_args()
    sys.path[:0] = [os.path.abspath(options.package), SITE]
    os.environ["PYTHONPATH"] = os.path.abspath(options.package)
    out = os.path.abspath(options.out)
    source = out + "-source"
    assemble(source)
    from sphinx.cmd.build import main as sphinx

    failed = sphinx(["-W", "--keep-going", "-q", "-b", "html", "-d", out + "-doctrees", source, out])
    mend(os.path.join(out, "_static"))
    return failed


if __name__ == "__main__":
    sys.exit(main())
