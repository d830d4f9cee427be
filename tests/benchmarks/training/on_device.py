"""Training by tricky-engine on a GPU (or, at toy size, on a CPU through the same path) beside an ordinary PyTorch loop.

  on_device.py cifar TRICKY_ENGINE [--device cuda|cpu] [--networks N] [--epochs N] [--images N] [--parallel N]
      images of CIFAR-100's size and number, ResNet-18 with the small stem: images/s of several networks side by side
      against the same networks one after the other in PyTorch, and the share of the card's arithmetic (--peak TFLOP/s).
  on_device.py photographs TRICKY_ENGINE [--device cuda|cpu] [--epochs N] [--images N] [--loader-threads N]
      ResNet-18 at 224 pixels with JPEGs of 500 x 375: images/s, and the same with pixels that need no decoding, so that
      what bounds it can be read off.

Defaults take a few minutes on an H100. Images are made up; nothing is downloaded. On a CPU: --device cpu --toy.
"""

import argparse
import csv
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import numpy
import torch
import torch.nn.functional as F
from PIL import Image

from plain_pytorch import ResNet18, sgd

# Multiply-adds count as two. 45.8e15 for 31 networks, 30 epochs, 50,000 images, forward and backward.
FLOP_PER_CIFAR_IMAGE = 45.8e15 / (31 * 30 * 50_000)
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)

HYPERPARAMETERS = """[base]
network = "resnet18"
{stem}width = {width}
epochs = {epochs}
batch_size = {batch}
learning_rate = 0.01
augment = {augment}
{views}[[condition]]
name = "base"
[[condition]]
name = "different_initialisation"
instances = {others}
init_seed = [{seeds}]
"""


def hyperparameters(networks, **fields):
    others = max(1, networks - 1)
    return HYPERPARAMETERS.format(others=others, seeds=", ".join(map(str, range(1, others + 1))), **fields)


def train(engine, folder, networks, options):
    """Trains the study's first networks; gives the seconds it took, and images/s of each network's last epoch."""
    begin = time.time()
    subprocess.run([engine, "train", folder, "--run", f"1-{networks}", *map(str, options)], check=True)
    seconds = time.time() - begin
    rates = []
    for metrics in folder.glob("runs/*/metrics.csv"):
        with open(metrics) as file:
            rates.append(float(list(csv.DictReader(file))[-1]["images_per_s"]))
    return seconds, rates


class Cifar:
    """Random pixels and labels in CIFAR-100's binary format."""

    def __init__(self, folder):
        self.folder = folder
        draw = numpy.random.default_rng(1)
        for name, n in (("train", 50_000), ("test", 10_000)):
            file = draw.integers(0, 256, (n, 3074), numpy.uint8)
            file[:, :2] %= 100
            file[:, 0] %= 20
            file.tofile(folder / f"{name}.bin")

    def read(self, name, n):
        file = numpy.fromfile(self.folder / f"{name}.bin", numpy.uint8).reshape(-1, 3074)[:n]
        return file[:, 2:].reshape(-1, 3, 32, 32), file[:, 1]


class CifarDataset(torch.utils.data.Dataset):
    """As torchvision has it: a PIL image, flipped, cropped from a black border, made a tensor, normalised."""

    def __init__(self, pixels, labels, train):
        self.images = [Image.fromarray(image.transpose(1, 2, 0)) for image in pixels]
        self.labels = labels
        self.train = train
        self.mean = torch.tensor(MEAN).view(3, 1, 1)
        self.std = torch.tensor(STD).view(3, 1, 1)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i]
        if self.train:
            if random.random() < 0.5:
                image = image.transpose(Image.FLIP_LEFT_RIGHT)
            x, y = random.randint(-4, 4), random.randint(-4, 4)
            image = image.crop((x, y, x + 32, y + 32))
        tensor = torch.from_numpy(numpy.array(image)).permute(2, 0, 1).contiguous().float().div(255)
        return tensor.sub_(self.mean).div_(self.std), int(self.labels[i])


def pytorch_study(cifar, networks, epochs, n, device, width, batch, workers):
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    train_set = CifarDataset(*cifar.read("train", n), True)
    test_set = CifarDataset(*cifar.read("test", n // 5), False)
    pinned = device == "cuda"
    loader = torch.utils.data.DataLoader(train_set, batch, shuffle=True, num_workers=workers, pin_memory=pinned)
    test_loader = torch.utils.data.DataLoader(test_set, 250, num_workers=workers, pin_memory=pinned)
    for network in range(networks):
        torch.manual_seed(network)
        model = ResNet18(width, 100).to(device)
        optimiser = sgd(model)
        for epoch in range(epochs + 1):
            if epoch > 0:
                model.train()
                for images, labels in loader:
                    images, labels = images.to(device, non_blocking=True), labels.to(device, non_blocking=True)
                    optimiser.zero_grad()
                    F.cross_entropy(model(images), labels).backward()
                    optimiser.step()
            model.eval()
            with torch.no_grad():
                responses = [model(images.to(device)).argmax(1).cpu() for images, _ in test_loader]
            numpy.save(cifar.folder / f"{network}_{epoch}.npy", torch.cat(responses).numpy().astype(numpy.uint16))
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict()}, cifar.folder / f"{network}.pt")


def compare_cifar(options, folder):
    networks, epochs = options.networks or (2 if options.toy else 8), options.epochs or (1 if options.toy else 2)
    n = options.images or (512 if options.toy else 50_000)
    width, batch = (8, 64) if options.toy else (64, 256)
    cifar = Cifar(folder)
    (folder / "study.toml").write_text(
        f'name = "benchmark"\n[dataset]\nkind = "cifar100"\nname = "c"\nfolder = "."\ntrain_count = {n}\n'
        f"test_count = {n // 5}\n" + hyperparameters(
            networks, stem='stem = "small"\n', width=width, epochs=epochs, batch=batch,
            augment='["flip", "padded_crop"]', views=""))
    at_once = min(options.parallel, networks)
    ours, _ = train(options.engine, folder, networks, ["--device", options.device, "--parallel", at_once])
    begin = time.time()
    pytorch_study(cifar, networks, epochs, n, options.device, width, batch, options.workers)
    theirs = time.time() - begin
    trained = networks * epochs * n
    print(f"{networks} networks, {epochs} epochs of {n} + {n // 5} images of 32 x 32, {device_name(options.device)}: "
          f"tricky {ours:.1f} s ({trained / ours:.0f} training images/s, {at_once} at once), "
          f"PyTorch {theirs:.1f} s ({trained / theirs:.0f}); ratio {theirs / ours:.2f}, n = 1")
    if width == 64:
        flops = trained / ours * FLOP_PER_CIFAR_IMAGE
        share = f", {100 * flops / options.peak / 1e12:.1f} % of {options.peak} TFLOP/s" if options.peak else ""
        print(f"{flops / 1e12:.2f} TFLOP/s in the training steps, evaluation and start-up counted as lost{share}; "
              f"31 networks x 30 epochs at this rate: {31 * 30 * 50_000 / (trained / ours) / 60:.0f} min")


def write_photographs(folder, n):
    """Smooth noise, saved as JPEGs of about 50 kB, in ten class folders."""
    draw = numpy.random.default_rng(2)
    for split, count in (("train", n), ("val", max(20, n // 10))):
        for i in range(count):
            coarse = Image.fromarray(draw.integers(0, 256, (94, 125, 3), numpy.uint8))
            path = folder / "images" / split / f"class{i % 10}" / f"{split}{i:06}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            coarse.resize((500, 375), Image.BICUBIC).save(path, quality=90)


def measure_photographs(options, folder):
    n, epochs = options.images or (64 if options.toy else 20_000), options.epochs or (1 if options.toy else 2)
    side, width, batch = (64, 8, 16) if options.toy else (224, 64, 256)
    write_photographs(folder, n)
    views = f'input_px = {side}\nresize_px = {side * 8 // 7}\nevaluation_view = "centre_crop"\n'
    common = dict(stem="", width=width, epochs=epochs, batch=batch, views=views)
    loaders = ["--loader-threads", options.loader_threads] if options.loader_threads is not None else []
    rates = {}
    (folder / "study.toml").write_text(
        'name = "b"\n[dataset]\nkind = "image_folder"\nfolder = "images"\ntrain = "train"\ntest = "val"\n' +
        hyperparameters(1, augment='["random_resized_crop", "flip"]', **common))
    _, [rates["JPEGs decoded and cropped"]] = train(options.engine, folder, 1, ["--device", options.device, *loaders])
    noise = folder / "noise"
    noise.mkdir()
    per_class = max(2, n // 10)
    (noise / "study.toml").write_text(
        f'name = "b"\n[dataset]\nkind = "gaussian"\nname = "g"\nclasses = 10\nside_px = {side}\n'
        f"train_per_class = {per_class}\ntest_per_class = 2\n" + hyperparameters(1, augment="[]", **{**common, "views": ""}))
    front_door = pathlib.Path(options.engine).with_name("tricky")
    subprocess.run([front_door, "pack", noise, noise, "--as", "pixels"], check=True, stdout=subprocess.DEVNULL)
    packed = folder / "packed"
    packed.mkdir()
    (packed / "study.toml").write_text(
        f'name = "b"\n[dataset]\nkind = "packed"\ntrain_file = "{noise}/train.packed"\ntest_file = "{noise}/test.packed"\n' +
        hyperparameters(1, augment='["flip"]', **{**common, "views": ""}))
    _, [rates["pixels from memory"]] = train(options.engine, packed, 1, ["--device", options.device])
    print(f"ResNet-18 of {width} channels at {side} pixels, batches of {batch}, {device_name(options.device)}, "
          f"{os.cpu_count()} cores: " + "; ".join(f"{what} {rate:.0f} images/s" for what, rate in rates.items()) +
          f" (the last of {epochs} epochs, n = 1)")
    decoded, resident = rates.values()
    print("bound by decoding: more cores, or tricky pack --as jpeg --resize 256" if decoded < 0.9 * resident else
          "bound by the device")


def device_name(device):
    return torch.cuda.get_device_name() if device == "cuda" else "CPU"


if __name__ == "__main__":
    line = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    line.add_argument("what", choices=["cifar", "photographs"])
    line.add_argument("engine", type=os.path.abspath, help="bin/tricky-engine, with tricky beside it")
    line.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    line.add_argument("--toy", action="store_true", help="small enough for a CPU and half a minute")
    line.add_argument("--networks", type=int)
    line.add_argument("--epochs", type=int)
    line.add_argument("--images", type=int)
    line.add_argument("--parallel", type=int, default=4, help="tricky's networks at once")
    line.add_argument("--workers", type=int, default=min(8, os.cpu_count()), help="of PyTorch's DataLoader")
    line.add_argument("--loader-threads", type=int)
    line.add_argument("--peak", type=float, help="the card's float32 TFLOP/s, for the share that is reached")
    options = line.parse_args()
    if options.device == "cuda" and not torch.cuda.is_available():
        sys.exit("this PyTorch finds no GPU; --device cpu --toy tries the script without")
    with tempfile.TemporaryDirectory() as name:
        {"cifar": compare_cifar, "photographs": measure_photographs}[options.what](options, pathlib.Path(name))
