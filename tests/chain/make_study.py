"""Makes a tiny IDX dataset and its study for the chain test: stripes of three orientations in noise.

    make_study.py FOLDER      FOLDER is a study folder already; study.toml is replaced
"""

import pathlib
import random
import struct
import sys

SIDE_PX = 12


def image(label: int, rng: random.Random) -> bytes:
    def bright(x: int, y: int) -> bool:
        return (x, y, x + y)[label] // 2 % 2 == 0

    return bytes(
        min(255, max(0, int((180 if bright(x, y) else 70) + rng.gauss(0, 60)))) for y in range(SIDE_PX) for x in range(SIDE_PX)
    )


def write_idx(folder: pathlib.Path, name: str, count: int, rng: random.Random) -> list[int]:
    labels = [rng.randrange(3) for _ in range(count)]
    pixels = b"".join(image(label, rng) for label in labels)
    (folder / f"{name}-images").write_bytes(struct.pack(">IIII", 0x803, count, SIDE_PX, SIDE_PX) + pixels)
    (folder / f"{name}-labels").write_bytes(struct.pack(">II", 0x801, count) + bytes(labels))
    return labels


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    rng = random.Random(1312)
    write_idx(folder, "train", 64, rng)
    labels = write_idx(folder, "test", 80, rng)
    # What training writes as items.csv, for builds that cannot train.
    items = [f"stripes-test-{i:05d},{label}" for i, label in enumerate(labels)]
    (folder / "items_to_import.csv").write_text("item_id,label\n" + "\n".join(items) + "\n")
    (folder / "study.toml").write_text(
        """
name = "chain"

[dataset]
kind = "idx"
name = "stripes"
train_images = "train-images"
train_labels = "train-labels"
test_images = "test-images"
test_labels = "test-labels"
categories = ["vertical", "horizontal", "diagonal"]

[base]
network = "resnet18"
epochs = 2
batch_size = 16
learning_rate = 0.02

[[condition]]
name = "base"

[[condition]]
name = "different_initialisation"
instances = 2
init_seed = [1, 2]
"""
    )
    # Released counts with a known difficulty, so that there are enough images of each class whatever the networks learn.
    rows = [f"stripes-test-{i:05d},11,{(0, 5, 11)[i % 3]}" for i in range(80)]
    (folder / "counts.csv").write_text("item_id,n_makers,n_correct\n" + "\n".join(rows) + "\n")


main()
