#!/usr/bin/python3
"""How long tricky takes for other people's networks, against NumPy and PyTorch in the same run.

    tests/benchmarks/foreign_networks.py build/release/bin [--repeats 3] [--rsa-images 50000]

rsa       50,000 x 512 against 50,000 x 512 features: seconds and peak memory; and 2,000 images against NumPy's way, by
          the matrices of images x images
evaluate  a TorchScript network of TRICKY_REFERENCE on its 160 images, against the same in PIL and PyTorch; both with
          start-up, and with as many threads

Prints the median and the range of `--repeats` runs, taken in turns.
"""

import argparse
import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

PEER = pathlib.Path(__file__).resolve().parent.parent / "engine" / "peer_evaluation.py"


def measured(command):
    """Seconds and peak MB of a command."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def told(values, unit):
    return f"{statistics.median(values):.2f} {unit} ({min(values):.2f} to {max(values):.2f}, n = {len(values)})"


def features(path, n, d, seed):
    random = np.random.default_rng(seed)
    common = np.random.default_rng(0).normal(size=(n, 8))
    values = random.normal(size=(n, d)) + random.normal(size=d) + common @ random.normal(size=(8, d))
    np.save(path, values.astype(np.float32))


def rsa(engine, folder, n, repeats):
    for name, seed in (("a", 1), ("b", 2)):
        features(folder / f"{name}.npy", n, 512, seed)
        features(folder / f"{name}_2000.npy", 2000, 512, seed)
    runs = [measured([engine, "rsa", folder / "a.npy", folder / "b.npy"]) for _ in range(repeats)]
    size = 2 * (folder / "a.npy").stat().st_size / 2**20
    print(f"rsa {n} x 512, two networks: {told([r[0] for r in runs], 's')}, peak {max(r[1] for r in runs):.0f} MB, "
          f"of which the files {size:.0f} MB")

    numpy_way = ("import sys, numpy as np\n"
                 "u = np.triu_indices(2000, 1)\n"
                 "a, b = [(1 - np.corrcoef(np.load(f).astype(float)))[u] for f in sys.argv[1:]]\n"
                 "print(np.corrcoef(a, b)[0, 1])\n")
    files = [folder / "a_2000.npy", folder / "b_2000.npy"]
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(measured([engine, "rsa", *files])[0])
        theirs.append(measured(["/usr/bin/python3", "-c", numpy_way, *files])[0])
    print(f"rsa 2000 x 512: {told(ours, 's')}; NumPy {told(theirs, 's')}")


def evaluate(engine, folder, reference, repeats):
    with open(folder / "items.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["item_id", "label", "path"])
        for part in ("jpeg_originals", "photos_299"):
            with open(reference / "images" / f"{part}.csv", newline="", encoding="utf-8") as rows:
                writer.writerows([row["file"], row["cid"], f"{part}/{row['file']}"] for row in csv.DictReader(rows))
    (folder / "study.toml").write_text(
        f'name = "photographs"\n[dataset]\nkind = "image_folder"\nfolder = "{reference / "images"}"\n')
    command = [engine, "evaluate", "--weights", reference / "weights/pt_mbv2.ts.pt", "--study", folder,
               "--preprocessing", "torch", "--name", "mobilenet", "--device", "cpu", "--replace"]
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(measured(command)[0])
        theirs.append(measured(["/usr/bin/python3", PEER, "responses", folder, "mobilenet"])[0])
    ratios = [t / o for o, t in zip(ours, theirs)]
    print(f"evaluate MobileNet-v2, 160 photographs: {told(ours, 's')}; PIL and PyTorch {told(theirs, 's')}; "
          f"ratio {told(ratios, 'x')}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rsa-images", type=int, default=50000)
    options = parser.parse_args()
    engine = options.bin / "tricky-engine"
    with tempfile.TemporaryDirectory() as folder:
        rsa(engine, pathlib.Path(folder), options.rsa_images, options.repeats)
    reference = os.environ.get("TRICKY_REFERENCE")
    if reference is None:
        print("skipped: evaluate, since TRICKY_REFERENCE does not name the folder of reference data")
        return
    with tempfile.TemporaryDirectory() as folder:
        evaluate(engine, pathlib.Path(folder), pathlib.Path(reference), options.repeats)


main()
