"""The training step of the article's network from Python. Usage: step_python.py rectify|torch THREADS prints JSON: µs a step by batch,
nanoseconds of relu of 16 floats, seconds of an epoch through the package's DataLoader."""
import importlib
import json
import sys
import time

name, threads = sys.argv[1], int(sys.argv[2])
torch = importlib.import_module(name)
nn, optim = torch.nn, torch.optim
torch.set_num_threads(threads)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 256)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(256, 10)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


def median(values):
    return sorted(values)[len(values) // 2]


def step_of(batch):
    torch.manual_seed(0)
    model, criterion = Net(), nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    x, y = torch.randn(batch, 784), torch.randint(0, 10, (batch,))

    def step():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()

    for _ in range(20):
        step()
    times, end = [], time.perf_counter() + 0.5
    while time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(5):
            step()
        times.append((time.perf_counter() - start) / 5)
    return median(times) * 1e6


def relu_of_16():
    x, relu, times = torch.randn(16), torch.relu, []
    for _ in range(50):
        start = time.perf_counter()
        for _ in range(2000):
            relu(x)
        times.append((time.perf_counter() - start) / 2000)
    return median(times) * 1e9


def pictures():
    """Fashion-MNIST's training pictures [60000, 784] and classes, from Debian's package."""
    if name == "rectify":
        d = torch.utils.data.FashionMNIST()
        return d.data.view(-1, 784), d.targets
    import gzip

    import numpy

    def read(what, skip):
        with gzip.open(f"/usr/share/datasets/fashion-mnist/train-{what}-ubyte.gz") as f:
            return torch.from_numpy(numpy.frombuffer(f.read(), dtype=numpy.uint8, offset=skip).copy())

    return read("images-idx3", 16).view(-1, 784).float() / 255, read("labels-idx1", 8).long()


def epoch():
    """An epoch of Fashion-MNIST in shuffled batches of 64 through TensorDataset and DataLoader; reading the files is not timed."""
    torch.manual_seed(0)
    data = torch.utils.data.TensorDataset(*pictures())
    model, criterion = Net(), nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    start = time.perf_counter()
    for x, y in torch.utils.data.DataLoader(data, batch_size=64, shuffle=True):
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    return time.perf_counter() - start


print(json.dumps({"step": {b: step_of(b) for b in (1, 32, 128, 512)}, "relu": relu_of_16(), "epoch": epoch() if "--epoch" in sys.argv else None}))
