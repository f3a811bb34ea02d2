"""What the documentation says is so: its sessions, and the two READMEs beside each other."""
import doctest
import glob
import importlib
import os
import re

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


SESSIONS = {os.path.relpath(p, ROOT): "".join(re.findall(r"^```pycon\n(.*?)^```", read(p), re.M | re.S))
            for p in sorted(glob.glob(os.path.join(ROOT, "docs/site/**/*.md"), recursive=True))}


@pytest.mark.parametrize("path", [p for p, text in SESSIONS.items() if text])
def test_sessions(path):
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    said = []
    runner.run(doctest.DocTestParser().get_doctest(SESSIONS[path], {}, path, path, 0), out=said.append)
    assert runner.failures == 0, "".join(said)
    assert runner.tries > 0


def blocks(path, language):
    """Code of a language without its comments, which are translated."""
    return [re.sub(r"\s*(//|#(?!include)).*", "", b) for b in re.findall(rf"^```{language}\n(.*?)^```", read(path), re.M | re.S)]


@pytest.mark.parametrize("language", ["cpp", "python", "cmake"])
def test_readmes_show_the_same_code(language):
    assert blocks("README.md", language) == blocks("README.zh-CN.md", language) != []


def test_readmes_say_the_same_figures():
    def figures(path):
        return [[re.sub(r"[,，]\s*", ", ", c.strip()) for c in row.split("|")[2:]] for row in read(path).split("\n") if row.startswith("| ")][1:]

    def commands(path):
        return [re.sub(r"\s*#.*", "", line) for line in read(path).split("\n") if line.startswith("    ")]

    def links(path):
        return sorted(set(re.findall(r"\]\(([^)]+)\)", read(path))) - {"README.md", "README.zh-CN.md"})

    assert figures("README.md") == figures("README.zh-CN.md") != []
    assert links("README.md") == links("README.zh-CN.md") != []
    assert [c for c in commands("README.md") if c.startswith("    rectify")] == [c for c in commands("README.zh-CN.md") if c.startswith("    rectify")] != []
    assert re.findall(r"\d[\d.]* MiB|\d\.\d times", read("README.md")) and all(n in read("README.zh-CN.md") for n in re.findall(r"(\d[\d.]*) (?:MiB|times)", read("README.md")))


@pytest.mark.parametrize("path", ["README.md", "README.zh-CN.md"])
def test_the_program_of_the_readme(path, capsys):
    (program,) = re.findall(r"^```python\n(.*?)^```", read(path), re.M | re.S)
    exec(compile(program, path, "exec"), {"__name__": "program"})
    first, last = capsys.readouterr().out.strip().split("\n")
    assert first == "tensor([0., 0., 1.])"
    assert last.startswith("torch.Size([32, 10]) 2.")


@pytest.fixture
def site(monkeypatch):
    monkeypatch.syspath_prepend(os.path.join(ROOT, "docs/site"))
    return importlib.import_module


def test_the_cpp_pages_have_every_module_and_activation(site, tmp_path):
    site("cpp_api").write(str(tmp_path))
    text = "".join(p.read_text() for p in tmp_path.iterdir())
    headers = "".join(read(p) for p in glob.glob(os.path.join(ROOT, "include/rectify/nn/*.h")))
    modules = set(re.findall(r"^RECTIFY_TORCH_MODULE\((\w+)\)", headers, re.M))
    names = re.findall(r"activations/(\w+)\.h", read("include/rectify/activations/list.def"))
    assert len(modules) > 20 and len(names) > 20
    assert [m for m in modules if f"using {m} = ModuleHolder<{m}Impl>;" not in text] == []
    assert [n for n in names if f" {n}(const Tensor& self" not in text] == []
    code = re.sub(r'//.*|"[^"]*"', "", text)
    assert code.count("{") == code.count("}") and code.count("(") == code.count(")")


def test_the_absent_names_are_absent(site):
    import rectify

    _, rows, modules = site("absent").compare()
    for space, there, absent, options in rows:
        assert there > 0 or absent
        for name in absent:
            owner = rectify
            for part in (space + "." + name).split(".")[1:]:
                owner = getattr(owner, part, None)
            assert owner is None or not callable(owner) or refuses(owner), f"{space}.{name}"
    for name in modules:
        with pytest.raises(ImportError):
            importlib.import_module("rectify." + name)


def refuses(function):
    """Whether a function does not do what its name says, whatever it is given."""
    for count in range(4):
        try:
            function(*[0] * count)
        except (NotImplementedError, RuntimeError):
            return True
        except TypeError:
            continue
        return False
    return False
