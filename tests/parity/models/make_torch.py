"""Makes torch.safetensors and torch.json: a network of PyTorch's, an input and its output.

    python make_torch.py        # with torch 2.13 and safetensors 0.8
"""

import json
import os

import torch
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(3)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(2, 3, (3, 2))
        self.norm = torch.nn.BatchNorm2d(3)
        self.up = torch.nn.ConvTranspose2d(3, 2, 2, stride=2)
        self.fc = torch.nn.Linear(2, 4)

    def forward(self, x):  # [batch, channels, height, width]
        x = torch.relu(self.norm(self.conv(x)))
        return self.fc(self.up(x).mean((2, 3)))


net = Net()
net(torch.randn(16, 2, 6, 5) * 2 + 1)  # Moves the running means.
net.eval()
x = torch.randn(2, 2, 6, 5)
save_file(net.state_dict(), os.path.join(HERE, "torch.safetensors"))
with torch.no_grad(), open(os.path.join(HERE, "torch.json"), "w") as file:
    # Channels last, as Keras has them.
    values = x.permute(0, 2, 3, 1)
    json.dump({"input": {"shape": list(values.shape), "data": values.flatten().tolist()},
               "output": net(x).flatten().tolist()}, file)
