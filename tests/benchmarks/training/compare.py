"""Training by tricky-engine beside plain_pytorch.py, in turns on the same machine; prints medians, ranges and ratios.

  compare.py step|study|saving TRICKY_ENGINE [ROUNDS]    about five minutes each
"""

import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

PEER = pathlib.Path(__file__).with_name("plain_pytorch.py")
ENGINE = os.path.abspath(sys.argv[2])
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else {"step": 3, "study": 2, "saving": 3}[sys.argv[1]]

STUDY = """name = "benchmark"
[dataset]
kind = "idx"
name = "fashion-mnist"
train_images = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"
train_labels = "/usr/share/datasets/fashion-mnist/train-labels-idx1-ubyte.gz"
test_images = "/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz"
test_labels = "/usr/share/datasets/fashion-mnist/t10k-labels-idx1-ubyte.gz"
train_count = {train}
test_count = {test}
[base]
network = "resnet18"
stem = "small"
width = {width}
epochs = {epochs}
batch_size = {batch}
learning_rate = 0.1
augment = ["flip"]
mean = [0.2860, 0.2860, 0.2860]
std = [0.3530, 0.3530, 0.3530]
checkpoints = {checkpoints}
[[condition]]
name = "base"
[[condition]]
name = "different_initialisation"
instances = 3
init_seed = [1, 2, 3]
"""


def write_study(folder, **fields):
    fields = {"checkpoints": 0, **fields}
    (folder / "study.toml").write_text(STUDY.format(**fields))


def train(folder, run, threads):
    return subprocess.Popen([ENGINE, "train", folder / "study.toml", "--run", str(run), "--threads", str(threads),
                             "--device", "cpu"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def metrics(folder):
    with open(folder / "runs/base_1/metrics.csv") as file:
        return [row for row in csv.DictReader(file)]


def peer(*arguments):
    return subprocess.run(["/usr/bin/python3", PEER, *map(str, arguments)], check=True, capture_output=True,
                          text=True).stdout


def summary(values, digits=0):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f}, n = {len(values)})"


def step_of_tricky(width, batch, threads):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        n = 8 * batch * (40 if width <= 16 else 4)
        write_study(folder, train=n, test=250, width=width, epochs=1, batch=batch)
        assert train(folder, 1, threads).wait() == 0
        return float(metrics(folder)[1]["images_per_s"])


def compare_steps():
    for width, batch, threads in ((16, 64, 1), (16, 64, 2), (8, 64, 1)):
        ours, last, first = [], [], []
        for _ in range(ROUNDS):
            ours.append(step_of_tricky(width, batch, threads))
            last.append(float(peer("step", width, batch, threads, "channels_last")))
            first.append(float(peer("step", width, batch, threads, "contiguous_format")))
        print(f"ResNet-18 of {width} channels, batches of {batch}, {threads} threads: tricky {summary(ours)} images/s, "
              f"PyTorch channels-last {summary(last)}, channels-first {summary(first)}; ratios "
              f"{summary([a / b for a, b in zip(ours, last)], 2)}, {summary([a / b for a, b in zip(ours, first)], 2)}",
              flush=True)


def compare_studies():
    epochs = 3
    ours, one_worker, two_workers = [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            write_study(folder, train=5000, test=5000, width=8, epochs=epochs, batch=64)
            begin = time.time()
            for pair in ((1, 2), (3, 4)):  # two networks side by side, a thread each
                assert all(each.wait() == 0 for each in [train(folder, run, 1) for run in pair])
            ours.append(time.time() - begin)
        for times, threads, workers in ((one_worker, 1, 1), (two_workers, 2, 2)):
            with tempfile.TemporaryDirectory() as name:
                begin = time.time()
                peer("study", name, epochs, threads, workers)
                times.append(time.time() - begin)
    best = min(one_worker, two_workers, key=statistics.median)
    print(f"4 networks, {epochs} epochs: tricky {summary(ours, 1)} s; PyTorch with 1 thread and 1 worker "
          f"{summary(one_worker, 1)} s, 2 and 2 {summary(two_workers, 1)} s; ratio to the better one "
          f"{summary([b / a for a, b in zip(ours, best)], 2)}")


def measure_saving():
    for width in (16, 64):
        lost = []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as name:
                folder = pathlib.Path(name)
                n = 5000 if width == 16 else 1000
                write_study(folder, train=n, test=n, width=width, epochs=3, batch=64, checkpoints=1)
                assert train(folder, 1, 1).wait() == 0
                done = [(folder / f"runs/base_1/DONE_000{epoch}").stat().st_mtime for epoch in (0, 3)]
                busy = sum(float(row["seconds"]) for row in metrics(folder)[1:])
                size = sum(file.stat().st_size for file in (folder / "runs/base_1/checkpoints").iterdir())
                lost.append(100 * ((done[1] - done[0]) / busy - 1))
        print(f"ResNet-18 of {width} channels, {n} images, every state kept ({size / 5e6:.1f} MB each): "
              f"{summary(lost, 2)} % of an epoch lost", flush=True)


{"step": compare_steps, "study": compare_studies, "saving": measure_saving}[sys.argv[1]]()
