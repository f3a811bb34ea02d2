#!/usr/bin/python3
"""Writes torch_names.json: what PyTorch documents, by namespace, with the parameters of what is written in Python.

Needs python3-torch. The site compares the package with it, so that its list of what is absent is never typed.
"""
import importlib
import inspect
import json
import os

SPACES = ["torch", "torch.Tensor", "torch.autograd", "torch.autograd.functional", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.nn.utils", "torch.optim",
          "torch.optim.lr_scheduler", "torch.utils.data", "torch.linalg", "torch.special", "torch.random", "torch.testing"]
MODULES = ["amp", "ao", "backends", "cuda", "distributed", "distributions", "fft", "fx", "hub", "jit", "library", "monitor", "multiprocessing", "nested", "onnx", "overrides",
           "package", "profiler", "quantization", "signal", "sparse", "nn.parallel", "nn.quantized", "nn.utils.prune", "nn.utils.parametrize", "nn.utils.parametrizations", "nn.utils.rnn",
           "nn.utils.stateless", "utils.benchmark", "utils.bottleneck", "utils.checkpoint", "utils.cpp_extension", "utils.dlpack", "utils.mobile_optimizer", "utils.model_zoo",
           "utils.tensorboard", "autograd.forward_ad", "autograd.profiler", "autograd.graph"]
# Public by their look only: leftovers and tools of PyTorch's own.
INTERNAL = set("""candidate obj Tensor fork wait import_ir_module import_ir_module_from_buffer init_num_threads merge_type_from_type_comment parse_ir parse_schema parse_type_comment
unify_type_list read_vitals set_vital vitals_enabled boolean_dispatch handle_torch_function native_channel_shuffle factory_kwargs Container FileCheck DataChunk
functional_datapipe guaranteed_datapipes_determinism non_deterministic runtime_validation_disabled quantized_max_pool1d quantized_max_pool2d
legacy_contiguous_format NLLLoss2d RNNCellBase""".split())


def internal(space, name):
    return (name in INTERNAL or name.startswith(("has_torch_function", "_")) or name.endswith("_copy") and name != "index_copy"
            or space == "torch" and name[0].isupper() and name != "Generator" or space == "torch.testing" and name.startswith("rand"))


def documented(space, owner, name):
    if internal(space, name) or not hasattr(owner, name):
        return False
    value = getattr(owner, name)
    if inspect.ismodule(value) or getattr(value, "__module__", None) in ("typing", "builtins", "collections", "warnings", "enum"):
        return False
    if getattr(value, "__module__", None) and not str(value.__module__).startswith(("torch", "None")):
        return False
    if not isinstance(value, type) and not callable(value):
        return type(value).__module__ == "torch" or space == "torch.Tensor" and inspect.isdatadescriptor(value) and bool(value.__doc__)
    return isinstance(value.__doc__, str) and bool(value.__doc__.strip()) or inspect.isclass(value) and space != "torch"


def parameters(value):
    """Names of what a Python function or constructor takes, or None where Python does not know."""
    if not (inspect.isfunction(value) or inspect.isclass(value) and inspect.isfunction(value.__init__)):
        return None
    try:
        of = inspect.signature(value.__init__ if inspect.isclass(value) else value).parameters.values()
    except (TypeError, ValueError):
        return None
    return [p.name for p in of if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and p.name != "self"]


def main():
    import torch

    found = {"version": torch.__version__.split("+")[0], "modules": MODULES}
    for space in SPACES:
        owner = torch.Tensor if space == "torch.Tensor" else importlib.import_module(space)
        names = getattr(owner, "__all__", None) if space not in ("torch", "torch.Tensor", "torch.nn", "torch.linalg") else None
        names = sorted(n for n in set(names or dir(owner)) if documented(space, owner, n))
        found[space] = {n: parameters(getattr(owner, n)) for n in names}
    lines = [f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in found.items()]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch_names.json"), "w") as f:
        f.write("{\n" + ",\n".join(lines) + "\n}\n")
    print({k: len(v) for k, v in found.items() if k.startswith("torch")})


if __name__ == "__main__":
    main()
