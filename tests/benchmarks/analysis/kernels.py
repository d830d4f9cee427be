"""Kernels of the analysis against NumPy, one thread each, in one run: kernels.py PROGRAM, build/release/bin/analysis_kernels

NumPy's side is what one writes without thinking of speed: kappa of each pair from two boolean rows, and kappa of resampled
rows. It is timed on fewer pairs and draws and scaled up; the numbers it takes are printed. For alpha it is the fastest way
we found: counts of the values in bytes, matrix products for the rest; once with the values known, once with np.unique.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402

N_ITEMS = 50_000


def kappa(first, second):
    p, q = first.mean(), second.mean()
    observed = (first == second).mean()
    expected = p * q + (1 - p) * (1 - q)
    return (observed - expected) / (1 - expected)


def ordinal_alpha(ratings, values=None):
    """Of any type of numbers; what is none of the values counts as missing."""
    if values is None:
        values = np.unique(ratings[~np.isnan(ratings)])
    counts = np.stack([(ratings == value).sum(0, dtype=np.uint8) for value in values], 1).astype(float)
    given = counts.sum(1)
    counts, given = counts[given >= 2], given[given >= 2]
    weighted = counts / (given - 1)[:, None]
    coincidences = weighted.T @ counts - np.diag(weighted.sum(0))
    totals = coincidences.sum(0)
    upto = np.cumsum(totals)
    between = upto[None, :] - upto[:, None] + totals[:, None]
    distance = np.triu(between - (totals[:, None] + totals[None, :]) / 2, 1) ** 2
    expected = (np.outer(totals, totals) * distance).sum()
    return 1 - (totals.sum() - 1) * (coincidences * distance).sum() / expected


def compare_alpha(program):
    rng = np.random.default_rng(1)
    quality = rng.normal(size=50_000)
    latent = quality + rng.normal(size=(100, 50_000))
    ratings = np.digitize(latent, [-1.5, -0.5, 0.5, 1.5]).astype(float)
    ratings[rng.random(ratings.shape) < 0.05] = np.nan
    with tempfile.NamedTemporaryFile(suffix=".f64") as file:
        ratings.tofile(file)
        file.flush()
        alpha = json.loads(subprocess.run([program, "alpha", file.name], check=True, capture_output=True).stdout)
    assert abs(alpha["alpha"] - ordinal_alpha(ratings)) < 1e-9
    known = per_call(lambda _: ordinal_alpha(ratings, np.arange(5.0)), 1, 15)
    # Another input, an eighth as large: what one would have who made bytes of the ratings beforehand.
    codes = np.where(np.isnan(ratings), -1, ratings).astype(np.int8)
    assert ordinal_alpha(codes, np.arange(5, dtype=np.int8)) == ordinal_alpha(ratings)
    in_bytes = per_call(lambda _: ordinal_alpha(codes, np.arange(5, dtype=np.int8)), 1, 15)
    unknown = per_call(lambda _: ordinal_alpha(ratings), 1, 5)
    print(f"ordinal alpha, 100 x 50,000, 5 values, 5 % missing: {1e3 * alpha['seconds']:.1f} ms, "
          f"{alpha['bytes'] / alpha['seconds'] / 1e9:.1f} GB/s of ratings; NumPy with the values known {1e3 * known:.1f} ms: "
          f"{known / alpha['seconds']:.1f}x, and given them as bytes {1e3 * in_bytes:.1f} ms: {in_bytes / alpha['seconds']:.1f}x, "
          f"with np.unique {1e3 * unknown:.0f} ms: {unknown / alpha['seconds']:.0f}x")


def per_call(function, calls, rounds=3):
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        for i in range(calls):
            function(i)
        best = min(best, time.perf_counter() - begin)
    return best / calls


def ours(program, what):
    return json.loads(subprocess.run([program, what], check=True, capture_output=True, text=True).stdout)


def main():
    program = sys.argv[1]
    rng = np.random.default_rng(1)
    rows = rng.random((40, N_ITEMS)) < 0.7

    matrix = ours(program, "matrix")
    numpy_pair = per_call(lambda i: kappa(rows[i % 40], rows[(i + 7) % 40]), 400)
    ratio = numpy_pair * matrix["pairs"] / matrix["seconds"]
    print(f"kappa matrix, 1,000 x 50,000, {matrix['by']}: {1e3 * matrix['seconds']:.1f} ms, "
          f"{matrix['bytes'] / matrix['seconds'] / 1e9:.0f} GB/s of words read; "
          f"NumPy {1e6 * numpy_pair:.0f} us a pair (400 timed): {ratio:.0f}x")

    bootstrap = ours(program, "bootstrap")

    def resampled(_):
        items = rng.integers(0, N_ITEMS, N_ITEMS)
        kappa(rows[0][items], rows[1][items])

    numpy_draw = per_call(resampled, 50)
    ratio = numpy_draw * bootstrap["draws"] / bootstrap["seconds"]
    print(f"10,000 bootstrap kappas of a pair, 50,000 items: {1e3 * bootstrap['seconds']:.2f} ms; "
          f"NumPy {1e6 * numpy_draw:.0f} us a draw (50 timed): {ratio:.0f}x")
    compare_alpha(program)


if __name__ == "__main__":
    main()
