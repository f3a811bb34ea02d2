"""Pages of the C++ API, written from the public headers: declarations with their comments.

The compiler's preprocessor expands the macros that declare families of names; what is in a namespace `detail` is not shown.
"""
import os
import re
import subprocess
import textwrap

WIDTH = 110
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOMS = [("core", "Tensors, dtypes, errors"), ("ops", "Functions of tensors"), ("autograd", "Autograd"), ("activations", "Activations"), ("nn", "Layers and losses"),
         ("optim", "Optimizers"), ("data", "Data"), ("io", "Files"), ("inspect", "What happens inside"), ("parallel", "Threads")]
HIDDEN = {"detail", "kernels", "activations", "python"}
# Options and holders stand in the headers as macros whose expansion nobody wants to read.
SHORT = """#include <rectify/core/arg.h>
#include <rectify/nn/module.h>
#include <cmath>
#undef NAN
#define NAN NAN
#undef INFINITY
#define INFINITY INFINITY
#undef TORCH_ARG
#define TORCH_ARG(T, name) public: OPTION T name
#undef RECTIFY_TORCH_MODULE
#define RECTIFY_TORCH_MODULE(Name) using Name = ModuleHolder<Name##Impl>
#undef TORCH_MODULE
#define TORCH_MODULE(Name) using Name = ModuleHolder<Name##Impl>
"""
TOKEN = re.compile(r'\s+|//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\d\'?\w*|\w+|::|->|.', re.S)


class Token:
    def __init__(self, text, file, gap):
        self.text, self.file, self.gap = text, file, gap  # gap: what lies before it


def headers():
    found = []
    for folder, _, names in os.walk(os.path.join(ROOT, "include/rectify")):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), os.path.join(ROOT, "include"))
            if name.endswith(".h") and "/methods/" not in path:
                found.append(path)
    return sorted(found, key=lambda p: (not p.count("/") == 1, p))


def preprocessed():
    """(file, text) pieces of every public header, macros expanded, in the compiler's order."""
    listed = "".join(f"#include <{h}>\n" for h in headers() if not h.startswith("rectify/activations/"))
    compiler = os.environ.get("CXX", "g++")
    run = subprocess.run([compiler, "-std=c++20", "-E", "-CC", "-x", "c++", "-I", os.path.join(ROOT, "include"), "-"], input=SHORT + listed, capture_output=True, text=True, check=True)
    file, lines, pieces = "", [], []
    for line in run.stdout.split("\n"):
        marker = re.match(r'# \d+ "([^"]+)"', line)
        if not marker:
            if not line.startswith("#"):
                lines.append(line)
            continue
        pieces.append((file, "\n".join(lines) + "\n"))
        path = os.path.normpath(marker.group(1))
        file, lines = (os.path.relpath(path, os.path.join(ROOT, "include")) if path.startswith(os.path.join(ROOT, "include")) else ""), []
    pieces.append((file, "\n".join(lines)))
    return [(f, t) for f, t in pieces if f]


def tokens(pieces):
    """Tokens; comments and blanks are the gap before the next one."""
    found, gap = [], ""
    for file, text in pieces:
        for m in TOKEN.finditer(text):
            t = m.group(0)
            if t.isspace() or t.startswith(("//", "/*")):
                gap += t
            else:
                found.append(Token(t, file, gap))
                gap = ""
    found.append(Token("", "", gap))
    return found


def comment_above(gap):
    """The comment that ends directly above a declaration."""
    lines = []
    whole = gap.split("\n")  # the first line belongs to what stands before
    for line in reversed(whole[1:-1] if len(whole) > 1 and not whole[-1].strip() else whole[1:] or whole):
        text = line.strip()
        if text.startswith("//"):
            lines.append(text[2:].strip())
        elif text.startswith("/*") and text.endswith("*/"):
            lines.append(text[2:-2].strip())
        else:
            break
    return " ".join(l for l in reversed(lines) if l and l != "NOLINT")


def comment_behind(gap):
    """The comment on the line of what has just ended."""
    first, _, _ = gap.partition("\n")
    m = re.search(r"//\s?(.*)$", first)
    return m.group(1).strip() if m else ""


def spelled(part):
    """Tokens as a line of C++."""
    text = ""
    for k, t in enumerate(part):
        blank = bool(t.gap) and k > 0
        text += (" " if blank else "") + t.text
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"\( ", "(", re.sub(r" ([,;)])", r"\1", text))


class Declaration:
    def __init__(self, kind, scope, file, text, comment, members=None, name=""):
        self.kind, self.scope, self.file, self.text, self.comment, self.members, self.name = kind, scope, file, text, comment, members, name


class Parser:
    """Declarations at namespace and class scope; bodies are skipped."""

    def __init__(self, all_tokens):
        self.t, self.i, self.found = all_tokens, 0, []

    def skip(self):
        """Past a balanced pair that opens here."""
        pairs = {"(": ")", "{": "}", "[": "]"}
        opening, depth = self.t[self.i].text, 0
        closing = pairs[opening]
        while self.t[self.i].text:
            depth += (self.t[self.i].text == opening) - (self.t[self.i].text == closing)
            self.i += 1
            if not depth:
                return

    def block(self, scope, hidden):
        while self.t[self.i].text and self.t[self.i].text != "}":
            self.one(scope, hidden)
        self.i += 1

    def one(self, scope, hidden):
        """One declaration at namespace scope."""
        start = self.i
        if self.t[start].text == ";":
            self.i += 1
            return
        k = start + (self.t[start].text == "inline")
        if self.t[k].text == "namespace":
            names = []
            k += 1
            while self.t[k].text not in ("{", "=", ";"):
                names += [self.t[k].text] if self.t[k].text != "::" and self.t[k].text != "inline" else []
                k += 1
            self.i = k + 1
            if self.t[k].text == "{":
                self.block(scope + [n for n in names if n not in ("api", "own")], hidden or not names or bool(HIDDEN & set(names)))
            else:
                while self.t[self.i - 1].text != ";":
                    self.i += 1
            return
        d = self.declaration(scope)
        if d and not hidden:
            self.found.append(d)

    def declaration(self, scope, inside=""):
        """Reads to the end of a declaration: a Declaration, or None for what is not shown."""
        start, part, equals, members, initialising, done = self.i, [], False, None, False, False
        kind = None
        while self.t[self.i].text and not done:
            t = self.t[self.i]
            words = [p.text for p in part]
            if t.text == ";":
                self.i += 1
                break
            if t.text == "template" and self.t[self.i + 1].text == "<":
                part.append(t)
                depth = 0
                while True:
                    self.i += 1
                    part.append(self.t[self.i])
                    depth += (self.t[self.i].text == "<") - (self.t[self.i].text == ">")
                    if not depth:
                        break
                self.i += 1
                continue
            if t.text == "(" or t.text == "[" and words[-1:] != ["operator"]:
                at = self.i
                attribute = t.text == "[" and self.t[at + 1].text == "["
                self.skip()
                if not initialising and not attribute:
                    part += self.t[at:self.i]
                continue
            if t.text == ":" and words and (words[-1] in (")", "noexcept") or inside and ")" in words and words[-1] != "default") and not self.is_class(words) and not equals:
                initialising = True
                self.i += 1
                continue
            if t.text == "{":
                if initialising and re.match(r"[\w>]", self.t[self.i - 1].text) and self.t[self.i - 1].text != "try":
                    self.skip()
                    continue
                if self.is_class(words) and not equals:
                    kind = next(w for w in words if w in ("class", "struct", "enum", "union"))
                    if kind in ("class", "struct"):
                        self.i += 1
                        members = self.members(scope, kind == "struct", self.class_name(words))
                    else:
                        at = self.i
                        self.skip()
                        part += self.t[at:self.i]
                    while self.t[self.i].text not in (";", ""):
                        self.i += 1
                    self.i += 1
                    break
                self.skip()
                if equals:
                    continue
                if self.t[self.i].text == ";":
                    self.i += 1
                done = True
                continue
            equals = equals or t.text == "=" and "operator" not in words[-3:]
            if not initialising:
                part.append(t)
            self.i += 1
        if not part:
            return None
        words = [p.text for p in part]
        comment = " ".join(filter(None, [comment_above(self.t[start].gap), comment_behind(self.t[self.i].gap)]))
        if words[0] in ("friend", "static_assert", "extern", "_Pragma") or "template" == words[0] and words[1] != "<" or words[:2] == ["using", "namespace"]:
            return None
        if kind is None:
            called = [k for k, w in enumerate(words) if w == "(" and k]
            kind = "function" if called and "using" not in words[:1] + words[-1:] and not ("=" in words[:called[0]] and "operator" not in words[:called[0]]) and words[0] != "using" else (
                "using" if words[0] == "using" or "using" in words[:12] and words[0] == "template" else "variable")
            if kind == "variable" and self.is_class(words):
                return None  # announced, defined elsewhere
        text = spelled(part)
        text = re.sub(r"\b(inline|HWY_INLINE|extern) ", "", text)
        text = without_conditions(text)
        if kind == "function" and not inside and re.search(r"\w>?::~?(\w+|operator.{1,3}) ?\(", text.split("(")[0] + "(") and "<<" not in text:
            return None  # the definition of a member
        name = self.class_name(words) if members is not None or kind in ("enum", "union") else ""
        if members is not None and (re.search(r"<[^<>]*>$", re.sub(r"^template ?<.*?> ?(?=class|struct)", "", text).split(":")[0].strip()) or not name):
            return None  # a specialisation says nothing new
        return Declaration(kind, scope, self.t[start].file, text, comment, members, name)

    @staticmethod
    def is_class(words):
        k = 0
        if words[:1] == ["template"]:
            depth = 0
            for k, w in enumerate(words):
                depth += (w == "<") - (w == ">")
                if k and not depth:
                    break
            k += 1
        return any(w in ("class", "struct", "enum", "union") for w in words[k:k + 2]) and "(" not in words[k:k + 3]

    @staticmethod
    def class_name(words):
        for k, w in enumerate(words):
            if w in ("class", "struct", "enum", "union") and k + 1 < len(words) and (k == 0 or words[k - 1] not in ("<", ",")):
                rest = [x for x in words[k + 1:] if x not in ("class", "struct")]
                return rest[0] if rest and re.match(r"\w", rest[0]) else ""
        return ""

    def members(self, scope, public, name):
        """Lines of a class's public interface."""
        lines = []
        while self.t[self.i].text and self.t[self.i].text != "}":
            t = self.t[self.i]
            if t.text in ("public", "private", "protected") and self.t[self.i + 1].text == ":":
                public = t.text == "public"
                self.i += 2
                continue
            if t.text == ";":
                self.i += 1
                continue
            d = self.declaration(scope, name)
            if d and public and not d.text.startswith("~") and "virtual ~" not in d.text and not re.match(r"using [\w:]*(<.*>)?::\w+$|using Impl", d.text):
                lines.append(d)
        self.i += 1
        return lines


def without_conditions(text):
    """Without the template parameters that only rule out other types."""
    while True:
        m = re.search(r",? ?class = (?=std::enable_if_t<|void>|void,)", text)
        if not m:
            return text
        angles, brackets, k = 0, 0, m.end()
        while k < len(text) and (angles or brackets or text[k] not in ",>"):
            brackets += (text[k] == "(") - (text[k] == ")")
            angles += 0 if brackets else (text[k] == "<") - (text[k] == ">")
            k += 1
        text = re.sub(r"template <> ?", "", text[:m.start()] + text[k:]).replace("template <, ", "template <")


def shown(scope):
    """The namespace as users write it."""
    if scope[:1] != ["rectify"]:
        return "::".join(scope)
    inner = scope[1:]
    return "::".join((["rectify"] if inner[:1] in (["inspect"], ["parallel"], ["testing"]) else ["torch"]) + inner)


def wrapped(text, indent):
    """A declaration in lines of at most WIDTH, broken after commas."""
    lines = []
    while len(indent + text) > WIDTH and text.rfind(", ", 0, WIDTH - len(indent)) > 0:
        cut = text.rindex(", ", 0, WIDTH - len(indent)) + 1
        lines.append(indent + text[:cut])
        text = text[cut + 1:]
        indent = indent if len(lines) > 1 else indent + "    "
    return lines + [indent + text]


def comment_lines(comment, indent):
    return [indent + "// " + l for l in textwrap.wrap(comment, WIDTH - len(indent) - 3)]


def code(d, indent=""):
    """A declaration with its comment as lines of C++."""
    lines = comment_lines(d.comment, indent)
    if not d.members:
        return lines + wrapped(d.text.removeprefix("OPTION ") + ";", indent)
    lines += wrapped(d.text + " {", indent)
    for m in d.members:
        lines += code(m, indent + "  ")
    return lines + [indent + "};"]


def names_of(d):
    """What a declaration is found by in the index."""
    if d.name:
        return [d.name]
    m = re.search(r"(operator\W{1,3}|\w+) ?\($", d.text.split("(")[0] + "(") if d.kind == "function" else re.match(r"(?:template ?<.*> ?)?using (\w+) =", d.text)
    return [m.group(1)] if m and not m.group(1).startswith("operator") else []


def room_of(file):
    parts = file.split("/")
    name = parts[1].removesuffix(".h")
    return name if len(parts) > 2 or name in dict(ROOMS) else "core"


def first_comment(path):
    """What a header says about itself."""
    lines = []
    with open(os.path.join(ROOT, "include", path), encoding="utf-8") as f:
        for line in f:
            if line.startswith("//"):
                lines.append(line[2:].strip())
            elif lines or not line.startswith("#pragma"):
                break
    return " ".join(lines)


def write(folder):
    os.makedirs(folder, exist_ok=True)
    parser = Parser(tokens(preprocessed()))
    parser.block([], False)
    by_room = {}
    for d in parser.found:
        by_room.setdefault(room_of(d.file), {}).setdefault(d.file, []).append(d)
    written = []
    for room, title in ROOMS:
        if room not in by_room:
            continue
        lines = [title, "=" * (len(title) + 4), ""]
        for file, found in sorted(by_room[room].items()):
            above = re.sub(r"([\\*|_`])", r"\\\1", first_comment(file))
            names = dict.fromkeys(f"{n} ({shown(d.scope)})" for d in found for n in names_of(d))
            lines += [f"<{file}>", "-" * (len(file) + 6), ""] + ([above, ""] if above else [])
            lines += [".. index::", *(f"   single: {n}" for n in names), ""] if names else []
            lines += [".. code-block:: cpp", ""]
            scope = None
            for d in found:
                if d.scope != scope:
                    lines += [""] * bool(scope) + [f"   namespace {shown(d.scope)}", ""]
                    scope = d.scope
                lines += ["   " + l for l in code(d)]
            lines.append("")
        with open(os.path.join(folder, room + ".rst"), "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
        written.append(room)
    with open(os.path.join(folder, "index.md"), "w", encoding="utf-8") as f:
        f.write("# C++ API\n\nWhat the public headers declare, with their comments, by header; of classes, what is public. `torch::` is `rectify::` under the name that\n"
                "programs for libtorch use. `<torch/torch.h>` and `<rectify/torch.h>` have all of it but `rectify::inspect`, which is in `<rectify/inspect.h>`.\n"
                "The fields of an options class are set by functions of their names: `LinearOptions(4, 8).bias(false)`.\n\n"
                "```{toctree}\n:maxdepth: 1\n\n" + "\n".join(written) + "\n```\n")
