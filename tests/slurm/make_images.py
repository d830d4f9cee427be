"""Writes a tiny data set in MNIST's format: grey images of 8 x 8 pixels in three classes (dark, middle, bright, with noise).

make_images.py FOLDER"""

import random
import struct
import sys


def write(folder, name, n, seed, side=8):
    draw = random.Random(seed)
    labels = bytes(draw.randrange(3) for _ in range(n))
    pixels = b"".join(bytes(60 * label + draw.randrange(100) for _ in range(side * side)) for label in labels)
    with open(f"{folder}/{name}-images", "wb") as file:
        file.write(struct.pack(">IIII", 0x803, n, side, side) + pixels)
    with open(f"{folder}/{name}-labels", "wb") as file:
        file.write(struct.pack(">II", 0x801, n) + labels)


write(sys.argv[1], "train", 800, 1)
write(sys.argv[1], "test", 40, 2)
