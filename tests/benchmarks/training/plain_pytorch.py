"""What a careful but ordinary PyTorch user writes: the peer of tricky-engine in compare.py.

  plain_pytorch.py step WIDTH BATCH THREADS FORMAT   images/s of a training step on one batch in memory
  plain_pytorch.py study FOLDER EPOCHS THREADS WORKERS   trains networks on Fashion-MNIST with Dataset, DataLoader and
                                                     torchvision-style transforms; saves responses and state each epoch
"""

import gzip
import os
import random
import sys
import time

import numpy
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image

FASHION_MNIST = "/usr/share/datasets/fashion-mnist"


class BasicBlock(nn.Module):
    def __init__(self, n_in, n_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(n_in, n_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(n_out)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(n_out, n_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(n_out)
        self.downsample = None
        if stride != 1 or n_in != n_out:
            self.downsample = nn.Sequential(nn.Conv2d(n_in, n_out, 1, stride, bias=False), nn.BatchNorm2d(n_out))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += identity
        return self.relu(out)


class ResNet18(nn.Module):
    """torchvision's, with the small stem and `width` channels in the first stage."""

    def __init__(self, width, n_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        stages = []
        n_in = width
        for stage in range(4):
            n_out = width << stage
            stages += [BasicBlock(n_in, n_out, 1 if stage == 0 else 2), BasicBlock(n_out, n_out, 1)]
            n_in = n_out
        self.stages = nn.Sequential(*stages)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(n_in, n_classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        return self.fc(torch.flatten(self.avgpool(self.stages(x)), 1))


def sgd(model):
    return torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)


def step(width, batch, threads, memory_format):
    torch.set_num_threads(threads)
    layout = getattr(torch, memory_format)
    model = ResNet18(width, 10).to(memory_format=layout)
    images = torch.randn(batch, 3, 28, 28).contiguous(memory_format=layout)
    labels = torch.randint(0, 10, (batch,))
    optimiser = sgd(model)

    def update():
        optimiser.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimiser.step()
        return loss.item()

    for _ in range(5):
        update()
    begin = time.time()
    n = 0
    while time.time() - begin < 4:
        update()
        n += batch
    print(n / (time.time() - begin))


class FashionMnist(torch.utils.data.Dataset):
    def __init__(self, stem, n, flips):
        with gzip.open(f"{FASHION_MNIST}/{stem}-images-idx3-ubyte.gz") as file:
            self.images = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 28, 28)[:n]
        with gzip.open(f"{FASHION_MNIST}/{stem}-labels-idx1-ubyte.gz") as file:
            self.labels = numpy.frombuffer(file.read(), numpy.uint8, offset=8)[:n]
        self.flips = flips

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = Image.fromarray(self.images[i]).convert("RGB")
        if self.flips and random.random() < 0.5:  # RandomHorizontalFlip
            image = image.transpose(Image.FLIP_LEFT_RIGHT)
        tensor = torch.from_numpy(numpy.array(image)).permute(2, 0, 1).contiguous().float().div(255)  # ToTensor
        return tensor.sub_(0.2860).div_(0.3530), int(self.labels[i])  # Normalize


def study(folder, epochs, threads, workers):
    torch.set_num_threads(threads)
    train = FashionMnist("train", 5000, True)
    test = FashionMnist("t10k", 5000, False)
    for network in range(4):
        torch.manual_seed(network)
        model = ResNet18(8, 10)
        optimiser = sgd(model)
        loader = torch.utils.data.DataLoader(train, 64, shuffle=True, num_workers=workers)
        test_loader = torch.utils.data.DataLoader(test, 250, num_workers=workers)
        for epoch in range(epochs + 1):
            if epoch > 0:
                model.train()
                for images, labels in loader:
                    optimiser.zero_grad()
                    loss = F.cross_entropy(model(images), labels)
                    loss.backward()
                    optimiser.step()
            model.eval()
            responses = []
            with torch.no_grad():
                for images, labels in test_loader:
                    responses.append(model(images).argmax(1))
            numpy.save(f"{folder}/{network}_{epoch}.npy", torch.cat(responses).numpy().astype(numpy.uint16))
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict()}, f"{folder}/{network}.pt")


if __name__ == "__main__":
    if sys.argv[1] == "step":
        step(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
    else:
        os.makedirs(sys.argv[2], exist_ok=True)
        study(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
