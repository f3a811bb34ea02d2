"""Datasets, samplers and loaders: torch.utils.data. Workers are threads: what a dataset computes in C++ runs beside training."""
import bisect
import collections
import collections.abc
import math
import queue
import threading
import warnings

from ... import _C
from ..._C import Tensor

__all__ = ["Dataset", "IterableDataset", "TensorDataset", "StackDataset", "ConcatDataset", "ChainDataset", "Subset", "random_split", "Sampler", "SequentialSampler", "RandomSampler",
           "SubsetRandomSampler", "WeightedRandomSampler", "BatchSampler", "DistributedSampler", "DataLoader", "default_collate", "default_convert", "get_worker_info", "MNIST", "FashionMNIST", "read_idx", "read_npy",
           "read_csv", "read_pictures", "read_sounds"]


class Dataset:
    """Examples by number: __getitem__, and __len__ where it is known."""

    def __getitem__(self, index):
        raise NotImplementedError

    def __add__(self, other):
        return ConcatDataset([self, other])

    def __class_getitem__(cls, item):
        return cls


class IterableDataset(Dataset):
    """Examples one after another: __iter__."""

    def __iter__(self):
        raise NotImplementedError

    def __add__(self, other):
        return ChainDataset([self, other])


class TensorDataset(Dataset):
    """Example i is row i of each tensor."""

    def __init__(self, *tensors):
        if any(tensors[0].size(0) != t.size(0) for t in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(t[index] for t in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)


class StackDataset(Dataset):
    """Example i has example i of each dataset."""

    def __init__(self, *args, **kwargs):
        if bool(args) == bool(kwargs):
            raise ValueError("StackDataset takes either positional or keyword datasets")
        self.datasets = args or kwargs
        each = list(args or kwargs.values())
        if any(len(d) != len(each[0]) for d in each):
            raise ValueError("Size mismatch between datasets")
        self._length = len(each[0])

    def __getitem__(self, index):
        if isinstance(self.datasets, dict):
            return {k: d[index] for k, d in self.datasets.items()}
        return tuple(d[index] for d in self.datasets)

    def __len__(self):
        return self._length


class ConcatDataset(Dataset):
    """One dataset after another."""

    def __init__(self, datasets):
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(d, IterableDataset) for d in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset")
        self.cumulative_sizes, total = [], 0
        for d in self.datasets:
            total += len(d)
            self.cumulative_sizes.append(total)

    def __len__(self):
        return self.cumulative_sizes[-1]

    def __getitem__(self, index):
        if index < 0:
            if -index > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            index += len(self)
        k = bisect.bisect_right(self.cumulative_sizes, index)
        return self.datasets[k][index - (self.cumulative_sizes[k - 1] if k else 0)]


class ChainDataset(IterableDataset):
    """Iterable datasets one after another."""

    def __init__(self, datasets):
        self.datasets = datasets

    def __iter__(self):
        for d in self.datasets:
            yield from d

    def __len__(self):
        return sum(len(d) for d in self.datasets)


class Subset(Dataset):
    """Some examples of a dataset, by their numbers."""

    def __init__(self, dataset, indices):
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index):
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __len__(self):
        return len(self.indices)


def random_split(dataset, lengths, generator=_C.default_generator):
    """Subsets of these lengths, or shares of 1, without overlap."""
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        counts = []
        for i, share in enumerate(lengths):
            if share < 0 or share > 1:
                raise ValueError(f"Fraction at index {i} is not between 0 and 1")
            counts.append(math.floor(len(dataset) * share))
        for i in range(len(dataset) - sum(counts)):
            counts[i % len(counts)] += 1
        lengths = counts
        for i, n in enumerate(lengths):
            if n == 0:
                warnings.warn(f"Length of split at index {i} is 0. This might result in an empty dataset.")
    if sum(lengths) != len(dataset):
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = _C.functions.randperm(sum(lengths), generator=generator).tolist()
    parts, at = [], 0
    for n in lengths:
        parts.append(Subset(dataset, order[at:at + n]))
        at += n
    return parts


# --- files ----------------------------------------------------------------------------------------------------------


def read_idx(path):
    """A tensor from a file of the MNIST format, plain or .gz."""
    return _C.data.read_idx(str(path))


def read_npy(path):
    """A tensor from NumPy's .npy, plain or .gz."""
    return _C.data.read_npy(str(path))


def read_csv(path, label=""):
    """(features, labels, columns, classes) of a table; label: the column with the classes, "none" for none."""
    return _C.data.read_csv(str(path), str(label))


def read_pictures(paths, channels=0, height=0, width=0):
    """uint8 [N, channels, height, width] from PNG and JPEG files; sizes of 0 are those of the pictures."""
    return _C.data.read_pictures([str(p) for p in paths], channels, height, width)


def read_sounds(paths):
    """Log-mel features, float32 [N, 1, mels, frames], from WAV and FLAC files."""
    return _C.data.read_sounds([str(p) for p in paths])


class MNIST(TensorDataset):
    """The images (float32 [N, 1, 28, 28] from 0 to 1) and classes in a folder of the four MNIST files, plain or .gz."""

    def __init__(self, root, train=True):
        super().__init__(*_C.data.mnist(str(root), train))

    @property
    def data(self):
        """The pictures, a tensor of uint8."""
        return self.tensors[0]

    @property
    def targets(self):
        """The class numbers, a tensor of int64."""
        return self.tensors[1]


class FashionMNIST(MNIST):
    """As MNIST, from the folder of Debian's package dataset-fashion-mnist."""

    classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]

    def __init__(self, root="/usr/share/datasets/fashion-mnist", train=True):
        super().__init__(root, train)


# --- samplers -------------------------------------------------------------------------------------------------------


def _seed(generator=None):
    return int(_C.functions.empty((), dtype=_C.int64).random_(generator=generator).item())


class Sampler:
    """The numbers of the examples, in the order in which they are taken."""

    def __init__(self, data_source=None):
        pass

    def __iter__(self):
        raise NotImplementedError

    def __class_getitem__(cls, item):
        return cls


class SequentialSampler(Sampler):
    """The indices of a dataset in order."""

    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


class RandomSampler(Sampler):
    """Each once in a random order, or num_samples with replacement."""

    def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
        self.data_source, self.replacement, self._num_samples, self.generator = data_source, replacement, num_samples, generator
        if not isinstance(replacement, bool):
            raise TypeError(f"replacement should be a boolean value, but got replacement={replacement}")
        if not isinstance(self.num_samples, int) or self.num_samples <= 0:
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={self.num_samples}")

    @property
    def num_samples(self):
        """How many indices are drawn."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self):
        n, generator = len(self.data_source), self.generator
        if generator is None:
            seed = _seed()
            generator = _C.Generator()
            generator.manual_seed(seed)
        if self.replacement:
            for _ in range(self.num_samples // 32):
                yield from _C.functions.randint(high=n, size=(32,), dtype=_C.int64, generator=generator).tolist()
            yield from _C.functions.randint(high=n, size=(self.num_samples % 32,), dtype=_C.int64, generator=generator).tolist()
        else:
            for _ in range(self.num_samples // n):
                yield from _C.functions.randperm(n, generator=generator).tolist()
            if self.num_samples % n:
                yield from _C.functions.randperm(n, generator=generator).tolist()[:self.num_samples % n]

    def __len__(self):
        return self.num_samples


class SubsetRandomSampler(Sampler):
    """These indices in random order, each once."""

    def __init__(self, indices, generator=None):
        self.indices, self.generator = indices, generator

    def __iter__(self):
        for i in _C.functions.randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[i]

    def __len__(self):
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """Numbers drawn with these weights."""

    def __init__(self, weights, num_samples, replacement=True, generator=None):
        if not isinstance(num_samples, int) or isinstance(num_samples, bool) or num_samples <= 0:
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={num_samples}")
        if not isinstance(replacement, bool):
            raise ValueError(f"replacement should be a boolean value, but got replacement={replacement}")
        self.weights = _C.tensor(weights, _C.float64, False)
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator

    def __iter__(self):
        return iter(_C.functions.multinomial(self.weights, self.num_samples, self.replacement, generator=self.generator).tolist())

    def __len__(self):
        return self.num_samples


class BatchSampler(Sampler):
    """Lists of batch_size indices of another sampler; the last may be shorter unless drop_last."""

    def __init__(self, sampler, batch_size, drop_last):
        if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size <= 0:
            raise ValueError(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self):
        batch = []
        for i in self.sampler:
            batch.append(i)
            if len(batch) == self.batch_size:
                yield batch
                batch = []
        if batch and not self.drop_last:
            yield batch

    def __len__(self):
        n = len(self.sampler)
        return n // self.batch_size if self.drop_last else (n + self.batch_size - 1) // self.batch_size


class DistributedSampler(Sampler):
    """The share of one of several processes."""

    def __init__(self, dataset, num_replicas=None, rank=None, shuffle=True, seed=0, drop_last=False):
        if num_replicas is None or rank is None:
            raise RuntimeError("DistributedSampler needs num_replicas and rank: rectify's Python package has no process groups")
        if rank >= num_replicas or rank < 0:
            raise ValueError(f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]")
        self.dataset, self.num_replicas, self.rank, self.shuffle, self.seed, self.drop_last, self.epoch = dataset, num_replicas, rank, shuffle, seed, drop_last, 0
        n = len(dataset)
        self.num_samples = math.ceil((n - num_replicas) / num_replicas) if drop_last and n % num_replicas else math.ceil(n / num_replicas)
        self.total_size = self.num_samples * num_replicas

    def __iter__(self):
        n = len(self.dataset)
        if self.shuffle:
            order = _C.functions.randperm(n, generator=_C.Generator().manual_seed(self.seed + self.epoch)).tolist()
        else:
            order = list(range(n))
        if self.drop_last:
            order = order[:self.total_size]
        else:
            while len(order) < self.total_size:
                order += order[:self.total_size - len(order)]
        return iter(order[self.rank:self.total_size:self.num_replicas])

    def __len__(self):
        return self.num_samples

    def set_epoch(self, epoch):
        """Which epoch it is: another one gives another order."""
        self.epoch = epoch


# --- collating ------------------------------------------------------------------------------------------------------


def default_convert(data):
    """NumPy arrays in data as tensors."""
    if isinstance(data, Tensor) or isinstance(data, (str, bytes)):
        return data
    if type(data).__module__ == "numpy":
        return _C.tensor(data, None, False)
    if isinstance(data, collections.abc.Mapping):
        return {k: default_convert(v) for k, v in data.items()}
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*map(default_convert, data))
    if isinstance(data, (list, tuple)):
        return type(data)(map(default_convert, data)) if isinstance(data, list) else [default_convert(d) for d in data]
    return data


def default_collate(batch):
    """Examples as one batch: tensors and arrays stacked, numbers as a tensor, mappings and sequences part by part."""
    first = batch[0]
    if isinstance(first, Tensor):
        return _C.functions.stack(list(batch), 0)
    if type(first).__module__ == "numpy":
        if getattr(first, "shape", None) == () and not hasattr(first, "__array_interface__"):
            return _C.tensor(list(batch), None, False)
        if first.dtype.kind in "SUO":
            raise TypeError(f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {first.dtype}")
        return _C.functions.stack([_C.tensor(b, None, False) for b in batch], 0)
    if isinstance(first, float):
        return _C.tensor(batch, _C.float64, False)
    if isinstance(first, int):
        return _C.tensor(batch, None, False)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, collections.abc.Mapping):
        return {k: default_collate([d[k] for d in batch]) for k in first}
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(part) for part in zip(*batch)))
    if isinstance(first, collections.abc.Sequence):
        if any(len(e) != len(first) for e in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        parts = [default_collate(part) for part in zip(*batch)]
        return parts
    raise TypeError(f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {type(first)}")


# --- loader ---------------------------------------------------------------------------------------------------------

_info = threading.local()


class WorkerInfo:
    def __init__(self, id, num_workers, seed, dataset):
        self.id, self.num_workers, self.seed, self.dataset = id, num_workers, seed, dataset

    def __repr__(self):
        return f"WorkerInfo(id={self.id}, num_workers={self.num_workers}, seed={self.seed})"


def get_worker_info():
    """In a worker: its id, how many there are, its seed and the dataset; None elsewhere."""
    return getattr(_info, "value", None)


class DataLoader:
    """Batches of a dataset. num_workers threads prepare them, in order; a TensorDataset is cut by the library itself."""

    def __init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None, pin_memory=False, drop_last=False, timeout=0,
                 worker_init_fn=None, multiprocessing_context=None, generator=None, *, prefetch_factor=2, persistent_workers=False, pin_memory_device=""):
        if num_workers < 0:
            raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
        if timeout < 0:
            raise ValueError("timeout option should be non-negative")
        if persistent_workers and num_workers == 0:
            raise ValueError("persistent_workers option needs num_workers > 0")
        self.dataset, self.num_workers, self.pin_memory, self.timeout, self.worker_init_fn = dataset, num_workers, pin_memory, timeout, worker_init_fn
        self.prefetch_factor, self.persistent_workers, self.multiprocessing_context = prefetch_factor, persistent_workers, multiprocessing_context
        iterable = isinstance(dataset, IterableDataset)
        if iterable:
            if shuffle not in (False, None):
                raise ValueError(f"DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle={shuffle}")
            if sampler is not None:
                raise ValueError(f"DataLoader with IterableDataset: expected unspecified sampler option, but got sampler={sampler}")
            if batch_sampler is not None:
                raise ValueError(f"DataLoader with IterableDataset: expected unspecified batch_sampler option, but got batch_sampler={batch_sampler}")
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last")
            batch_size, drop_last = None, False
        elif batch_size is None and drop_last:
            raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
        if sampler is None and not iterable:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if batch_size is not None and batch_sampler is None and not iterable:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_size, self.drop_last, self.sampler, self.batch_sampler, self.generator = batch_size, drop_last, sampler, batch_sampler, generator
        self._iterable, self._seed = iterable, None
        if collate_fn is None:
            collate_fn = default_collate if batch_size is not None or batch_sampler is not None else default_convert
        self.collate_fn = collate_fn

    def _orders(self):
        """What each batch is of: a list of numbers, or a single number."""
        return iter(self.batch_sampler if self.batch_sampler is not None else self.sampler)

    def _fetch(self, order):
        data = self.dataset
        if isinstance(order, list):
            if isinstance(data, TensorDataset) and type(data).__getitem__ is TensorDataset.__getitem__ and self.collate_fn is default_collate:
                index = _C.tensor(order, _C.int64, False)
                return [t.index_select(0, index) for t in data.tensors]
            return self.collate_fn([data[i] for i in order])
        return self.collate_fn(data[order])

    def _stream(self):
        """Batches of an IterableDataset."""
        if self.batch_size is None:
            for example in self.dataset:
                yield self.collate_fn(example)
            return
        batch = []
        for example in self.dataset:
            batch.append(example)
            if len(batch) == self.batch_size:
                yield self.collate_fn(batch)
                batch = []
        if batch and not self.drop_last:
            yield self.collate_fn(batch)

    def __iter__(self):
        seed = self._seed if self.persistent_workers and self.num_workers else None
        if seed is None:
            seed = self._seed = _seed(self.generator)  # PyTorch draws it here, for its workers, once for those that persist
        if self.num_workers == 0:
            if self._iterable:
                return self._stream()
            return map(self._fetch, self._orders())
        return self._threaded(seed)

    def _threaded(self, seed):
        """Worker k makes the batches k, k + num_workers, …, and is prefetch_factor of them ahead."""
        workers = range(self.num_workers)
        orders = iter(()) if self._iterable else self._orders()
        jobs = [queue.SimpleQueue() for _ in workers]
        ready = [queue.Queue(self.prefetch_factor) for _ in workers]
        stop, end = threading.Event(), object()

        def put(k, item):
            while not stop.is_set():
                try:
                    return ready[k].put(item, timeout=0.1)
                except queue.Full:
                    pass

        def work(k):
            _info.value = WorkerInfo(k, self.num_workers, seed + k, self.dataset)
            try:
                if self.worker_init_fn is not None:
                    self.worker_init_fn(k)
                for batch in self._stream() if self._iterable else map(self._fetch, iter(jobs[k].get, None)):
                    put(k, (batch, None))
                put(k, end)
            except BaseException as e:  # it is raised where the batch is asked for
                put(k, (None, e))

        for _ in range(self.prefetch_factor):
            for k in workers:
                jobs[k].put(next(orders, None))
        for k in workers:
            threading.Thread(target=work, args=(k,), daemon=True).start()
        waiting = collections.deque(workers)
        try:
            while waiting:
                k = waiting.popleft()
                try:
                    item = ready[k].get(timeout=self.timeout or None)
                except queue.Empty:
                    raise RuntimeError(f"DataLoader timed out after {self.timeout} seconds") from None
                if item is end:
                    continue
                batch, error = item
                if error is not None:
                    raise error
                jobs[k].put(next(orders, None))
                waiting.append(k)
                yield batch
        finally:
            stop.set()
            for k in workers:
                jobs[k].put(None)

    def __len__(self):
        if self._iterable:
            n = len(self.dataset)
            if self.batch_size is None:
                return n
            return n // self.batch_size if self.drop_last else math.ceil(n / self.batch_size)
        return len(self.batch_sampler if self.batch_sampler is not None else self.sampler)
