"""Asks a TorchScript network about a study's items with PIL and PyTorch, and compares with what tricky wrote.

    /usr/bin/python3 tests/engine/peer_evaluation.py responses STUDY RUN
    /usr/bin/python3 tests/engine/peer_evaluation.py features STUDY FILE.npy

Shares no code with tricky: images through PIL, weights through torch.jit.load; what to do stands in run.json, or in the
.json beside the features. Responses must be the same for every item; features to 1e-5 of the largest. Exit code 0 if so.
"""

import csv
import json
import pathlib
import sys
import tomllib

import numpy as np
import torch
from PIL import Image


def seen(image, p):
    """The picture as the network sees it, torchvision's Resize and CenterCrop written out."""
    if p["resize"] == "short_side":
        w, h = image.size
        short, long = min(w, h), max(w, h)
        other = int(p["resize_px"] * long / short)
        image = image.resize((p["resize_px"], other) if w <= h else (other, p["resize_px"]), Image.BILINEAR)
    elif p["resize"] == "square":
        image = image.resize((p["resize_px"], p["resize_px"]), Image.BILINEAR)
    if p["crop_px"]:
        w, h = image.size
        left, top = int(round((w - p["crop_px"]) / 2.0)), int(round((h - p["crop_px"]) / 2.0))
        image = image.crop((left, top, left + p["crop_px"], top + p["crop_px"]))
    x = torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1).float() / 255 * p["white"]
    if p["channels"] == "bgr":
        x = x.flip(0)
    channel = lambda values: torch.tensor(values, dtype=torch.float32).view(3, 1, 1)
    return (x - channel(p["mean"])) / channel(p["std"])


def batches(study, details):
    with open(study / "items.csv", newline="", encoding="utf-8") as file:
        items = list(csv.DictReader(file))
    folder = study / tomllib.loads((study / "study.toml").read_text())["dataset"]["folder"]
    # In tricky's batches: networks that round their activations magnify the last bits, which depend on the batch.
    for begin in range(0, len(items), details["batch"]):
        part = items[begin : begin + details["batch"]]
        images = [seen(Image.open(folder / item["path"]).convert("RGB"), details["preprocessing"]) for item in part]
        yield part, torch.stack(images)


def compare_responses(study, run):
    details = json.loads((study / "runs" / run / "run.json").read_text())["details"]
    theirs = np.load(study / "runs" / run / "responses" / "final.npy")
    network = torch.jit.load(details["weights"]["file"]).eval()
    offset = details["classes"]["offset"]
    ours, labels = [], []
    with torch.no_grad():
        for part, images in batches(study, details):
            ours += network(images)[:, offset:].argmax(1).tolist()
            labels += [int(item["label"]) for item in part]
    ours, labels = np.array(ours), np.array(labels)
    same = int((ours == theirs).sum())
    print(f"{run}: {same} of {len(ours)} responses agree; accuracy {(ours == labels).mean():.4f} here, "
          f"{(theirs == labels).mean():.4f} there")
    return same == len(ours) == len(theirs)


def compare_features(study, file):
    """For features of the network's last operation, which are its outputs."""
    description = json.loads(pathlib.Path(file).with_suffix(".json").read_text())
    theirs = np.load(file)
    network = torch.jit.load(description["details"]["weights"]["file"]).eval()
    with torch.no_grad():
        ours = np.concatenate([network(images).numpy() for _, images in batches(study, description["details"])])
    largest = np.abs(ours).max()
    difference = np.abs(ours - theirs.reshape(ours.shape)).max()
    print(f"{file}: largest difference {difference:.2e} of {largest:.2e}")
    return ours.shape[0] == theirs.shape[0] and difference <= 1e-5 * largest


compare = {"responses": compare_responses, "features": compare_features}[sys.argv[1]]
sys.exit(0 if compare(pathlib.Path(sys.argv[2]), sys.argv[3]) else 1)
