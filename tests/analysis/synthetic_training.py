"""Writes a study folder of synthetic trained networks: the paper's conditions, responses after every epoch.

    synthetic_training.py FOLDER [ITEMS [EPOCHS]]

An item is right when skill(epoch) - difficulty + the network's own leaning for the item + a little noise is above 0: easy
items are learnt in the first epochs, hard ones never, and the learning rate's steps (at one and two thirds) show.
Networks of conditions that the paper finds similar share more of their leaning. For trying out the analysis of training
without days of it; says nothing about networks.
"""
import hashlib
import json
import pathlib
import sys

import numpy as np

# condition, networks, share of the leaning that is the base network's
CONDITIONS = [
    ("base", 1, 1.0),
    ("different_optimiser", 1, 0.75),
    ("different_batch_size", 1, 0.7),
    ("different_initialisation", 5, 0.6),
    ("different_learning_rate", 5, 0.6),
    ("nondeterministic", 5, 0.65),
    ("different_data_order", 5, 0.6),
    ("different_architecture", 1, 0.4),
    ("half_data", 2, 0.35),
    ("combined", 5, 0.3),
]
EXTRA = [("plus_1_epoch", 1), ("plus_10_epochs", 10)]  # the base network, trained further


def skill(epoch, epochs):
    """From far below all items to above two thirds of them, with a jump at each step of the learning rate."""
    if epoch == 0:
        return -6.0
    steps = (epoch > epochs // 3) + (epoch > 2 * epochs // 3)
    return -0.3 + 0.5 * np.log1p(epoch) / np.log1p(epochs) + 0.45 * steps


def main():
    folder = pathlib.Path(sys.argv[1])
    n_items = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    epochs = int(sys.argv[3]) if len(sys.argv) > 3 else 12
    extra = [(name, min(n, max(1, epochs // 4))) for name, n in EXTRA]
    rng = np.random.default_rng(1312)
    n_classes = 50
    labels = np.arange(n_items) * n_classes // n_items
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text('name = "synthetic_training"\n')
    digest = hashlib.sha256()
    superclasses = ["animals", "tools", "food", "places", "vehicles"]
    with open(folder / "items.csv", "w", encoding="utf-8") as file:
        file.write("item_id,label,category,superclass\n")
        for i, label in enumerate(labels):
            file.write(f"img{i:05d},{label},class {label},{superclasses[label % 5]}\n")
            digest.update(f"img{i:05d}\t{label}\n".encode())
    difficulty = 1.6 * rng.standard_normal(n_items) + 0.5 * rng.standard_normal(n_classes)[labels]
    base_leaning = rng.standard_normal(n_items)
    for condition, n_networks, share in CONDITIONS:
        for k in range(1, n_networks + 1):
            name = f"{condition}_{k}"
            own = rng.standard_normal(n_items)
            leaning = 0.8 * (np.sqrt(share) * base_leaning + np.sqrt(1 - share) * own)
            strength = {"different_architecture": 0.15, "half_data": -0.35}.get(condition, 0.0)
            served = [{"condition": condition, "extra_epochs": 0,
                       "compared_with": "half_data" if condition == "half_data" else "base"}]
            last = epochs
            if condition == "base":
                served += [{"condition": c, "extra_epochs": n, "compared_with": "base"} for c, n in extra]
                last = epochs + max(n for _, n in extra)
            run = folder / "runs" / name
            (run / "responses").mkdir(parents=True, exist_ok=True)
            wrong_class = (labels + 1 + rng.integers(0, n_classes - 1, n_items)) % n_classes
            for epoch in range(last + 1):
                noise = (0.35 if epoch <= epochs // 3 else 0.2) * rng.standard_normal(n_items)
                right = skill(epoch, epochs) + strength - difficulty + leaning + noise > 0
                wavering = rng.random(n_items) < 0.1
                other = (labels + 1 + rng.integers(0, n_classes - 1, n_items)) % n_classes
                guess = np.where(wavering, other, wrong_class)
                if epoch == 0:
                    right, guess = rng.random(n_items) < 1 / n_classes, other
                classes = np.where(right, labels, guess).astype("<u2")
                np.save(run / "responses" / f"epoch_{epoch:04d}.npy", classes)
                (run / f"DONE_{epoch:04d}").write_text("")
            (run / "run.json").write_text(json.dumps({
                "name": name, "condition": condition, "instance": k, "origin": "trained",
                "item_set_digest": digest.hexdigest(), "n_items": n_items,
                "comparison": {"epochs": epochs, "conditions": served}, "details": {}}, indent=2) + "\n")


if __name__ == "__main__":
    main()
