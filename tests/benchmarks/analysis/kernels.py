"""Kernels of the analysis against NumPy, one thread each, in one run: kernels.py PROGRAM, build/release/bin/analysis_kernels

NumPy's side is what one writes without thinking of speed: kappa of each pair from two boolean rows, and kappa of resampled
rows. It is timed on fewer pairs and draws and scaled up; the numbers it takes are printed.
"""
import json
import os
import subprocess
import sys
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


if __name__ == "__main__":
    main()
