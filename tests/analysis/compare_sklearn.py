"""Compares kappas with scikit-learn's: compare_sklearn.py CASES.json. Exit code 1 when they differ."""
import json
import sys

from sklearn.metrics import cohen_kappa_score

cases = json.load(open(sys.argv[1]))
largest = max(abs(cohen_kappa_score(case["first"], case["second"]) - case["kappa"]) for case in cases)
print(f"{len(cases)} kappas, largest difference from scikit-learn {largest:.1e}")
sys.exit(int(largest > 1e-12))
