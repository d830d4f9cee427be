#!/usr/bin/python3
"""Confirms tricky's error consistencies with NumPy, from the trial tables alone.

    compare_kappa.py results.json TABLE.csv...

Every pair of observers of a task (the files' names up to "_sub") must have the kappa, the agreements and the number of
trials that results.json says, to 1e-9, and results.json must have no other pair. An observer's trial is matched by the
image: its name without trial number, experiment and observer. No response ("na") is wrong.
"""
import collections
import csv
import itertools
import json
import pathlib
import sys

import numpy as np

TOLERANCE = 1e-9


def read_correctness(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    image = lambda row: row["imagename"].split("_", 3)[3]
    return rows[0]["subj"], {image(row): row["object_response"] == row["category"] for row in rows}


def kappa_of(a, b):
    """As in the definition: observed and expected agreement, then kappa; NaN where it has none."""
    observed = np.mean(a == b)
    expected = a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
    kappa = np.nan if expected == 1 else (observed - expected) / (1 - expected)
    return observed, expected, kappa


def main():
    results_path, *tables = sys.argv[1:]
    with open(results_path, encoding="utf-8") as file:
        results = json.load(file)["results"]
    said = {(r["over"], r["of"], r["statistic"]): r for r in results}
    tasks = collections.defaultdict(dict)
    for table in tables:
        observer, correct = read_correctness(table)
        tasks[pathlib.Path(table).name.split("_sub")[0]][observer] = correct

    n_pairs = 0
    largest = 0.0
    faults = []
    for task, observers in tasks.items():
        over = f"task-{task}_list-{task} (imported)"
        for first, second in itertools.combinations(sorted(observers), 2):
            shared = sorted(observers[first].keys() & observers[second].keys())
            a = np.array([observers[first][item] for item in shared])
            b = np.array([observers[second][item] for item in shared])
            n_pairs += 1
            for name, value in zip(("observed_agreement", "expected_agreement", "kappa"), kappa_of(a, b)):
                result = said.get((over, f"{first} & {second}", name))
                if result is None:
                    faults.append(f"{over}: no {name} of {first} & {second}")
                    continue
                theirs = np.nan if result["value"] is None else result["value"]
                difference = 0.0 if np.isnan(theirs) and np.isnan(value) else abs(theirs - value)
                if not difference <= TOLERANCE or result["n"] != len(shared):
                    faults.append(f"{over}: {name} of {first} & {second}: {theirs} of {result['n']}, "
                                  f"here {value} of {len(shared)}")
                else:
                    largest = max(largest, difference)
    n_said = sum(1 for (over, _, name) in said if name == "kappa" and over.endswith("(imported)"))
    if n_said != n_pairs:
        faults.append(f"results.json has {n_said} pairs of imported observers, the tables have {n_pairs}")
    for fault in faults:
        print(fault)
    print(f"{n_pairs} pairs in {len(tasks)} tasks, largest difference {largest:.1e}: "
          f"{'confirmed' if not faults and n_pairs else 'NOT confirmed'}")
    return 0 if not faults and n_pairs else 1


if __name__ == "__main__":
    sys.exit(main())
