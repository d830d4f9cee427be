"""Prints the logits that tests/engine/network.cpp expects, from PyTorch and torchvision's definition of ResNet-18.

    python3 tests/engine/pytorch_logits.py imagenet 40
    python3 tests/engine/pytorch_logits.py small 12
"""

import sys

import numpy as np
import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(n_in, n_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(n_out)
        self.conv2 = nn.Conv2d(n_out, n_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(n_out)
        self.downsample = None
        if stride != 1 or n_in != n_out:
            self.downsample = nn.Sequential(nn.Conv2d(n_in, n_out, 1, stride, bias=False), nn.BatchNorm2d(n_out))

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    def __init__(self, stem, width, n_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False) if stem == "imagenet" else nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        n_in = width
        for stage in range(4):
            n_out = width * 2**stage
            blocks = nn.Sequential(BasicBlock(n_in, n_out, 1 if stage == 0 else 2), BasicBlock(n_out, n_out, 1))
            setattr(self, f"layer{stage + 1}", blocks)
            n_in = n_out
        self.fc = nn.Linear(n_in, n_classes)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for stage in range(4):
            x = getattr(self, f"layer{stage + 1}")(x)
        return self.fc(nn.functional.adaptive_avg_pool2d(x, 1).flatten(1))


def waves(shape, k, scale, offset):
    i = np.arange(int(np.prod(shape)), dtype=np.float64)
    return torch.from_numpy((scale * np.sin(0.7 * i + k) + offset).astype(np.float32)).reshape(shape)


stem, side = sys.argv[1], int(sys.argv[2])
network = ResNet18(stem, 4, 5).eval()
with torch.no_grad():
    for k, (name, parameter) in enumerate(network.named_parameters()):
        scale_of_bn = parameter.dim() == 1 and ".weight" in name
        parameter.copy_(waves(parameter.shape, k, 0.2 if scale_of_bn else 0.1, 1.0 if scale_of_bn else 0.0))
    network.bn1.running_mean.copy_(torch.tensor([0.1, -0.2, 0.3, 0.0]))
    network.bn1.running_var.copy_(torch.tensor([0.5, 1.5, 2.0, 1.0]))
    logits = network(waves((2, 3, side, side), 0.5, 1.0, 0.0))
print(",\n".join(f"{value:.8e}F" for value in logits.flatten().tolist()))
