import copy
import io
import os
import pickle
import tempfile

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
layer = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 3))
layer[3].weight = layer[0].weight
path = os.path.join(tempfile.mkdtemp(), "net.pt")
torch.save(layer, path)
again = torch.load(path)
print(again, again[0].weight is again[3].weight, len(list(again.parameters())), torch.equal(again(torch.ones(2, 3)), layer(torch.ones(2, 3))))
for other in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
    print(other[0].weight is other[3].weight)
file = io.BytesIO()
torch.save([layer[0].weight, layer[0].weight, {"epoch": 3}], file)
file.seek(0)
a, b, rest = torch.load(file)
print(a is b, rest)
data = TensorDataset(torch.arange(10))
for options in ({}, {"num_workers": 2}, {"num_workers": 2, "persistent_workers": True}, {"shuffle": True}):
    loader = DataLoader(data, batch_size=3, **options)
    for epoch in range(3):
        print([x.tolist() for x, in loader], torch.rand(1))


def compare(a, b, **options):
    try:
        torch.testing.assert_close(a, b, **options)
        print("close")
    except (AssertionError, ValueError) as e:
        print(type(e).__name__, e)


one = torch.ones
compare(one(2), torch.tensor([1.0, 2.0]))
compare(one(2), one(3))
compare(one(2), one(2).double())
compare([one(2), 1.0], [one(2), 2.0])
compare({"a": one(2)}, {"a": torch.zeros(2)})
compare({"a": one(2)}, {"a": torch.zeros(2)}, msg="words")
compare({"a": 1}, {"b": 1})
compare([1], [1, 2])
compare(1.0, 1.0)
compare(1, 2)
compare(1.0, 2.0)
compare(torch.tensor(1.0), torch.tensor(2.0))
compare(torch.tensor([1, 2]), torch.tensor([1, 3]))
compare(torch.tensor([True, False]), torch.tensor([True, True]))
compare(one(2, 3), one(2, 3) * 2, rtol=0.1, atol=0.1)
compare(one(1), one(1), rtol=0.1)
compare(torch.tensor([float("nan"), 1]), torch.tensor([float("nan"), 1]), equal_nan=True)
compare(one(2, 2).t().contiguous(), torch.stack([one(2), one(2)], 1).t(), check_stride=True)
compare(one(2) * 3, one(2), check_dtype=False)
