"""Tables and sums of tricky against NumPy and SciPy: class accuracies with their mean squares, rank correlation, entropy of
votes. Reads a JSON file of cases: {"what", inputs …, "expected"}; every number must agree to 1e-9.
"""
import json
import sys

import numpy as np
from scipy import stats


def two_way(case):
    """Share right of items x makers, and its interval from mean squares; statistics straight from the sums of squares."""
    y = np.array(case["right"], float)
    n_items, n_makers = y.shape
    total = ((y - y.mean()) ** 2).sum()
    items = n_makers * ((y.mean(axis=1) - y.mean()) ** 2).sum()
    makers = n_items * ((y.mean(axis=0) - y.mean()) ** 2).sum()
    free = np.array([n_items - 1, n_makers - 1, (n_items - 1) * (n_makers - 1)])
    squares = np.array([items, makers, total - items - makers]) / free
    combined = squares[0] + squares[1] - squares[2]
    degrees = combined**2 / (squares**2 / free).sum()
    if combined <= squares[:2].max():
        combined, degrees = squares[:2].max(), free[squares[:2].argmax()]
    mean = y.mean()
    half = stats.t.ppf(0.975, degrees) * np.sqrt(combined / y.size) / (mean * (1 - mean))
    centre = np.log(mean / (1 - mean))
    return [mean, *(1 / (1 + np.exp(-(centre + np.array([-half, half])))))]


COMPUTE = {
    "two_way": two_way,
    "spearman": lambda case: [stats.spearmanr(case["x"], case["y"]).statistic],
    "entropy": lambda case: [stats.entropy(case["counts"], base=2)],
}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    largest = 0.0
    for case in cases:
        theirs = np.array(COMPUTE[case["what"]](case))
        difference = np.abs(theirs - np.array(case["expected"])).max()
        largest = max(largest, difference)
        if not difference < 1e-9:
            print(f"{case['what']}: ours {case['expected']}, theirs {theirs.tolist()}")
            sys.exit(1)
    print(f"{len(cases)} tables, largest difference {largest:.1e}: confirmed")


if __name__ == "__main__":
    main()
