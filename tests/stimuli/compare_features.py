"""Measures images with Pillow and NumPy and compares: compare_features.py CASES.json. Exit code 1 when they differ."""
import json
import sys

import numpy
from PIL import Image

SIDE = 32


def luminance(image):
    c = numpy.asarray(image.convert("RGB"), dtype=float) / 255
    linear = numpy.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def thumbnail(image):
    grey = numpy.asarray(image.convert("L"), dtype=float)
    rows = numpy.array_split(grey, SIDE, axis=0)
    assert all(len(row) == len(rows[0]) for row in rows)
    return numpy.array([[cell.mean() for cell in numpy.array_split(row, SIDE, axis=1)] for row in rows])


def likeness(a, b):
    return max(numpy.corrcoef(a.ravel(), x.ravel())[0, 1] for x in (b, b[:, ::-1]))


wrong = 0
first = None
for case in json.load(open(sys.argv[1])):
    image = Image.open(case["image"])
    light = luminance(image)
    cells = thumbnail(image)
    first = cells if first is None else first
    expected = {
        "luminance": (light.mean(), 1e-12),
        "rms_contrast": (light.std() / light.mean(), 1e-10),
        "entropy_bits": (image.convert("L").entropy(), 1e-9),
        "likeness_to_first": (likeness(first, cells), 1e-5),
    }
    for name, (value, tolerance) in expected.items():
        if abs(case[name] - value) > tolerance:
            print(f"{case['image']}: {name} is {case[name]}, expected {value}")
            wrong += 1
sys.exit(wrong > 0)
