"""A program for mypy; a line that says `error` in its comment must be refused, no other. Not run."""
import rectify as torch
import rectify.nn as nn
import rectify.nn.functional as F
import rectify.nn.init as init


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(784, 256)
        self.act = nn.LeakyReLU(0.2, inplace=True)
        self.norm = nn.BatchNorm1d(256, momentum=None)
        self.layers = nn.ModuleList([nn.Linear(1, 1) for _ in range(3)])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.act(self.norm(self.fc(x)))
        return F.relu(F.gelu(x, approximate="tanh"), inplace=True)


class Doubled(nn.Conv2d):
    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return super().__call__(input) * 2


net = Net()
y = nn.CrossEntropyLoss(label_smoothing=0.1)(net(torch.randn(2, 784)), torch.zeros(2, dtype=torch.int64))
seq = nn.Sequential(nn.Linear(2, 3), nn.StarReLU(scale=2), nn.Softmax(dim=1), nn.Conv2d(1, 2, (3, 3), padding="same"))
first: nn.Module = seq[0]
count: int = len(net.layers.append(nn.Tanh()))
for name, p in net.named_parameters():
    init.kaiming_normal_(p, nonlinearity="relu")
F.batch_norm(y, None, None, training=True)
nn.MaxPool2d((2, 2), stride=2, padding=1)
nn.Embedding.from_pretrained(y, freeze=False)
total: torch.Tensor = nn.utils.clip_grad_norm_(net.parameters(), 1.0)
missing: list[str] = net.load_state_dict(net.state_dict()).missing_keys
net.register_forward_hook(lambda module, args, output: None).remove()
same: Net = net.to("cpu").half().eval()
nn.Linear("a", 3)  # error
nn.Dropout(0.5)("text")  # error
nn.ReLU(slope=3)  # error
F.leaky_relu(y, slope=3)  # error
wrong: int = F.relu(y)  # error
net.train("yes")  # error
