"""Bootstrap intervals of tricky against SciPy's: kappa of a pair, and ordinal alpha of raters, percentile and BCa.

Reads a JSON file: [{"what", "kind", "ci", "first", "second"} or {"what", "kind", "ci", "ratings"}]. SciPy draws with its
own random numbers, so ends may differ by what 9,999 draws leave uncertain.
"""
import json
import sys

import numpy as np
from scipy import stats

DRAWS = 9999


def kappa(first, second, axis=-1):
    p, q = first.mean(axis=axis), second.mean(axis=axis)
    observed = (first == second).mean(axis=axis)
    expected = p * q + (1 - p) * (1 - q)
    return (observed - expected) / (1 - expected)


def ordinal_alpha(ratings):
    """Of raters x units without gaps, straight from the definition over pairs of values."""
    n_raters, _ = ratings.shape
    values, codes = np.unique(ratings, return_inverse=True)
    codes = codes.reshape(ratings.shape)
    counts = np.stack([(codes == k).sum(axis=0) for k in range(len(values))], axis=1).astype(float)
    coincidences = (counts.T @ counts - np.diag(counts.sum(axis=0))) / (n_raters - 1)
    sums = coincidences.sum(axis=0)
    cumulated = np.cumsum(sums)
    between = np.abs(cumulated[:, None] - cumulated[None, :])  # sum of n_g for g above the smaller up to the larger
    smaller = np.minimum(np.arange(len(values))[:, None], np.arange(len(values))[None, :])
    distance = (between + sums[smaller] - (sums[:, None] + sums[None, :]) / 2) ** 2
    np.fill_diagonal(distance, 0)
    n = sums.sum()
    return 1 - (n - 1) * (coincidences * distance).sum() / (np.outer(sums, sums) * distance).sum()


def scipy_interval(case):
    rng = np.random.default_rng(5)
    method = {"bca": "BCa", "percentile": "percentile"}[case["kind"]]
    if "ratings" in case:
        ratings = np.array(case["ratings"])
        units = np.arange(ratings.shape[1])
        result = stats.bootstrap((units,), lambda drawn: ordinal_alpha(ratings[:, drawn]), vectorized=False,
                                 n_resamples=1999, method=method, random_state=rng)
    else:
        result = stats.bootstrap((np.array(case["first"]), np.array(case["second"])), kappa, paired=True,
                                 vectorized=True, n_resamples=DRAWS, method=method, random_state=rng)
    return result.confidence_interval.low, result.confidence_interval.high


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    worst = 0.0
    for case in cases:
        theirs = scipy_interval(case)
        width = theirs[1] - theirs[0]
        difference = max(abs(a - b) for a, b in zip(theirs, case["ci"])) / width
        worst = max(worst, difference)
        print(f"{case['what']}, {case['kind']}: ours {case['ci'][0]:.4f} {case['ci'][1]:.4f}, "
              f"SciPy {theirs[0]:.4f} {theirs[1]:.4f}")
    print(f"largest difference {worst:.3f} of an interval's width: {'confirmed' if worst < 0.06 and cases else 'NOT confirmed'}")
    return 0 if worst < 0.06 and cases else 1


if __name__ == "__main__":
    sys.exit(main())
