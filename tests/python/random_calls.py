"""Draws calls of functions by their signatures, runs each in rectify and in PyTorch and compares values, gradients, dtypes, shapes
and the type of the error. Prints what differs and is not explained in docs/python_differences.md."""
import argparse
import math
import os
import pickle
import random
import re
import sys
import textwrap
import traceback
import warnings

import rectify
import torch

# What cannot be compared: contents that nobody promises, or streams of other lengths.
SKIP = {"empty", "empty_like", "empty_strided", "new_empty", "new_empty_strided", "linear_act", "requires_grad_", "resize_", "resize_as_", "set_", "from_file", "is_set_to",
        "squared_relu", "star_relu", "quick_gelu", "thresholded_relu", "reglu", "geglu", "swiglu", "crelu", "maxout", "swish", "batch_norm_update_stats", "cudnn_is_acceptable",
        "_cudnn", "quantize", "ctc_loss", "detach_", "grid_sampler", "grid_sampler_2d", "grid_sampler_3d", "get_device", "data", "svd", "svd_lowrank", "qr", "eigh", "lstsq", "symeig",
        "matrix_exp", "unsafe_split_with_sizes", "_standard_gamma", "_sample_dirichlet"}
DTYPES = ["float32", "float32", "float32", "float64", "int64", "int32", "uint8", "bool", "bfloat16", "float16"]
TEXTS = {"reduce": ["sum", "mean", "amax", "amin", "prod", "add", "multiply"], "rounding_mode": ["trunc", "floor"], "approximate": ["none", "tanh"], "mode": ["reduced", "constant", "bilinear"],
         "UPLO": ["L", "U"], "ord": ["fro", "nuc"], "padding": ["same", "valid"], "indexing": ["ij", "xy"]}


class Draw:
    """One call: the same arguments for both libraries."""

    def __init__(self, r, name):
        self.r, self.name = r, name
        self.rank = r.choice([0, 1, 1, 2, 2, 2, 3, 4])
        self.sizes = [r.choice([0, 1, 1, 2, 3, 3, 4, 5]) if r.random() < 0.15 else r.choice([1, 2, 3, 4]) for _ in range(self.rank)]
        self.dtype = r.choice(DTYPES)

    def tensor(self, label):
        r = self.r
        sizes = list(self.sizes)
        if r.random() < 0.2 and sizes:  # broadcast
            sizes[r.randrange(len(sizes))] = 1
        if r.random() < 0.1 and sizes:
            sizes = sizes[1:]
        if r.random() < 0.04:
            sizes = sizes + [2]
        dtype = self.dtype if r.random() < 0.85 else r.choice(DTYPES)
        if label in ("index", "indices", "target") and r.random() < 0.8:
            dtype = "int64"
        if label in ("mask", "condition") and r.random() < 0.9:
            dtype = "bool"
        n = math.prod(sizes)
        if dtype == "bool":
            values = [r.random() < 0.5 for _ in range(n)]
        elif dtype == "uint8":
            values = [r.randrange(0, 6) for _ in range(n)]
        elif dtype.startswith("int"):
            values = [r.randrange(0, 3) if label in ("index", "indices", "target") else r.randrange(-5, 6) for _ in range(n)]
        else:
            values = [r.choice([0.0, -0.0, 1.0, -1.0, 0.5, 2.0]) if r.random() < 0.1 else r.gauss(0, 1.5) for _ in range(n)]
            if label in ("prob", "p") or self.name in ("bernoulli", "bernoulli_", "multinomial", "binary_cross_entropy"):
                values = [abs(v) % 1 for v in values]
        order = list(range(len(sizes)))
        if r.random() < 0.25:
            r.shuffle(order)
        step = 2 if r.random() < 0.1 and sizes else 1
        grad = dtype in ("float32", "float64") and r.random() < 0.5

        def make(t):
            x = t.tensor(values, dtype=getattr(t, dtype)).view([sizes[d] for d in order]) if n else t.zeros([sizes[d] for d in order], dtype=getattr(t, dtype))
            back = [order.index(d) for d in range(len(sizes))]
            x = x.permute(back) if back else x
            if step == 2:
                x = t.stack([x, x], -1).flatten(-2)[..., ::2]
            return x.detach().requires_grad_(grad)

        return make

    def value(self, kind, label):
        """A function that makes the argument for a library."""
        r = self.r
        none = kind.endswith("?")
        kind = kind.rstrip("?")
        if none and r.random() < 0.6:
            return lambda t: None
        if kind == "Tensor":
            return self.tensor(label)
        if kind == "Scalar":
            v = r.choice([0, 1, 2, -1, 3, 0.5, 1.5, -0.25, 2.0, True] if label not in ("low", "high") else [0, 1, 2])
        elif kind == "int":
            v = r.choice([0, 1, -1, 0, 1, 2, -2, 3] if label.startswith("dim") or label in ("axis0", "axis1", "source", "destination") else [0, 1, 2, 3, 4, 5, 1, -1])
            if label == "reduction":
                v = r.choice([0, 1, 2])
        elif kind == "float":
            v = r.choice([0.0, 0.1, 0.5, 1.0, 2.0, 1e-5])
        elif kind == "bool":
            v = r.random() < 0.5 and "sparse" not in label
        elif kind == "str":
            v = r.choice(TEXTS.get(label, ["none"]))
        elif kind == "ScalarType":
            name = r.choice(DTYPES)
            return lambda t: getattr(t, name)
        elif re.match(r"int\[\d*\]$", kind):
            if label in ("dim", "dims"):
                v = r.sample(range(-self.rank, self.rank) or [0], min(self.rank, r.choice([1, 1, 2])) or 1) if self.rank else [0]
            elif label in ("size", "shape", "sizes"):
                v = [r.choice([1, 2, 3, 4]) for _ in range(r.choice([1, 2, 3]))] if r.random() < 0.5 else list(self.sizes)
            else:
                count = int(re.search(r"\d", kind).group(0)) if re.search(r"\d", kind) else r.choice([1, 2])
                v = [r.choice([1, 1, 2, 3, 0]) for _ in range(count)]
                if re.search(r"\d", kind) and r.random() < 0.4:
                    v = v[0]
        elif kind == "float[]":
            v = [0.5, 1.0]
        elif kind == "Tensor[]":
            makers = [self.tensor("tensors") for _ in range(r.choice([1, 2, 3]))]
            return lambda t: [m(t) for m in makers]
        elif kind == "Tensor?[]":
            m = self.tensor("index")
            return lambda t: [m(t)]
        else:
            return None
        return lambda t: v


def parse(signature):
    name, inside = signature.split("(", 1)
    parts, depth, at = [], 0, 0
    inside = inside[:-1]
    for i, c in enumerate(inside):
        depth += (c == "[") - (c == "]")
        if c == "," and not depth:
            parts.append(inside[at:i].strip())
            at = i + 1
    parts.append(inside[at:].strip())
    result, keyword = [], False
    for p in filter(None, parts):
        if p == "*":
            keyword = True
            continue
        kind, rest = p.split(" ", 1)
        label, _, default = rest.partition("=")
        result.append((kind, label, bool(default), keyword))
    return name, result


def places(t):
    return {"f": t, "m": None, "n": t._C._nn if t is torch else t._C.nn, "s": t.special, "l": t.linalg}


def all_signatures():
    """{name: [(place, signature)]} of what both libraries have."""
    found = {}
    for place, owner in (("f", rectify._C.functions), ("m", rectify._C.Tensor), ("n", rectify._C.nn), ("s", rectify._C.special), ("l", rectify._C.linalg)):
        for name, f in vars(owner).items():
            if type(f).__name__ != "builtin_function" or name in SKIP or name.startswith("_") and not name.startswith("__"):
                continue
            if hasattr(torch.Tensor if place == "m" else places(torch)[place], name):
                found.setdefault(name, []).extend((place, s) for s in f.signatures.split("\n"))
    return {name: sorted(found[name]) for name in sorted(found)}


# Where torch's function takes other arguments than the row behind it.
SHAPED = {"broadcast_tensors": lambda f, tensors: f(*tensors),
          "tensordot": lambda f, a, b, *dims: f(a, b, [d if isinstance(d, list) else [d] for d in dims])}


def call(t, place, name, args, named):
    t.manual_seed(1234)
    f = getattr(args[0] if place == "m" else places(t)[place], name)
    if name in SHAPED:
        return SHAPED[name](f, *args, *named.values())
    return f(*(args[1:] if place == "m" else args), **named)


def flatten(y):
    if isinstance(y, (tuple, list)):
        return [z for x in y for z in flatten(x)]
    return [y]


def numbers(x):
    if isinstance(x, torch.Tensor) and x._is_zerotensor():  # PyTorch's zeros without memory
        return [0.0] * x.numel()
    return x.detach().to(getattr(torch if isinstance(x, torch.Tensor) else rectify, "float64")).flatten().tolist() if x.dtype not in (torch.bool, rectify.bool) else x.detach().flatten().tolist()


def near(a, b, tolerance):
    if isinstance(a, bool) or isinstance(b, bool):
        return a == b
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b or abs(a - b) <= tolerance * (1 + abs(b))


TOLERANCE = {"float32": 2e-5, "float64": 1e-9, "bfloat16": 2e-2, "float16": 4e-3}


def compare(own, peer):
    """A description of the first difference, or None."""
    a, b = flatten(own), flatten(peer)
    if len(a) != len(b):
        return f"{len(a)} results, not {len(b)}"
    for x, y in zip(a, b):
        if not isinstance(y, torch.Tensor):
            if isinstance(y, torch.dtype):
                if str(x) != str(y):
                    return f"{x}, not {y}"
            elif type(x) is not type(y) or not (x == y or isinstance(x, float) and near(x, y, 1e-5)):
                return f"{x!r}, not {y!r}"
            continue
        if not isinstance(x, rectify.Tensor):
            return f"{type(x)}, not a tensor"
        if str(x.dtype) != str(y.dtype):
            return f"dtype {x.dtype}, not {y.dtype}"
        if tuple(x.shape) != tuple(y.shape):
            return f"shape {tuple(x.shape)}, not {tuple(y.shape)}"
        if x.requires_grad != y.requires_grad:
            return f"requires_grad {x.requires_grad}, not {y.requires_grad}"
        tolerance = TOLERANCE.get(str(y.dtype).split(".")[1], 0)
        for u, v in zip(numbers(x), numbers(y)):
            if not near(u, v, tolerance):
                return f"value {u}, not {v}"
    return None


def attempt(t, place, name, makers, named):
    args = [m(t) for m in makers]
    kw = {k: m(t) for k, m in named.items()}
    leaves = [x for x in flatten(args + list(kw.values())) if isinstance(x, t.Tensor) and x.requires_grad]
    use = [x * 1 if isinstance(x, t.Tensor) and x.requires_grad and name.endswith("_") and not name.endswith("__") else x for x in args]
    try:
        y = call(t, place, name, use, kw)
    except Exception as e:
        return type(e).__name__, None, None, str(e).split("\n")[0]
    grads = None
    outs = [z for z in flatten(y) if isinstance(z, t.Tensor) and z.requires_grad]
    if outs and leaves:
        try:
            total = sum((z.sum() * (i + 1) if z.dtype in (t.float32, t.float64) else z.sum().to(t.float32)) for i, z in enumerate(outs))
            grads = t.autograd.grad(total, leaves, allow_unused=True)
        except Exception as e:
            grads = type(e).__name__ + ": " + str(e).split("\n")[0]
    return None, y, grads, ""


KINDS = {"_LinAlgError": "RuntimeError", "LinAlgError": "RuntimeError"}
# Where rectify does more: PyTorch 1.13 has few kernels for 16 bits on a CPU.
MORE = re.compile(r"not implemented for '(Half|BFloat16)'|INTERNAL ASSERT FAILED")


def prepare(name, signatures, k):
    """The k-th call of a function, which depends on nothing but its name, its signatures and k; None if an argument cannot be drawn."""
    r = random.Random(f"{name} {k}")
    place, signature = r.choice(signatures)
    draw = Draw(r, name)
    makers, named, left_out = [], {}, False
    for kind, label, optional, keyword in parse(signature)[1]:
        if label in ("out", "device", "layout", "pin_memory", "requires_grad", "generator", "memory_format") or optional and label != "reduction" and r.random() < 0.6:
            left_out = True  # what follows goes by its name
            continue
        maker = draw.value(kind, label)
        if maker is None:
            return None
        if keyword or left_out or name == "unique_consecutive" and makers:  # whose flags PyTorch confuses by position
            named[label] = maker
        else:
            makers.append(maker)
    return (place, signature, makers, named) if makers or place != "m" else None


def show(place, signature, makers, named):
    def text(x):
        return f"{str(x.dtype)[6:]}{tuple(x.shape)}{x.stride() if not x.is_contiguous() else ''}{' grad' if x.requires_grad else ''}" if isinstance(x, torch.Tensor) else str(x)

    return ", ".join([text(x) for x in flatten([m(torch) for m in makers])] + [f"{k}={text(m(torch))}" for k, m in named.items()])


def judge(place, name, makers, named):
    """(what came of a call: "same", "error", "more" or "differs", how it differs)."""
    own_error, own, own_grads, own_text = attempt(rectify, place, name, makers, named)
    peer_error, peer, peer_grads, peer_text = attempt(torch, place, name, makers, named)
    if peer_error and MORE.search(peer_text):
        return "more", None
    if own_error or peer_error:
        if KINDS.get(own_error, own_error) == KINDS.get(peer_error, peer_error):
            return "error", None
        return "differs", ", not ".join(f"{e}: {t}" if e else "a result" for e, t in ((own_error, own_text), (peer_error, peer_text)))
    what = compare(own, peer)
    if what is None and not (own_grads is None and peer_grads is None):
        what = compare_gradients(own_grads, peer_grads)
    return ("differs", what.replace("\n", " ")) if what else ("same", None)


def compare_gradients(own, peer):
    if not (isinstance(own, tuple) and isinstance(peer, tuple)):
        if isinstance(own, str) and isinstance(peer, str):
            return None
        return ", not ".join(f"gradient: {'a result' if isinstance(g, tuple) else g or 'none'}" for g in (own, peer)).replace("not gradient: ", "not ")
    for a, b in zip(own, peer):
        if (a is None) != (b is None):
            if (a if b is None else b).abs().sum().item() != 0:
                return f"gradient: {a}, not {b}"
        elif a is not None and (w := compare(a.detach(), b.detach())):
            return "gradient: " + w
    return None


def run(jobs, signatures, tell, both=True):
    """Makes the calls of [(name, numbers)] and tells (name, number, outcome, arguments, difference) of each."""
    for name, numbers in jobs:
        for k in numbers:
            call = prepare(name, signatures[name], k)
            if call is None:
                continue
            place, _, makers, named = call
            if not both:
                attempt(rectify, place, name, makers, named)
                continue
            outcome, what = judge(place, name, makers, named)
            tell((name, k, outcome, f"{place} {show(*call)}" if what else "", what))


def apart(jobs, signatures, both=True):
    """As run, in a child process: (what it told, whether it ended well)."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            with os.fdopen(write, "wb") as out:
                run(jobs, signatures, lambda told: (pickle.dump(told, out), out.flush()), both)
        except BaseException:
            traceback.print_exc()
            os._exit(99)
        os._exit(0)
    os.close(write)
    told = []
    with os.fdopen(read, "rb") as source:
        try:
            while True:
                told.append(pickle.load(source))
        except (EOFError, pickle.UnpicklingError):
            pass
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 99:
        sys.exit("random_calls.py itself failed")
    return told, status == 0


def run_apart(jobs, signatures):
    """As run, in child processes: PyTorch 1.13 corrupts its memory in some calls, which then ends a child and not the comparison. The
    functions of a child that ended so are asked once more, each in its own; if rectify alone ends a child, that is a difference."""
    told = []
    for k in range(0, len(jobs), 16):
        some, well = apart(jobs[k : k + 16], signatures)
        if not well:
            some = []
            for job in jobs[k : k + 16]:
                each, well = apart([job], signatures)
                some += each
                if not well and not apart([job], signatures, both=False)[1]:
                    some.append((job[0], each[-1][1] + 1 if each else 0, "differs", "", "rectify ends the process"))
        told += some
    return told


PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/python_differences.md")
LISTED = re.compile(r"^Where: `(.*)`\n\n((?:`\w+` \(\d+\)[,.]\s?)+)", re.M)


def explained():
    """What the page explains: [(pattern of differences, {function: the number of a call that shows it})]."""
    with open(PAGE, encoding="utf-8") as f:
        return [(re.compile(m[1]), {n: int(k) for n, k in re.findall(r"`(\w+)` \((\d+)\)", m[2])}) for m in LISTED.finditer(f.read())]


def place_of(groups, name, what, listed=True):
    """The number of the group that explains a difference of a function, or None."""
    return next((g for g, (pattern, functions) in enumerate(groups) if (name in functions or not listed) and pattern.search(f"{name}: {what}")), None)


def write(groups, told):
    """Writes the page's lists of functions again, from what a run told."""
    found = [{} for _ in groups]
    for name, k, _, _, what in told:
        if what and (g := place_of(groups, name, what, listed=False)) is not None:
            found[g].setdefault(name, k)
    with open(PAGE, encoding="utf-8") as f:
        text = f.read()
    lists = iter(found)
    text = LISTED.sub(lambda m: f"Where: `{m[1]}`\n\n" + textwrap.fill(", ".join(f"`{n}`\u00a0({k})" for n, k in next(lists).items()) + ".", 120).replace("\u00a0", " ") + "\n", text)
    with open(PAGE, "w", encoding="utf-8") as f:
        f.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100, help="how many of each function")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--only", help="names of functions, with commas")
    parser.add_argument("--all", action="store_true", help="show what is explained as well")
    parser.add_argument("--listed", action="store_true", help="make the calls that the page names as well, and say which of them do not differ")
    parser.add_argument("--write", action="store_true", help="write the page's lists of functions again")
    o = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)  # no pool of threads is lost in a fork
    rectify.set_num_threads(1)
    signatures, groups = all_signatures(), explained()
    numbers = {n: set(range(o.first, o.first + o.calls)) for n in (o.only.split(",") if o.only else signatures)}
    named = {(g, n): k for g, (_, functions) in enumerate(groups) for n, k in functions.items() if n in numbers and o.listed}
    gone = [f"{n}: the page names a function that is not there" for _, functions in groups for n in functions if n not in signatures]
    for (_, name), k in named.items():
        numbers[name].add(k)
    told = run_apart([(n, sorted(numbers[n])) for n in numbers], signatures)
    if o.write:
        write(groups, told)
        groups = explained()
    shown = {(place_of(groups, n, what), n, k) for n, k, _, _, what in told if what}
    gone += [f"{n}: call {k} no longer differs by `{groups[g][0].pattern}`" for (g, n), k in named.items() if (g, n, k) not in shown]
    new = [f"{n} {k}: {arguments[:300]}: {what[:400]}" for n, k, _, arguments, what in told if what and (o.all or place_of(groups, n, what) is None)]
    print("\n".join(new + gone))
    outcomes = [t[2] for t in told]
    print(f"{len(numbers)} functions;", ", ".join(f"{outcomes.count(x)} {x}" for x in ("same", "error", "more", "differs")))
    return 1 if new or gone else 0


if __name__ == "__main__":
    sys.exit(main())
