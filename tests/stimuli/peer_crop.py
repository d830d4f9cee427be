"""What Pillow and torchvision make of given boxes: RandomResizedCrop crops, then resizes; then the image may be flipped.

  peer_crop.py FILE    FILE's lines: left, top, width, height, side, flip (0 or 1), image path; prints a SHA-256 each
"""

import hashlib
import sys

from PIL import Image

with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        *numbers, path = line.rstrip("\n").split(" ", 6)
        left, top, width, height, side, flip = map(int, numbers)
        image = Image.open(path).convert("RGB").crop((left, top, left + width, top + height))
        image = image.resize((side, side), Image.BILINEAR)
        if flip:
            image = image.transpose(Image.FLIP_LEFT_RIGHT)
        print(hashlib.sha256(image.tobytes()).hexdigest())
