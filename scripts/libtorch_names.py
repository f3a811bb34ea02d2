#!/usr/bin/env python3
"""Says what rectify does with every name of libtorch's C++ frontend: writes docs/libtorch.md.

tests/parity/names.txt holds the names with their signatures, a line each; --headers takes them from Debian's libtorch-dev (with
python3-clang-14) and, as a check of the probes themselves, compiles every one of them against libtorch. Everything else needs only the list
and a compiler: each name is probed by a line of C++ compiled against rectify, and what compiles is what the page says. --check fails where
the page does not say it. tests/parity/names_notes.txt holds the reasons: `pattern<TAB>words`, the first that matches a name counts.
"""
import argparse
import collections
import fnmatch
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NAMES = os.path.join(ROOT, "tests/parity/names.txt")
NOTES = os.path.join(ROOT, "tests/parity/names_notes.txt")
PAGE = os.path.join(ROOT, "docs/libtorch.md")
LIBTORCH = "/usr/include/torch/csrc/api/include"

# Where names are public. A scope, and the files whose declarations in it count.
SCOPES = [
    ("torch", r"api/include/torch/|ATen/(Functions|ops/\w+|Context|Parallel|CPUGeneratorImpl|core/(TensorBase|TensorBody|Generator|TensorAccessor))\.h$"),
    ("torch::autograd", r"api/include/torch/|csrc/autograd/(autograd|custom_function|anomaly_mode|function_hook)\.h$"),
    ("torch::nn", r"api/include/torch/"), ("torch::nn::functional", r"api/include/torch/"), ("torch::nn::init", r"api/include/torch/"),
    ("torch::nn::utils", r"api/include/torch/"), ("torch::nn::utils::rnn", r"api/include/torch/"), ("torch::nn::modules::utils", r"api/include/torch/"),
    ("torch::optim", r"api/include/torch/"), ("torch::serialize", r"api/include/torch/"),
    ("torch::data", r"api/include/torch/"), ("torch::data::datasets", r"api/include/torch/"), ("torch::data::samplers", r"api/include/torch/"),
    ("torch::data::transforms", r"api/include/torch/"),
    ("torch::indexing", r"ATen/TensorIndexing\.h$"),
    ("torch::linalg", r"api/include/torch/"), ("torch::special", r"api/include/torch/"), ("torch::fft", r"api/include/torch/"),
    ("torch::sparse", r"api/include/torch/"), ("torch::cuda", r"api/include/torch/"), ("torch::jit", r"api/include/torch/"),
    ("torch::enumtype", r"api/include/torch/"),
    ("c10", r"c10/(util/(Exception|ArrayRef|Optional|OptionalArrayRef|irange|StringUtil|string_view|typeid|Half|BFloat16|intrusive_ptr)|core/(Device|DeviceType|"
            r"Layout|MemoryFormat|Scalar|ScalarType|TensorOptions|Storage|DefaultDtype|InferenceMode|GradMode|AutogradState))\.h$"),
]
PRIVATE = re.compile(r"^_|_(backward|backward_out|jvp|jvp_out|backward_(elemt|reduce)\w*|overrideable\w*|symint_out)$|^(cudnn|miopen|mkldnn|fbgemm|quantized|mkl|xla|hpu|ipu|vulkan|xpu|ort|metal|mps|native|thnn|slow_conv|fake_quantize|batch_norm_(elemt|gather|stats|update))_|_(outf|symint|copy|copy_out)$|^has(CUDA|HIP|IPU|XLA|MPS|ORT|MKL|LAPACK|MAGMA|MLC|HPU)")
SKIPPED_TYPES = re.compile(r"Dimname|SymInt|complex|Quantizer|DispatchKey|MTA|Stream\b|QScheme|TensorImpl|detail::|impl::|jit::|type-parameter|\bnative::|DeprecatedTypeProperties|"
                           r"Functor|lambda|__va_list|UndefinedTensor|\(|\.\.\.")
ALIASES = [("at::Tensor", "T"), ("c10::ArrayRef<long>", "I"), ("c10::ArrayRef<T>", "L"), ("c10::Scalar", "S"), ("c10::optional<", "O<"), ("c10::ScalarType", "D"),
           ("c10::TensorOptions", "P"), ("c10::basic_string_view<char>", "V"), ("std::basic_string<char>", "std::string"), ("std::__cxx11::basic_string<char>", "std::string"),
           ("c10::OptionalArrayRef<long>", "OI"), ("c10::MemoryFormat", "M"), ("at::Generator", "G")]
PROLOGUE = """#include <torch/torch.h>
using T = at::Tensor; using I = c10::IntArrayRef; using L = at::TensorList; using S = c10::Scalar; template <class X> using O = c10::optional<X>;
using D = c10::ScalarType; using P = c10::TensorOptions; using V = c10::string_view; using OI = at::OptionalIntArrayRef; using M = c10::MemoryFormat;
using G = at::Generator;
"""
ARGUMENTS = {"ArrayRef": "int64_t", "optional": "int", "OptionalArrayRef": "int64_t", "OrderedDict": "std::string, int", "ExpandingArray": "2",
             "ExpandingArrayWithOptionalElem": "2", "intrusive_ptr": None, "TensorAccessor": "float, 2", "Example": "", "MapDataset": None, "SharedBatchDataset": None}

Name = collections.namedtuple("Name", "scope name kind probes")


# --- the list, from libtorch's headers -------------------------------------------------------------------------------------------------

def short(text):
    text = text.replace("std::__cxx11::", "std::")
    for a, b in ALIASES:
        text = re.sub(r"(?<!\w)" + re.escape(a) + (r"(?!\w)" if a[-1] != "<" else ""), b, text)
    return text.replace(" &", "&").replace("(anonymous namespace)::", "")


def collect():
    from clang import cindex
    from clang.cindex import CursorKind as K
    cindex.Config.set_library_file("/usr/lib/llvm-14/lib/libclang-14.so.1")
    unit = cindex.Index.create().parse("names.cpp", ["-std=c++17", "-I" + LIBTORCH], [("names.cpp", "#include <torch/torch.h>\n")],
                                       cindex.TranslationUnit.PARSE_SKIP_FUNCTION_BODIES)
    found = collections.OrderedDict()

    def add(scope, name, kind, probe=None):
        entry = found.setdefault((scope, name), Name(scope, name, kind, []))
        if probe and probe not in entry.probes:
            entry.probes.append(probe)

    def signature(cursor, kind):
        """kind<TAB>return<TAB>arguments, those with a default marked; None where a type is of no concern."""
        args = []
        for a in cursor.get_arguments():
            default = any(t.spelling == "=" for t in a.get_tokens())
            args.append(("=" if default else "") + short(a.type.get_canonical().spelling))
        result = short(cursor.result_type.get_canonical().spelling)
        text = "\t".join([kind, result, ";".join(args)])
        return None if SKIPPED_TYPES.search(text) or cursor.type.is_function_variadic() else text

    def unpacked(sig):
        return "O<D>;=O<c10::Layout>" in sig or "O<D>;O<c10::Layout>" in sig or "OptionalType" in sig

    def arguments(cursor):
        if cursor.spelling in ARGUMENTS:
            return ARGUMENTS[cursor.spelling]
        params = [c for c in cursor.get_children() if c.kind in (K.TEMPLATE_TYPE_PARAMETER, K.TEMPLATE_NON_TYPE_PARAMETER, K.TEMPLATE_TEMPLATE_PARAMETER)]
        return "2" if [p.kind for p in params] == [K.TEMPLATE_NON_TYPE_PARAMETER] else None

    def members(scope, cursor, template):
        name = cursor.spelling
        full = name
        if template:
            given = arguments(cursor)
            if given is None:
                return
            full = f"{name}<{given}>"
        for c in cursor.get_children():
            if c.access_specifier != cindex.AccessSpecifier.PUBLIC:
                continue
            m = c.spelling
            if c.kind in (K.CXX_METHOD, K.FUNCTION_TEMPLATE, K.FIELD_DECL, K.TYPEDEF_DECL, K.TYPE_ALIAS_DECL, K.VAR_DECL, K.STRUCT_DECL, K.CLASS_DECL, K.ENUM_DECL):
                if not m or m.startswith("_") or m.startswith("operator ") or m.startswith(name + "<") or m == name or PRIVATE.search(m) or m.startswith("~"):
                    continue
                add(scope, name, "class", f"m\t{full}\t{m}")
                if c.kind == K.CXX_METHOD and not template and re.match(r"\w+$", m) and m != "operator":
                    sig = signature(c, "s" if c.is_static_method() else "c" if c.is_const_method() else "n")
                    if sig and not unpacked(sig):
                        add(scope, name, "class", f"{sig}\t{m}")
            elif c.kind == K.CONSTRUCTOR and not template and not cursor.is_abstract_record() and c.is_converting_constructor is not None:
                sig = signature(c, "k")
                if sig:
                    add(scope, name, "class", sig)
            elif c.kind == K.ENUM_CONSTANT_DECL:
                add(scope, name, "class", f"e\t{m}")

    def visit(cursor, path):
        for c in cursor.get_children():
            if c.kind == K.NAMESPACE:
                visit(c, path + [c.spelling] if c.spelling else path)
                continue
            if c.kind == K.LINKAGE_SPEC or c.kind == K.UNEXPOSED_DECL:
                visit(c, path)
                continue
            if c.location.file and "RecordFunction" in c.location.file.name:
                continue
            if c.semantic_parent is not None and c.semantic_parent.kind not in (K.NAMESPACE, K.TRANSLATION_UNIT):
                continue  # a member, defined outside of its class
            if not path or not c.location.file or not c.spelling or c.spelling.startswith("operator") or PRIVATE.search(c.spelling):
                continue
            where = "::".join(["torch"] + path[1:] if path[0] == "at" else path)
            files = dict(SCOPES).get(where)
            if files is None or not re.search(files, c.location.file.name):
                continue
            if c.kind == K.FUNCTION_DECL:
                add(where, c.spelling, "function")
                sig = signature(c, "f")
                if sig and not unpacked(sig):
                    add(where, c.spelling, "function", sig)
            elif c.kind == K.FUNCTION_TEMPLATE:
                add(where, c.spelling, "function")
            elif c.kind in (K.CLASS_DECL, K.STRUCT_DECL, K.ENUM_DECL):
                if c.is_definition():
                    add(where, c.spelling, "class")
                    members(where, c, False)
            elif c.kind == K.CLASS_TEMPLATE:
                if c.is_definition():
                    add(where, c.spelling, "class")
                    members(where, c, True)
            elif c.kind in (K.TYPEDEF_DECL, K.TYPE_ALIAS_DECL, K.TYPE_ALIAS_TEMPLATE_DECL, K.VAR_DECL):
                add(where, c.spelling, "alias")
            elif c.kind == K.USING_DECLARATION:
                for t in c.get_children():
                    if t.kind == K.OVERLOADED_DECL_REF or t.kind == K.TYPE_REF:
                        add(where, t.spelling.split("::")[-1].split(" ")[-1], "alias")

    visit(unit.cursor, [])
    macros = subprocess.run(["clang-14", "-std=c++17", "-I" + LIBTORCH, "-dM", "-E", "-xc++", "-"], input="#include <torch/torch.h>\n", capture_output=True, text=True, check=True).stdout
    for m in sorted(set(re.findall(r"#define (\w+)", macros))):
        if re.match(r"(TORCH_(CHECK|WARN|ARG|MODULE|INTERNAL_ASSERT|VERSION|OPTIM)\w*|FORWARD_HAS_DEFAULT_ARGS|AT_(ERROR|ASSERTM?|INDEX_ERROR|WARN|DISPATCH_(ALL|FLOATING|INTEGRAL)_TYPES(_AND\w*)?))$", m):
            add("macros", m, "macro")
    return list(found.values())


# --- the probes ------------------------------------------------------------------------------------------------------------------------

def lines_of(name):
    """The C++ that a name has to compile: its existence first, then each of its probes."""
    full = f"{name.scope}::{name.name}"
    if name.kind == "macro":
        return [f"#ifndef {name.name}\nstatic_assert(false);\n#endif"]
    # what namespaces hold is found through using-directives as well
    result = [f"using ::{full};"]
    for probe in name.probes:
        kind, *rest = probe.split("\t")
        if kind == "m":
            result.append(f"struct P : ::{name.scope}::{rest[0]} {{ using B = ::{name.scope}::{rest[0]}; using B::{rest[1]}; }};")
        elif kind == "e":
            result.append(f"constexpr auto v = ::{full}::{rest[0]};")
        else:
            args = [a for a in rest[1].split(";") if a]
            needed = sum(not a.startswith("=") for a in args)
            declared = [f"{a.lstrip('=')} a{i}" for i, a in enumerate(args)]
            passed = [f"static_cast<{a.lstrip('=')}>(a{i})" if a.endswith("&&") or "unique_ptr" in a else f"a{i}" for i, a in enumerate(args)]
            calls = []
            for n in sorted({needed, len(args)}, reverse=True):
                given = ", ".join(passed[:n])
                if kind == "k":
                    calls.append(f"::{full} r{n}({given}); (void)r{n};" if n else f"::{full} r{n}; (void)r{n};")
                    continue
                call = f"::{full}" if kind == "f" else f"::{full}::{rest[2]}" if kind == "s" else f"self.{rest[2]}"
                calls.append(f"{call}({given});" if rest[0] == "void" else f"{rest[0]} r{n} = {call}({given}); (void)r{n};")
            this = [f"{'const ' if kind == 'c' else ''}::{full}& self"] if kind in "cn" else []
            result.append(f"inline void p({', '.join(this + declared)}) {{ {' '.join(calls)} }}")
    return result


def failures(names, compiler, include):
    """For each name the set of its lines that do not compile."""
    text, owner = PROLOGUE.splitlines(), {}
    for i, name in enumerate(names):
        for j, line in enumerate(lines_of(name)):
            block = line.split("\n") if name.kind == "macro" else [f"namespace p{i}_{j} {{ {line} }}"]
            for piece in block:
                text.append(piece)
                owner[len(text)] = (i, j)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "probes.cpp")
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(text) + "\n")
        options = ["-ferror-limit=0"] if "clang" in os.path.basename(compiler) else ["-fmax-errors=0"]
        run = subprocess.run([compiler, "-std=c++17", "-fsyntax-only", "-w", "-fdiagnostics-color=never", "-fno-diagnostics-show-caret", *options, *include, path],
                             capture_output=True, text=True, check=False)
    bad = [set() for _ in names]
    pending = False
    for line in run.stderr.splitlines():
        error = re.search(r": (fatal )?error: ", line)
        at = re.search(r"probes\.cpp:(\d+)", line)
        if error and not at:
            pending = True
            if "fatal" in line:
                sys.exit(line)
        if at and (error or pending) and int(at.group(1)) in owner:
            i, j = owner[int(at.group(1))]
            bad[i].add(j)
            pending = False
        elif at and "required from here" in line and int(at.group(1)) in owner:
            pending_at = owner[int(at.group(1))]
            bad[pending_at[0]].add(pending_at[1])
    return bad


def read_names():
    names = []
    with open(NAMES, encoding="utf-8") as text:
        for line in text.read().splitlines():
            if line.startswith("  "):
                names[-1].probes.append(line[2:])
            else:
                scope, name, kind = line.split(" ")
                names.append(Name(scope, name, kind, []))
    return names


def write_names(names):
    with open(NAMES, "w", encoding="utf-8") as out:
        for n in names:
            out.write(f"{n.scope} {n.name} {n.kind}\n" + "".join(f"  {p}\n" for p in n.probes))


# --- the page --------------------------------------------------------------------------------------------------------------------------

def said(probe, name):
    """A probe in words."""
    kind, *rest = probe.split("\t")
    if kind in "me":
        return rest[-1]
    args = ", ".join(a.lstrip("=").replace("const ", "").rstrip("&") + (" = …" if a.startswith("=") else "") for a in rest[1].split(";") if a)
    return f"{name if kind in 'fk' else rest[2]}({args})"


def page(names, bad, notes):
    def note(full):
        return next((words for pattern, words in notes if fnmatch.fnmatchcase(full, pattern)), None)
    groups = collections.OrderedDict()
    for scope in [s for s, _ in SCOPES] + ["macros"]:
        groups[scope] = {"same": [], "differs": [], "absent": []}
    for n, wrong in zip(names, bad):
        full = f"{n.scope}::{n.name}"
        words = note(full)
        if 0 in wrong:
            groups[n.scope]["absent"].append((n.name, words or ""))
            continue
        missing = sorted({said(n.probes[j - 1], n.name) for j in wrong})
        # a method that is not there need not be said for each of its signatures
        gone = {m for m in missing if "(" not in m}
        missing = [m for m in missing if m in gone or m.split("(")[0] not in gone]
        if missing or words:
            groups[n.scope]["differs"].append((n.name, "; ".join(([words] if words else []) + (["without `" + "`, `".join(missing) + "`"] if missing else []))))
        else:
            groups[n.scope]["same"].append(n.name)
    total = {k: sum(len(g[k]) for g in groups.values()) for k in ("same", "differs", "absent")}
    out = ["# Every name of libtorch's C++ frontend", "",
           "Written by `scripts/libtorch_names.py` from the headers of libtorch 1.13.1 and from what compiles against rectify; a test fails where the two",
           "part. `same`: the name is there, and so is every signature and public member that does not need complex, sparse or quantised tensors, names",
           "of dimensions, symbolic sizes or other devices. What the functions do is compared by the programs in `tests/parity/`.",
           "How to move a program over: [moving_from_libtorch.md](moving_from_libtorch.md).", "",
           f"{total['same']} names are the same, {total['differs']} differ, {total['absent']} are absent. In signatures `T` is Tensor, `I` IntArrayRef, `L` TensorList,",
           "`S` Scalar, `D` ScalarType, `P` TensorOptions, `O<>` optional, `OI` OptionalIntArrayRef, `V` string_view, `M` MemoryFormat, `G` Generator.", "",
           "Not listed, and absent unless another page names them: what begins with an underscore, `*_outf` (the same as `*_out` with the result last),",
           "`*_copy`, functions that only autograd calls (`*_backward`, `*_jvp`, `native_*`), and those of one backend (`cudnn_*`, `mkldnn_*`, …).", ""]
    for scope, g in groups.items():
        if not any(g.values()):
            continue
        title = "torch, at" if scope == "torch" else scope
        out += [f"## {title}", ""]
        if g["same"]:
            out += [f"**Same** ({len(g['same'])}): " + " ".join(f"`{x}`" for x in sorted(g["same"])), ""]
        if g["differs"]:
            out += [f"**Differs** ({len(g['differs'])}):", ""] + [f"- `{x}`: {why}" for x, why in sorted(g["differs"])] + [""]
        if g["absent"]:
            by = collections.OrderedDict()
            for x, why in sorted(g["absent"], key=lambda p: (p[1] == "", p[1])):
                by.setdefault(why, []).append(x)
            out += [f"**Absent** ({len(g['absent'])}):", ""]
            out += [f"- {why + ': ' if why else ''}" + " ".join(f"`{x}`" for x in sorted(v)) for why, v in by.items()] + [""]
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--headers", action="store_true", help="take the names from libtorch's headers")
    parser.add_argument("--check", action="store_true", help="fail where the page is not what compiles")
    parser.add_argument("--compiler", default="g++")
    args = parser.parse_args()
    if args.headers:
        names = collect()
        for n, wrong in zip(names, failures(names, args.compiler, ["-I" + LIBTORCH])):
            for j in wrong:
                print(f"not even libtorch: {n.scope}::{n.name} {n.probes[j - 1] if j else ''}")
            if 0 in wrong:
                n.probes.clear()
            n.probes[:] = [p for j, p in enumerate(n.probes, 1) if j not in wrong]
        write_names(names)
    names = read_names()
    with open(NOTES, encoding="utf-8") as text:
        notes = [tuple(line.split("\t")) for line in text.read().splitlines() if line and not line.startswith("#")]
    bad = failures(names, args.compiler, [f"-I{ROOT}/compat", f"-I{ROOT}/include"])
    new = page(names, bad, notes)
    if args.check:
        with open(PAGE, encoding="utf-8") as text:
            old = text.read()
        if old != new:
            a, b = set(old.splitlines()), set(new.splitlines())
            print("docs/libtorch.md is not what compiles; run scripts/libtorch_names.py", *sorted(f"- {x[:300]}" for x in a - b), *sorted(f"+ {x[:300]}" for x in b - a), sep="\n")
            return 1
        print(f"{len(names)} names, as the page says")
        return 0
    with open(PAGE, "w", encoding="utf-8") as out:
        out.write(new)
    return 0


sys.exit(main())
