"""Maximises the Rasch model's marginal likelihood with SciPy, by Gauss-Hermite quadrature. Exits 1 at a difference."""

import json
import sys

import numpy as np
from scipy import optimize

case = json.load(open(sys.argv[1]))
x = np.array(case["cells"]).reshape(case["makers"], -1)
nodes, weights = np.polynomial.hermite_e.hermegauss(81)
weights = weights / weights.sum()


def log_joint(b):
    eta = b[:-1, None] + b[-1] * nodes
    right, wrong = -np.logaddexp(0, -eta), -np.logaddexp(0, eta)
    return ((x == 1).T.astype(float) @ right) + ((x == 0).T.astype(float) @ wrong) + np.log(weights)


def minus(b):
    return -np.sum(np.logaddexp.reduce(log_joint(b), axis=1))


ours = np.array(case["parameters"])
best = optimize.minimize(minus, np.ones(len(ours)), method="BFGS", options={"gtol": 1e-7}).x
h = 1e-3
n = len(best)
hessian = np.zeros((n, n))
for i in range(n):
    for j in range(n):
        e, f = np.eye(n)[i] * h, np.eye(n)[j] * h
        hessian[i, j] = (minus(best + e + f) - minus(best + e - f) - minus(best - e + f) + minus(best - e - f)) / (4 * h * h)
errors = np.sqrt(np.diag(np.linalg.inv(hessian)))
posterior = np.exp(log_joint(best))
posterior /= posterior.sum(axis=1, keepdims=True)
difficulties = -best[-1] * (posterior @ nodes)
for name, a, b, tolerance in [("parameters", ours, best, 1e-4), ("errors", np.array(case["standard_errors"]), errors, 1e-3),
                              ("difficulties", np.array(case["difficulties"]), difficulties, 1e-3)]:
    if not np.max(np.abs(a - b)) < tolerance:
        sys.exit(f"{name}: ours {a}, SciPy {b}")
