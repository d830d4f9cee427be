"""The same numbers from SciPy: Firth's logistic regression by maximising the penalised likelihood, order statistics,
least squares, Welch's t. Reads cases.json, exits 1 at the first difference."""

import json
import sys

import numpy as np
from scipy import optimize, stats


def firth(x, y):
    x = np.column_stack([np.ones(len(x)), x])

    def information(b):
        p = 1 / (1 + np.exp(-x @ b))
        return (x * (p * (1 - p))[:, None]).T @ x

    def minus(b):
        eta = x @ b
        return -(np.sum(y * eta - np.logaddexp(0, eta)) + 0.5 * np.linalg.slogdet(information(b))[1])

    b = optimize.minimize(minus, np.zeros(x.shape[1]), method="BFGS", options={"gtol": 1e-9}).x
    b = optimize.minimize(minus, b, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20000}).x
    se = np.sqrt(np.diag(np.linalg.inv(information(b))))
    z = stats.norm.ppf(0.975)
    return np.column_stack([b, b - z * se, b + z * se])


def median(values):
    n = len(values)
    s = np.sort(values)
    low = int(stats.binom.ppf(0.025, n, 0.5))
    if stats.binom.cdf(low, n, 0.5) <= 0.025:
        low += 1
    return [np.median(s), s[low - 1], s[n - low]]


def trend(values):
    y = np.log(np.array(values))
    n = len(y)
    fit = stats.linregress(np.linspace(-0.5, 0.5, n), y)
    residual = y - fit.intercept - fit.slope * np.linspace(-0.5, 0.5, n)
    r = np.mean(residual[1:] * residual[:-1]) / np.mean(residual**2)
    r = min(max(r + (2 + 4 * r) / n, 0), 0.95)
    half = stats.t.ppf(0.975, n - 2) * fit.stderr * np.sqrt((1 + r) / (1 - r))
    return list(np.exp([fit.slope, fit.slope - half, fit.slope + half]))


def ratio(first, second):
    a, b = np.log(first), np.log(second)
    va, vb = np.var(a, ddof=1) / len(a), np.var(b, ddof=1) / len(b)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    t = stats.ttest_ind(a, b, equal_var=False)
    d = np.mean(a) - np.mean(b)
    assert abs(t.statistic - d / np.sqrt(va + vb)) < 1e-9
    half = stats.t.ppf(0.975, df) * np.sqrt(va + vb)
    return list(np.exp([d, d - half, d + half]))


def main():
    for case in json.load(open(sys.argv[1])):
        kind = case["kind"]
        if kind == "logistic":
            theirs, tolerance = firth(np.array(case["x"]), np.array(case["y"])).ravel(), 2e-5
        elif kind == "median":
            theirs, tolerance = median(case["values"]), 1e-12
        elif kind == "trend":
            theirs, tolerance = trend(case["values"]), 1e-9
        else:
            theirs, tolerance = ratio(case["first"], case["second"]), 1e-9
        ours = np.array(case["ours"])
        difference = np.max(np.abs(ours - np.array(theirs)))
        if not difference < tolerance:
            sys.exit(f"{kind}: ours {ours}, theirs {theirs}")


main()
