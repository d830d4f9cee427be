"""Writes what torchvision makes of a network, for tests/engine/torchvision.cpp to compare:

    python3 tests/engine/torchvision_networks.py FOLDER NETWORK STEM SIDE CLASSES

FOLDER/parameters.json   names, shapes and moments of the parameters as torchvision draws them; shapes of all buffers
FOLDER/weights.safetensors  other values for all of them
FOLDER/logits.json       in evaluation mode with those, for images that a formula gives
FOLDER/gradients.safetensors  with "gradients" as a further argument: of one pass in training mode,
                          in double precision, and the buffers after
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch
import torchvision
from torch import nn

TYPES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}


def write_safetensors(path, tensors):
    header, blocks, end = {}, [], 0
    for name, tensor in tensors.items():
        tensor = tensor.detach().contiguous()
        raw = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
        blocks.append(raw.numpy().tobytes())
        begin, end = end, end + len(blocks[-1])
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for block in blocks:
            file.write(block)


def moments(value):
    value = value.detach().double().flatten()
    return {"mean": value.mean().item(), "sd": value.std(unbiased=False).item(), "largest": value.abs().max().item()}


def images(n, side):
    i = np.arange(n * 3 * side * side, dtype=np.float64)
    return torch.from_numpy(np.sin(0.7 * i + 0.5).astype(np.float32)).reshape(n, 3, side, side)


folder, name, stem, side, n_classes = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
torch.manual_seed(20)
torch.set_num_threads(1)
network = getattr(torchvision.models, name)(num_classes=n_classes)
if stem == "small":
    # As the original study did: stem and last layer are replaced after construction.
    new_stem = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
    if name == "densenet121":
        network.features.conv0 = new_stem
        network.classifier = nn.Linear(network.classifier.in_features, n_classes)
    else:
        network.conv1 = new_stem
        network.fc = nn.Linear(network.fc.in_features, n_classes)

parameters = [{"name": key, "shape": list(value.shape), **moments(value)} for key, value in network.named_parameters()]
buffers = [{"name": key, "shape": list(value.shape)} for key, value in network.named_buffers()]
(folder / "parameters.json").write_text(json.dumps({"parameters": parameters, "buffers": buffers}))

# Weights that any mistake shows in: no scale is 1, no shift is 0, and some networks store them in 16 bits.
stored_as = {"vgg11": torch.bfloat16, "alexnet": torch.float16}.get(name, torch.float32)
state = network.state_dict()
for key, value in state.items():
    if key.endswith("running_var"):
        value.uniform_(0.5, 1.5)
    elif key.endswith("num_batches_tracked"):
        value.fill_(17)
    elif value.dim() == 1:
        value.add_(0.1 * torch.randn(value.shape))
stored = {key: value if value.dtype == torch.int64 else value.to(stored_as) for key, value in state.items()}
network.load_state_dict(stored)
if name == "densenet121":
    # The names that torchvision's own files bear.
    for old, new in (("norm1", "norm.1"), ("norm2", "norm.2"), ("conv1", "conv.1"), ("conv2", "conv.2")):
        stored = {key.replace("." + old + ".", "." + new + ".") if "denselayer" in key else key: value
                  for key, value in stored.items()}
write_safetensors(folder / "weights.safetensors", stored)
network.eval()
with torch.no_grad():
    (folder / "logits.json").write_text(json.dumps({"logits": network(images(2, side)).flatten().tolist()}))

if "gradients" in sys.argv:
    network.train().double()
    n = 4
    loss = nn.functional.cross_entropy(network(images(n, side).double()), torch.arange(n) % n_classes)
    loss.backward()
    results = {"gradient of " + key: value.grad for key, value in network.named_parameters()}
    results.update({"buffer " + key: value for key, value in network.named_buffers()})
    results["loss"] = loss.reshape(1)
    write_safetensors(folder / "gradients.safetensors", results)
