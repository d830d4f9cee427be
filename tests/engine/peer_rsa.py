"""Confirms tricky's representational similarities with NumPy, by the matrices that tricky never makes.

    /usr/bin/python3 tests/engine/peer_rsa.py results.json FILE.npy...

Every pair of files must have the value that results.json says, to 1e-10. Exit code 0 if so.
"""

import itertools
import json
import pathlib
import sys

import numpy as np

TOLERANCE = 1e-10

results_path, *paths = sys.argv[1:]
with open(results_path, encoding="utf-8") as file:
    said = {result["of"]: result for result in json.load(file)["results"]}

dissimilarities = {}
for path in paths:
    features = np.load(path).astype(np.float64)
    features = features.reshape(len(features), -1)
    upper = np.triu_indices(len(features), 1)
    dissimilarities[pathlib.Path(path).stem] = (1 - np.corrcoef(features))[upper]

largest = 0.0
for first, second in itertools.combinations(dissimilarities, 2):
    value = np.corrcoef(dissimilarities[first], dissimilarities[second])[0, 1]
    largest = max(largest, abs(value - said[f"{first} & {second}"]["value"]))
n_pairs = len(paths) * (len(paths) - 1) // 2
confirmed = n_pairs > 0 and len(said) == n_pairs and largest <= TOLERANCE
print(f"{n_pairs} pairs, largest difference {largest:.1e}: {'confirmed' if confirmed else 'NOT confirmed'}")
sys.exit(0 if confirmed else 1)
