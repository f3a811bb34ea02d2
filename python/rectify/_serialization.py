"""torch.save and torch.load: the zip files of PyTorch, which it reads and writes as well. Of the pickle a fixed list of names is understood, and
modules whose classes the program has; nothing else, unless weights_only=False asks for it."""
import collections
import io
import os
import pickle
import struct
import sys
import tempfile
import zipfile

from . import _C, _tensor
from ._C import Tensor
from ._device import device
from ._types import Size

_STORAGES = {"FloatStorage": _C.float32, "DoubleStorage": _C.float64, "HalfStorage": _C.float16, "BFloat16Storage": _C.bfloat16, "LongStorage": _C.int64, "IntStorage": _C.int32,
             "ShortStorage": _C.int16, "CharStorage": _C.int8, "ByteStorage": _C.uint8, "BoolStorage": _C.bool}
_NAME_OF = {repr(t): name for name, t in _STORAGES.items()}


class _Global:
    """A name that is written into the pickle without being looked up here."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class _Storage:
    def __init__(self, dtype, key, count):
        self.dtype, self.key, self.count = dtype, key, count


class _Call:
    def __init__(self, function, args):
        self.function, self.args = function, args


class _Pickler(pickle._Pickler):
    """Python's own pickler, for the C one cannot write names that it cannot import."""

    dispatch = dict(pickle._Pickler.dispatch)

    def __init__(self, file, storages):
        super().__init__(file, protocol=2)
        self._storages = storages

    def save_our_global(self, g):
        self.write(pickle.GLOBAL + f"{g.module}\n{g.name}\n".encode())

    dispatch[_Global] = save_our_global

    def persistent_id(self, o):
        if not isinstance(o, _Storage):
            return None
        return "storage", _Global("torch", _NAME_OF[repr(o.dtype)]), o.key, "cpu", o.count

    def save(self, o, save_persistent_id=True):
        if isinstance(o, Tensor):  # one that stands twice is one when it is loaded
            if id(o) in self.memo:
                self.write(self.get(self.memo[id(o)][0]))
            else:
                self.save(self._of_tensor(o))
                self.memoize(o)
            return
        if isinstance(o, _C.dtype):
            o = _Global("torch", repr(o).split(".")[1])
        elif isinstance(o, Size):
            o = _Call(_Global("torch", "Size"), (tuple(o),))
        elif isinstance(o, device):
            o = _Call(_Global("torch", "device"), (str(o),))
        if isinstance(o, _Call):
            self.save(o.function)
            self.save(o.args)
            self.write(pickle.REDUCE)
            return
        super().save(o, save_persistent_id)

    def _of_tensor(self, t):
        raw, strides = _tensor._bytes_of(t)
        key = str(len(self._storages))
        self._storages.append(raw)
        storage = _Storage(t.dtype, key, len(raw) // t.dtype.itemsize)
        y = _Call(_Global("torch._utils", "_rebuild_tensor_v2"), (storage, 0, tuple(t.shape), strides, t.requires_grad, collections.OrderedDict()))
        if type(t).__name__ == "Parameter":
            return _Call(_Global("torch._utils", "_rebuild_parameter"), (y, t.requires_grad, collections.OrderedDict()))
        return y


def save(obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True):
    """Writes obj to a file or stream. A file appears whole or not at all."""
    storages, text = [], io.BytesIO()
    _Pickler(text, storages).dump(obj)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as z:
        z.writestr("archive/data.pkl", text.getvalue())
        for key, raw in enumerate(storages):
            info = zipfile.ZipInfo(f"archive/data/{key}")
            head = 30 + len(info.filename) + 4
            pad = -(z.fp.tell() + head) % 64
            info.extra = struct.pack("<HH", 0x4246, pad) + b"\0" * pad  # storages begin at multiples of 64
            z.writestr(info, raw)
        z.writestr("archive/version", "3\n")
    data = out.getvalue()
    if hasattr(f, "write"):
        f.write(data)
        return
    path = os.fspath(f)
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise RuntimeError(f"Parent directory {os.path.dirname(path)} does not exist.")
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _rebuild_tensor(storage, offset, sizes, strides, requires_grad=False, hooks=None, metadata=None):
    flat = storage
    sizes, strides = tuple(sizes), tuple(strides)
    last = offset + sum((n - 1) * s for n, s in zip(sizes, strides)) if all(sizes) else offset
    if offset < 0 or any(s < 0 for s in strides) or any(n < 0 for n in sizes) or (all(sizes) and last >= flat.numel()):
        raise RuntimeError("the file is damaged: a tensor reaches beyond its storage")
    y = flat.as_strided(sizes, strides, offset)
    return y.requires_grad_() if requires_grad else y


def _rebuild_parameter(data, requires_grad=True, hooks=None):
    from .nn import Parameter

    return Parameter(data, requires_grad)


def _known(module, name):
    if module == "torch" and name in _STORAGES:
        return _STORAGES[name]
    if module == "torch" and isinstance(getattr(_C, name, None), _C.dtype):
        return getattr(_C, name)
    table = {("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor, ("torch._utils", "_rebuild_tensor"): _rebuild_tensor,
             ("torch._utils", "_rebuild_parameter"): _rebuild_parameter, ("torch", "Size"): Size, ("torch", "device"): device,
             ("collections", "OrderedDict"): collections.OrderedDict, ("collections", "defaultdict"): collections.defaultdict, ("builtins", "dict"): dict, ("builtins", "set"): set,
             ("builtins", "list"): list, ("builtins", "tuple"): tuple, ("builtins", "int"): int, ("builtins", "float"): float, ("builtins", "bool"): bool, ("builtins", "str"): str,
             ("__builtin__", "set"): set, ("__builtin__", "dict"): dict, ("builtins", "slice"): slice, ("builtins", "complex"): complex, ("_codecs", "encode"): _encode,
             ("builtins", "bytearray"): bytearray}
    if (module, name) in table:
        return table[module, name]
    return None


def _of_program(module, name):
    """A class that is there already: of modules, in the program, or of what rectify's modules are made of."""
    from .nn import Module

    found = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
        if not isinstance(found, type):  # no way through a module that this one imports
            return None
    return found if issubclass(found, Module) or found.__module__.startswith("rectify.nn.") else None


def _encode(text, encoding):
    if encoding not in ("latin1", "ascii", "utf-8"):
        raise pickle.UnpicklingError(f"the file names the encoding {encoding}")
    return text.encode(encoding)


class _Unpickler(pickle.Unpickler):
    def __init__(self, file, storage, weights_only, **options):
        super().__init__(file, **options)
        self._storage, self._weights_only = storage, weights_only

    def find_class(self, module, name):
        found = _known(module, name)
        if found is None and not self._weights_only:
            found = _of_program(module, name)
        if found is None and self._weights_only is False:
            found = super().find_class("rectify" + module[5:] if module.split(".")[0] == "torch" else module, name)
        if found is None:
            more = "" if self._weights_only else " and modules of the program's classes"
            raise pickle.UnpicklingError(f"the file names {module}.{name}; rectify rebuilds tensors, numbers, strings and containers{more} only, and executes nothing")
        return found

    def persistent_load(self, key):
        if not isinstance(key, tuple) or len(key) < 5 or key[0] != "storage":
            raise pickle.UnpicklingError("the file is damaged: an unknown kind of reference")
        return self._storage(key[1], str(key[2]), int(key[4]))


def load(f, map_location=None, pickle_module=None, *, weights_only=None, encoding="utf-8", **unused):
    """What save has written, here or in PyTorch (1.6 or newer).

    Rebuilt are tensors, numbers, strings and containers, and modules whose classes the program has; weights_only=True: without these; False: whatever
    pickle finds, which may run the file's code, so only of files that are trusted.
    """
    if hasattr(f, "read"):
        stream, name, close = f, "stream", False
    else:
        name = os.fspath(f)
        stream, close = open(name, "rb"), True
    try:
        try:
            archive = zipfile.ZipFile(stream)
        except Exception:  # damaged files raise many kinds
            raise RuntimeError(f"{name} is no file of torch.save, or is damaged: it is not a zip archive") from None
        try:
            names = archive.namelist()
            root = next((n[:-len("data.pkl")] for n in names if n.endswith("/data.pkl") or n == "data.pkl"), None)
            if root is None:
                raise RuntimeError(f"{name} is no file of torch.save: it has no data.pkl")
            cache = {}

            def storage(dtype, key, count):
                if not isinstance(dtype, _C.dtype):
                    raise pickle.UnpicklingError("the file is damaged: a storage without a type")
                if key not in cache:
                    raw = archive.read(f"{root}data/{key}")
                    if len(raw) < count * dtype.itemsize:
                        raise pickle.UnpicklingError(f"the file is damaged: storage {key} is too short")
                    cache[key] = _tensor._rebuild(raw[:count * dtype.itemsize], dtype, (count,), (1,), False)
                return cache[key]

            return _Unpickler(io.BytesIO(archive.read(root + "data.pkl")), storage, weights_only, encoding=encoding).load()
        except RuntimeError:
            raise
        except pickle.UnpicklingError as e:
            raise RuntimeError(f"{name}: {e}") from None
        except Exception as e:
            raise RuntimeError(f"{name} is damaged: {type(e).__name__}: {e}") from None
    finally:
        if close:
            stream.close()
