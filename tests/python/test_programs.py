"""The article's two programs: nothing but the import lines is changed, and they print what PyTorch prints."""
import contextlib
import io

NET = '''
import torch
import torch.nn as nn
import torch.optim as optim

class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(784, 256)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(256, 10)

    def forward(self, x):
        x = self.fc1(x)
        x = self.relu(x)
        x = self.fc2(x)
        return x

torch.manual_seed(0)
model = Net()
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
inputs = torch.randn(32, 784)
labels = torch.randint(0, 10, (32,))
outputs = model(inputs)
loss = criterion(outputs, labels)
optimizer.zero_grad()
loss.backward()
optimizer.step()
print(model)
print(outputs.shape)
print(round(loss.item(), 4))
'''
RELU = '''
import torch
import torch.nn as nn
import torch.nn.functional as F

x = torch.tensor([-1.0, 0.0, 1.0])
print(torch.relu(x))
print(F.relu(x))
print(nn.ReLU(inplace=False)(x))
torch.relu_(x)
print(x)
'''


def output(program, package):
    text = program.replace("import torch.", f"import {package}.").replace("import torch\n", f"import {package} as torch\n")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(text, {"__name__": "program"})
    return out.getvalue()


def test_net():
    assert output(NET, "rectify") == (
        "Net(\n  (fc1): Linear(in_features=784, out_features=256, bias=True)\n  (relu): ReLU()\n"
        "  (fc2): Linear(in_features=256, out_features=10, bias=True)\n)\ntorch.Size([32, 10])\n2.3264\n")


def test_relu():
    assert output(RELU, "rectify") == "tensor([0., 0., 1.])\n" * 4


def test_the_same_from_pytorch(torch):
    for program in (NET, RELU):
        assert output(program, "torch") == output(program, "rectify")
