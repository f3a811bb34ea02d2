"""Module: what has parameters, buffers, children and a forward."""
import weakref
from collections import OrderedDict, namedtuple
from itertools import chain

from ... import _C
from ...autograd import no_grad
from ..parameter import Buffer, Parameter
from .hooks import BackwardWatch, Hooks

Tensor = _C.Tensor

_shared_forward_pre_hooks = Hooks()
_shared_forward_hooks = Hooks()
_shared_backward_pre_hooks = Hooks()
_shared_backward_hooks = Hooks()
_SHARED = (_shared_forward_pre_hooks, _shared_forward_hooks, _shared_backward_pre_hooks, _shared_backward_hooks)
_any_shared = False


class _SharedHandle:
    def __init__(self, handle):
        self._handle = handle

    def remove(self):
        global _any_shared
        self._handle.remove()
        _any_shared = any(_SHARED)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.remove()


def _share(hooks, hook):
    global _any_shared
    _any_shared = True
    return _SharedHandle(hooks.add(hook))


def register_module_forward_pre_hook(hook):
    """hook(module, args) before the forward of every module."""
    return _share(_shared_forward_pre_hooks, hook)


def register_module_forward_hook(hook):
    """hook(module, args, output) after the forward of every module."""
    return _share(_shared_forward_hooks, hook)


def register_module_full_backward_pre_hook(hook):
    """hook(module, grad_output) before the backward of every module."""
    return _share(_shared_backward_pre_hooks, hook)


def register_module_full_backward_hook(hook):
    """hook(module, grad_input, grad_output) after the backward of every module."""
    return _share(_shared_backward_hooks, hook)


register_module_backward_hook = register_module_full_backward_hook


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    def __repr__(self):
        return super().__repr__() if self.missing_keys or self.unexpected_keys else "<All keys matched successfully>"

    __str__ = __repr__


class _Registry(OrderedDict):
    """Parameters, buffers or children by name. What stands here stands among the module's own attributes as well, where
    Python finds it without asking `__getattr__`."""

    def __init__(self, *args):
        self.owner = None
        super().__init__(*args)

    def _attributes(self):
        owner = self.owner and self.owner()
        return {} if owner is None else owner.__dict__

    def _own(self, module):
        self.owner = weakref.ref(module)
        module.__dict__.update(self)
        return self

    def __setitem__(self, name, value):
        super().__setitem__(name, value)
        self._attributes()[name] = value

    def __delitem__(self, name):
        super().__delitem__(name)
        self._attributes().pop(name, None)

    def pop(self, name, *default):
        self._attributes().pop(name, None)
        return super().pop(name, *default)

    def popitem(self, last=True):
        name, value = super().popitem(last)
        self._attributes().pop(name, None)
        return name, value

    def clear(self):
        for name in self:
            self._attributes().pop(name, None)
        super().clear()

    def __reduce__(self):
        return _Registry, (list(self.items()),)


def _type_name(value):
    if isinstance(value, Tensor):
        return value.type()
    return _class_name(value if hasattr(value, "__qualname__") or hasattr(value, "__name__") else type(value))


def _class_name(c):
    module = getattr(c, "__module__", None)
    name = getattr(c, "__qualname__", None) or c.__name__
    return name if module in (None, "builtins") else f"{module}.{name}"


def _indented(text):
    first, *rest = text.split("\n")
    return "\n".join([first, *("  " + line for line in rest)])


_KINDS = ("_parameters", "_buffers", "_modules")


class Module:
    """Base class of all layers and networks.

    Parameters, buffers and modules that are assigned as attributes are registered; `forward` says what a call computes.
    """

    dump_patches = False
    _version = 1
    training: bool

    def __init__(self):
        self._begin()

    def _begin(self):
        d = self.__dict__
        d["training"] = True
        owner = weakref.ref(self)
        for kind in _KINDS:
            d[kind] = _Registry()
            d[kind].owner = owner
        d["_non_persistent_buffers_set"] = set()
        for hooks in _HOOKS:
            d[hooks] = Hooks()

    def forward(self, *args, **kwargs):
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    # --- a call ------------------------------------------------------------------------------------------------------

    def __call__(self, *args, **kwargs):
        d = self.__dict__
        try:
            if (d["_forward_hooks"] or d["_forward_pre_hooks"] or d["_backward_hooks"] or d["_backward_pre_hooks"] or
                    _any_shared):
                return self._call_with_hooks(args, kwargs)
        except KeyError as e:
            if e.args and e.args[0] in _HOOKS and e.args[0] not in d:
                raise AttributeError(f"'{type(self).__name__}' object has no attribute '{e.args[0]}'") from None
            raise
        return self.forward(*args, **kwargs)

    def _hooked(self):
        d = self.__dict__
        return bool(d["_forward_hooks"] or d["_forward_pre_hooks"] or d["_backward_hooks"] or d["_backward_pre_hooks"] or _any_shared)

    def _call_impl(self, *args, **kwargs):
        return Module.__call__(self, *args, **kwargs)

    def _call_with_hooks(self, args, kwargs):
        for i, hook in chain(_shared_forward_pre_hooks.items(), list(self._forward_pre_hooks.items())):
            if i in self._forward_pre_hooks_with_kwargs:
                changed = hook(self, args, kwargs)
                if changed is not None:
                    if not (isinstance(changed, tuple) and len(changed) == 2):
                        raise RuntimeError(f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {changed}.")
                    args, kwargs = changed
            else:
                changed = hook(self, args)
                if changed is not None:
                    args = changed if isinstance(changed, tuple) else (changed,)
        watch = None
        hooks = [*_shared_backward_hooks.values(), *self._backward_hooks.values()]
        before = [*_shared_backward_pre_hooks.values(), *self._backward_pre_hooks.values()]
        if hooks or before:
            watch = BackwardWatch(self, hooks, before)
            args = watch.of_inputs(args)
        called = set()
        try:
            result = self.forward(*args, **kwargs)
            for i, hook in chain(_shared_forward_hooks.items(), list(self._forward_hooks.items())):
                called.add(i)
                changed = (hook(self, args, kwargs, result) if i in self._forward_hooks_with_kwargs
                           else hook(self, args, result))
                if changed is not None:
                    result = changed
        except Exception:
            for i, hook in self._forward_hooks.items():
                if i in self._forward_hooks_always_called and i not in called:
                    hook(self, args, kwargs, None) if i in self._forward_hooks_with_kwargs else hook(self, args, None)
            raise
        return watch.of_outputs(result) if watch else result

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """hook(module, args) before each forward; what it returns, if anything, replaces the arguments."""
        marks = (self._forward_pre_hooks_with_kwargs,) if with_kwargs else ()
        return self._forward_pre_hooks.add(hook, *marks, prepend=prepend)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        """hook(module, args, output) after each forward; what it returns, if anything, replaces the output."""
        marks = ((self._forward_hooks_with_kwargs,) if with_kwargs else ()) + (
            (self._forward_hooks_always_called,) if always_call else ())
        return self._forward_hooks.add(hook, *marks, prepend=prepend)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        """hook(module, grad_output) before the gradients of each call are computed; may return another grad_output."""
        return self._backward_pre_hooks.add(hook, prepend=prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        """hook(module, grad_input, grad_output) when the gradients of a call are known; may return another grad_input."""
        return self._backward_hooks.add(hook, prepend=prepend)

    register_backward_hook = register_full_backward_hook

    # --- attributes --------------------------------------------------------------------------------------------------

    def __getattr__(self, name):
        d = self.__dict__
        for kind in _KINDS:
            if name in d.get(kind, ()):
                return d[kind][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name, value):
        d = self.__dict__
        parameters = d.get("_parameters")
        if isinstance(value, Parameter):
            if parameters is None:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name, "_parameters")
            self.register_parameter(name, value)
        elif parameters is not None and name in parameters:
            if value is not None:
                raise TypeError(f"cannot assign '{_type_name(value)}' as parameter '{name}' "
                                "(torch.nn.Parameter or None expected)")
            parameters[name] = d[name] = None
        elif isinstance(value, Module):
            if d.get("_modules") is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, "_modules")
            d["_modules"][name] = d[name] = value
        elif name in d.get("_modules", ()):
            if value is not None:
                raise TypeError(f"cannot assign '{_type_name(value)}' as child module '{name}' "
                                "(torch.nn.Module or None expected)")
            d["_modules"][name] = d[name] = None
        elif name in d.get("_buffers", ()):
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(f"cannot assign '{_type_name(value)}' as buffer '{name}' "
                                "(torch.Tensor or None expected)")
            d["_buffers"][name] = d[name] = value
        elif isinstance(value, Buffer) and "_buffers" in d:
            self.register_buffer(name, value, value.persistent)
        else:
            object.__setattr__(self, name, value)

    def _forget(self, name, kind):
        """Takes the name away from everything but that kind."""
        d = self.__dict__
        for other in _KINDS:
            if other != kind and name in d[other]:
                del d[other][name]
                d["_non_persistent_buffers_set"].discard(name)
        if name not in d[kind]:
            d.pop(name, None)

    def __delattr__(self, name):
        for kind in _KINDS:
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                self.__dict__.pop(name, None)
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self):
        names = {*dir(type(self)), *self.__dict__, *self._parameters, *self._modules, *self._buffers}
        return sorted(name for name in names if not name[0].isdigit())

    def __setstate__(self, state):
        d = self.__dict__
        d.update(state)
        for kind in _KINDS:
            d[kind] = _Registry(d.get(kind, ()))._own(self)
        for hooks in _HOOKS:
            d.setdefault(hooks, Hooks())
        d.setdefault("_non_persistent_buffers_set", set())

    def __getstate__(self):
        own = {name for kind in _KINDS for name in self.__dict__[kind]}
        return {name: value for name, value in self.__dict__.items() if name not in own}

    def _check_name(self, what, name, kind, quoted):
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {_type_name(name)}")
        if name not in self.__dict__[kind] and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")
        if "." in name:
            raise KeyError(f'{what} name can\'t contain "."{quoted}')
        if name == "":
            raise KeyError(f'{what} name can\'t be empty string ""')

    def register_parameter(self, name, param):
        """Adds a parameter, or None for one that is not there."""
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self._check_name("parameter", name, "_parameters", "")
        if param is not None:
            if not isinstance(param, Parameter):
                raise TypeError(f"cannot assign '{_type_name(param)}' object to parameter '{name}' "
                                "(torch.nn.Parameter or None required)")
            if param.grad_fn is not None:
                raise ValueError(f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created "
                                 f"explicitly. To express '{name}' as a function of another Tensor, compute the value in the "
                                 "forward() method.")
        self._parameters[name] = self.__dict__[name] = param

    def register_buffer(self, name, tensor, persistent=True):
        """Adds a tensor that is part of the state but not learned; persistent: also of state_dict."""
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name("buffer", name, "_buffers", "")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(f"cannot assign '{_type_name(tensor)}' object to buffer '{name}' "
                            "(torch Tensor or None required)")
        self._buffers[name] = self.__dict__[name] = tensor
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def add_module(self, name, module):
        """Adds a child under a name."""
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{_type_name(module)} is not a Module subclass")
        self._check_name("module", name, "_modules", f", got: {name}")
        self._modules[name] = self.__dict__[name] = module

    register_module = add_module

    def get_submodule(self, target):
        """The module at a path such as "features.0"; "" is this one."""
        module = self
        for item in target.split(".") if target else ():
            if not hasattr(module, item):
                raise AttributeError(f"{module._get_name()} has no attribute `{item}`")
            module = getattr(module, item)
            if not isinstance(module, Module):
                raise AttributeError(f"`{item}` is not an nn.Module")
        return module

    def _get(self, target):
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
        return module, name, getattr(module, name)

    def get_parameter(self, target):
        _, name, value = self._get(target)
        if not isinstance(value, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return value

    def get_buffer(self, target):
        module, name, value = self._get(target)
        if name not in module._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return value

    # --- iteration ---------------------------------------------------------------------------------------------------

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        """This module and all below it, each once, with their paths."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def modules(self):
        for _, module in self.named_modules():
            yield module

    def named_children(self):
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self):
        for _, module in self.named_children():
            yield module

    def _named_members(self, members, prefix="", recurse=True, remove_duplicate=True):
        seen = set()
        for path, module in self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]:
            for name, value in members(module):
                if value is None or value in seen:
                    continue
                if remove_duplicate:
                    seen.add(value)
                yield f"{path}.{name}" if path else name, value

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        return self._named_members(lambda m: m._parameters.items(), prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        return self._named_members(lambda m: m._buffers.items(), prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    # --- all of it at once -------------------------------------------------------------------------------------------

    def apply(self, fn):
        """fn(module) for all children, then for this module."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def _apply(self, fn):
        for module in self.children():
            module._apply(fn)
        with no_grad():
            for parameter in self._parameters.values():
                if parameter is not None:
                    grad = parameter.grad
                    changed = fn(parameter)
                    if changed is not parameter:
                        if grad is not None:
                            parameter.grad = None
                        parameter.data = changed
                        if grad is not None:
                            parameter.grad = fn(grad)
            for name, buffer in self._buffers.items():
                if buffer is not None:
                    self._buffers[name] = fn(buffer)
        return self

    def _to_dtype(self, dtype, memory_format=None):
        def convert(t):
            wanted = dtype if dtype is not None and t.is_floating_point() else t.dtype
            form = memory_format if t.dim() in (4, 5) else None
            if wanted == t.dtype and form is None:
                return t
            return _C.to(t, wanted, False, form)

        return self._apply(convert)

    def to(self, *args, device=None, dtype=None, non_blocking=False, memory_format=None, copy=False):
        """to(device, dtype), to(dtype), to(tensor), to(memory_format=...): converts parameters and buffers in place."""
        for value in args:
            if isinstance(value, _C.dtype):
                dtype = value
            elif isinstance(value, Tensor):
                dtype = value.dtype
            elif isinstance(value, _C.memory_format):
                memory_format = value
            elif not isinstance(value, bool):
                device = value
        if dtype is not None and not dtype.is_floating_point:
            raise TypeError(f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}")
        if device is not None:
            _C.functions.empty(0, device=device)  # an error unless it is the CPU
        return self._to_dtype(dtype, memory_format)

    def float(self):
        return self._to_dtype(_C.float32)

    def double(self):
        return self._to_dtype(_C.float64)

    def half(self):
        return self._to_dtype(_C.float16)

    def bfloat16(self):
        return self._to_dtype(_C.bfloat16)

    def type(self, dst_type):
        return self._apply(lambda t: _C.to(t, dst_type, False, None))

    def to_empty(self, *, device):
        """Parameters and buffers with new memory that holds anything."""
        return self._apply(lambda t: _C.functions.empty_like(t, device=device))

    def cpu(self):
        return self

    def cuda(self, device=None):
        return self.to("cuda")

    def share_memory(self):
        return self

    def train(self, mode=True):
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
        return self

    def zero_grad(self, set_to_none=False):
        _C.zero_grad(self.parameters(), set_to_none)

    # --- state -------------------------------------------------------------------------------------------------------

    def get_extra_state(self):
        raise RuntimeError("Reached a code path in Module.get_extra_state() that should never be called. Please file an issue "
                           "to report this bug.")

    def set_extra_state(self, state):
        raise RuntimeError("Reached a code path in Module.set_extra_state() that should never be called. Please file an issue "
                           "to report this bug.")

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        for name, parameter in self._parameters.items():
            if parameter is not None:
                destination[prefix + name] = parameter if keep_vars else parameter.detach()
        for name, buffer in self._buffers.items():
            if buffer is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = buffer if keep_vars else buffer.detach()
        if type(self).get_extra_state is not Module.get_extra_state:
            destination[prefix + "_extra_state"] = self.get_extra_state()

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        """Parameters and persistent buffers by their paths; keep_vars: the tensors themselves, not detached."""
        for name, value in zip(("destination", "prefix", "keep_vars"), args):
            if name == "destination" and destination is None:
                destination = value
            elif name == "prefix" and prefix == "":
                prefix = value
            elif name == "keep_vars" and keep_vars is False:
                keep_vars = value
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = {"version": self._version}
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            changed = hook(self, destination, prefix, destination._metadata.get(prefix[:-1], {}))
            if changed is not None:
                destination = changed
        return destination

    def _register_state_dict_hook(self, hook):
        return self._state_dict_hooks.add(hook)

    register_state_dict_post_hook = _register_state_dict_hook

    def register_state_dict_pre_hook(self, hook):
        return self._state_dict_pre_hooks.add(hook)

    def _register_load_state_dict_pre_hook(self, hook, with_module=False):
        def call(*args):
            return hook(self, *args) if with_module else hook(*args)

        return self._load_state_dict_pre_hooks.add(call)

    def register_load_state_dict_pre_hook(self, hook):
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def register_load_state_dict_post_hook(self, hook):
        """hook(module, incompatible_keys) after load_state_dict; it may change the lists of keys."""
        return self._load_state_dict_post_hooks.add(hook)

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs):
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        persistent = [(n, b) for n, b in self._buffers.items() if n not in self._non_persistent_buffers_set]
        for name, own in chain(self._parameters.items(), persistent):
            if own is None:
                continue
            key = prefix + name
            if key not in state_dict:
                if strict:
                    missing_keys.append(key)
                continue
            given = state_dict[key]
            if not isinstance(given, Tensor):
                error_msgs.append(f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
                                  f"checkpoint but received {type(given)}")
                continue
            if own.dim() == 0 and given.dim() == 1 and given.size(0) == 1:
                given = given[0]
            if given.shape != own.shape:
                error_msgs.append(f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, the shape in "
                                  f"current model is {own.shape}.")
                continue
            try:
                with no_grad():
                    own.copy_(given)
            except Exception as e:
                error_msgs.append(f'While copying the parameter named "{key}", whose dimensions in the model are {own.shape} and whose '
                                  f"dimensions in the checkpoint are {given.shape}, an exception occurred : {e.args}.")
        extra = prefix + "_extra_state"
        takes_extra = type(self).set_extra_state is not Module.set_extra_state
        if takes_extra and extra in state_dict:
            self.set_extra_state(state_dict[extra])
        elif takes_extra and strict:
            missing_keys.append(extra)
        if strict:
            local = {n for n, own in chain(self._parameters.items(), persistent) if own is not None}
            for key in state_dict:
                if not key.startswith(prefix) or (key == extra and takes_extra):
                    continue
                head, *rest = key[len(prefix):].split(".", 1)
                if head not in (self._modules if rest else local):
                    unexpected_keys.append(key)

    def load_state_dict(self, state_dict, strict=True):
        """Copies the values in. strict: keys that are missing or unexpected are an error; else they are returned."""
        if not hasattr(state_dict, "keys"):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing_keys, unexpected_keys, error_msgs = [], [], []
        metadata = getattr(state_dict, "_metadata", None)
        state_dict = OrderedDict(state_dict)
        if metadata is not None:
            state_dict._metadata = metadata

        def load(module, values, prefix):
            local = {} if metadata is None else metadata.get(prefix[:-1], {})
            module._load_from_state_dict(values, prefix, local, True, missing_keys, unexpected_keys, error_msgs)
            for name, child in module._modules.items():
                if child is not None:
                    below = f"{prefix}{name}."
                    load(child, OrderedDict((k, v) for k, v in values.items() if k.startswith(below)), below)
            keys = _IncompatibleKeys(missing_keys, unexpected_keys)
            for hook in module._load_state_dict_post_hooks.values():
                if hook(module, keys) is not None:
                    raise AssertionError("Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new "
                                         "values, if incompatible_keys need to be modified, it should be done inplace.")

        load(self, state_dict, "")
        if strict:
            for what, keys in (("Unexpected", unexpected_keys), ("Missing", missing_keys)):
                if keys:
                    error_msgs.insert(0, f"{what} key(s) in state_dict: {', '.join(f'{chr(34)}{k}{chr(34)}' for k in keys)}. ")
        if error_msgs:
            raise RuntimeError("Error(s) in loading state_dict for {}:\n\t{}".format(type(self).__name__, "\n\t".join(error_msgs)))
        return _IncompatibleKeys(missing_keys, unexpected_keys)

    # --- text --------------------------------------------------------------------------------------------------------

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self):
        return ""

    def __repr__(self):
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [f"({name}): {_indented(repr(module))}" for name, module in self._modules.items()]
        if not children and len(lines) <= 1:
            return f"{self._get_name()}({extra})"
        return "\n  ".join([self._get_name() + "(", *lines, *children]) + "\n)"


_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks", "_forward_hooks_with_kwargs",
          "_forward_hooks_always_called", "_forward_pre_hooks_with_kwargs", "_state_dict_hooks", "_state_dict_pre_hooks",
          "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks")
