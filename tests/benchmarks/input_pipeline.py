"""Images a second on one thread: tricky's input pipeline and Pillow with torchvision's transforms, in turns.

    input_pipeline.py PROGRAM PHOTOGRAPHS [PASSES]

PROGRAM is the build's bin/input_pipeline; PHOTOGRAPHS a folder of JPEG files, which become 500 x 375 pixels at quality
90. Both read the same files from the page cache and end with 224 x 224 x 3 bytes. Each pass goes once through all
images, first one program, then the other; medians, quartiles and the ratio of the medians are printed.
"""

import hashlib
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import torch
from PIL import Image
from torchvision import transforms

SIDE = 224
crop = transforms.Compose([transforms.RandomResizedCrop(SIDE), transforms.RandomHorizontalFlip()])
evaluate = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(SIDE)])
PEERS = {
    "decode": lambda image: image.load(),
    "crop": lambda image: numpy.asarray(crop(image)),
    "evaluate": lambda image: numpy.asarray(evaluate(image)),
}


def opened(path):
    return Image.open(path).convert("RGB")


def make_study(folder, photographs):
    images = folder / "images" / "test" / "photographs"
    images.mkdir(parents=True)
    for i, path in enumerate(photographs):
        wide = opened(path).resize((500, 375))
        wide.save(images / f"{i:04}.jpg", "JPEG", quality=90)
    (folder / "study.toml").write_text('[dataset]\nkind = "image_folder"\nfolder = "images"\ntest = "test"\n')
    return sorted(images.iterdir())


def ours(program, study, what, passes=1):
    out = subprocess.run([program, study, what, str(passes)], check=True, capture_output=True, text=True).stdout
    return [float(line) for line in out.split()]


def peer(paths, use):
    begin = time.perf_counter()
    for path in paths:
        use(opened(path))
    return len(paths) / (time.perf_counter() - begin)


def spread(values):
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:7.0f} [{low:.0f}, {high:.0f}]"


def main():
    torch.set_num_threads(1)
    program, photographs = sys.argv[1], sorted(pathlib.Path(sys.argv[2]).iterdir())
    passes = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    with tempfile.TemporaryDirectory() as temporary:
        study = pathlib.Path(temporary)
        paths = make_study(study, photographs)
        size = sum(path.stat().st_size for path in paths) / len(paths)
        print(f"{len(paths)} JPEGs of 500 x 375 pixels, {size / 1000:.0f} kB on average, {passes} passes; "
              f"images/s on one thread, median [quartiles]")

        lines = subprocess.run([program, study, "evaluate", "0"], check=True, capture_output=True, text=True).stdout
        for line in lines.splitlines():
            name, digest = line.split()
            pixels = PEERS["evaluate"](opened(study / "images" / name))
            assert hashlib.sha256(pixels.tobytes()).hexdigest() == digest, f"{name} differs"
        print(f"evaluation: all {len(lines.splitlines())} images have the same bytes")

        for what, use in PEERS.items():
            a, b = [], []
            for _ in range(passes):
                # The first pass of a fresh process warms its memory up.
                a += ours(program, study, what, 2)[1:]
                b.append(peer(paths, use))
            ratio = statistics.median(a) / statistics.median(b)
            print(f"{what:9} tricky {spread(a)}   Pillow + torchvision {spread(b)}   {ratio:.2f} x")


main()
