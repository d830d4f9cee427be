"""Are simulated observers of known accuracy, bias, lapse, kappa and response times recovered by the analysis?

    recovery.py [STUDIES]      default 12 studies of 9 observers, 108 sessions; needs the programs in TRICKY_BIN

Each study goes the whole way: `tricky stimuli pairs` (once), `tricky session --simulate`, `tricky analyse`. What is true of
each observer follows from the numbers that --simulate was told (runner/simulated_observer.h), worked out here on its own.
Prints a table: how many 95 % intervals hold the truth. Observers of a study share the images' noise, and kappas observers
too, so that the error of a share is taken from its spread over studies. Exits with 1 when the distance from 95 % is more than
2 points and 4 standard errors.
"""

import collections
import csv
import math
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from statistics import NormalDist, stdev

Z = NormalDist()
N_TRIALS, N_CATCH, N_REPEATS, N_OBSERVERS = 149, 20, 30, 9
COMMON, SIGMA_S = 0.5, 0.1
LAPSE = 0.06


class Observer:
    """What --simulate is told of observer 1 … 9."""

    def __init__(self, number):
        self.name = f"{number:02d}"
        self.accuracy = 0.70 + 0.02 * number
        self.bias = 0.15 * (number - 5)
        self.mu_s = 0.5 + 0.05 * number
        self.tau_s = 0.2 + 0.05 * number

    def spec(self, seed):
        return (f"accuracy={self.accuracy:.2f},bias={self.bias:.2f},lapse={LAPSE},common={COMMON},mu={self.mu_s:.2f},"
                f"sigma={SIGMA_S},tau={self.tau_s:.2f},seed={seed}")

    def evidence(self, side):
        """Mean of the judgement for the easier image that stands on this side, in standard deviations."""
        return Z.inv_cdf(self.accuracy) + (self.bias if side == "right" else -self.bias)

    def p_right(self, side):
        return (1 - LAPSE) * Z.cdf(self.evidence(side)) + LAPSE / 2


def both_right(first, second, side):
    """P(both choose the easier image): judgements correlate by COMMON, lapses are everyone's own."""
    a, b = first.evidence(side), second.evidence(side)
    own = math.sqrt(1 - COMMON)
    p = 0.0
    step = 0.02
    for i in range(-300, 301):
        z = i * step
        p += step * Z.pdf(z) * Z.cdf((a + math.sqrt(COMMON) * z) / own) * Z.cdf((b + math.sqrt(COMMON) * z) / own)
    look = 1 - LAPSE
    return look * look * p + look * LAPSE / 2 * (Z.cdf(a) + Z.cdf(b)) + LAPSE * LAPSE / 4


def over_sides(shares, function):
    return sum(share * function(side) for side, share in shares.items())


def median_time_s(observer):
    """Of the ex-Gaussian, by bisection of its distribution function."""
    def cdf(t):
        m, s, tau = observer.mu_s, SIGMA_S, observer.tau_s
        return Z.cdf((t - m) / s) - math.exp((m - t) / tau + s * s / (2 * tau * tau)) * Z.cdf((t - m) / s - s / tau)
    low, high = 0.0, 20.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < 0.5 else (low, middle)
    return low


def kappa(p, q, p_both):
    chance = p * q + (1 - p) * (1 - q)
    return (1 - p - q + 2 * p_both - chance) / (1 - chance)


def truths(observers, shares):
    """(statistic, of) -> what is true."""
    true = {}
    accuracy = {each.name: over_sides(shares, each.p_right) for each in observers}
    for each in observers:
        hit, false_alarm = each.p_right("left"), 1 - each.p_right("right")
        true["accuracy", each.name] = accuracy[each.name]
        true["share_left", each.name] = shares["left"] * hit + shares["right"] * false_alarm
        true["d_prime", each.name] = (Z.inv_cdf(hit) - Z.inv_cdf(false_alarm)) / math.sqrt(2)
        true["side_bias", each.name] = -(Z.inv_cdf(hit) + Z.inv_cdf(false_alarm)) / 2
        true["catch_accuracy", each.name] = 1 - LAPSE / 2
        true["lapse_rate", each.name] = LAPSE
        true["median_response_time_s", each.name] = median_time_s(each)
        for ratio in ("response_time_trend", "response_time_wrong_to_right"):
            true[ratio, each.name] = 1.0
        for nothing in ("accuracy_trend", "accuracy_half_difference", "history_previous_choice",
                        "history_previous_correct", "accuracy_after_error"):
            true[nothing, each.name] = 0.0
        again = over_sides(shares, lambda side: both_right(each, each, side))
        p = accuracy[each.name]
        true["repeat_same", each.name] = 1 - 2 * p + 2 * again
        true["repeat_kappa", each.name] = kappa(p, p, again)
    for i, first in enumerate(observers):
        for second in observers[i + 1:]:
            together = over_sides(shares, lambda side: both_right(first, second, side))
            true["kappa", f"{first.name} & {second.name}"] = kappa(accuracy[first.name], accuracy[second.name], together)
    return true


def tricky(*words):
    done = subprocess.run([pathlib.Path(os.environ["TRICKY_BIN"]) / "tricky", *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"tricky {' '.join(map(str, words))}: {done.stderr}")


def make_items(folder, n_right):
    """A study of items of which so many of eleven networks were right each, with noise as images."""
    n = len(n_right)
    tricky("init", folder)
    rng = random.Random(1)
    (folder / "images").write_bytes(struct.pack(">IIII", 0x803, n, 8, 8) + rng.randbytes(64 * n))
    (folder / "labels").write_bytes(struct.pack(">II", 0x801, n) + bytes(n))
    (folder / "study.toml").write_text(
        'name = "recovery"\n[dataset]\nkind = "idx"\nname = "noise"\ntrain_images = "images"\ntrain_labels = "labels"\n'
        'test_images = "images"\ntest_labels = "labels"\ncategories = ["noise"]\n[base]\nnetwork = "resnet18"\nepochs = 1\n'
        'batch_size = 8\nlearning_rate = 0.1\n[[condition]]\nname = "base"\n')
    ids = [f"noise-test-{i:05d}" for i in range(n)]
    (folder / "import.csv").write_text("item_id,label\n" + "".join(f"{each},0\n" for each in ids))
    (folder / "counts.csv").write_text(
        "item_id,n_makers,n_correct\n" + "".join(f"{each},11,{right}\n" for each, right in zip(ids, n_right)))
    tricky("import", "items", folder / "import.csv", "--study", folder)
    tricky("import", "counts", folder / "counts.csv", "--study", folder, "--name", "known")


def make_study(folder):
    """Items that all or none of the networks got right, and the list."""
    make_items(folder, [11 * (i % 2) for i in range(2 * (N_TRIALS + N_CATCH + 2))])
    tricky("stimuli", "pairs", "--study", folder, "--difficulty", "known", "--name", "pairs", "--trials", N_TRIALS,
           "--practice", 2, "--catch", N_CATCH)
    protocol = (folder / "protocols/easier_image.toml").read_text()
    (folder / "protocols/recovery.toml").write_text(
        protocol.replace('name = "easier_image"', 'name = "recovery"', 1) + f"\n[repeats]\nn = {N_REPEATS}\nmin_distance = 10\n")


def side_shares(folder):
    """Of the main trials: on which side the trivial image stands."""
    counts = collections.Counter()
    with open(folder / "lists/pairs.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["phase"] == "main" and row["difficulty"] == "trivial" and not row.get("catch_side"):
                counts[row["position"]] += 1
    return {side: n / N_TRIALS for side, n in counts.items()}


def run_study(template, folder, seed, observers):
    shutil.copytree(template, folder)
    for each in observers:
        tricky("session", "recovery", "--study", folder, "--list", "pairs", "--observer", each.name, "--simulate", each.spec(seed))
    tricky("analyse", "--study", folder, "--seed", seed)
    with open(folder / "reports/results.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["over"].startswith("task-recovery")]
    shutil.rmtree(folder)
    return rows


def main():
    n_studies = max(2, int(sys.argv[1])) if len(sys.argv) > 1 else 12
    observers = [Observer(number + 1) for number in range(N_OBSERVERS)]
    memory = pathlib.Path("/dev/shm")
    place = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
    with place as root:
        template = pathlib.Path(root) / "template"
        make_study(template)
        true = truths(observers, side_shares(template))
        tally = {}
        shares_of = {}
        with ThreadPoolExecutor(2) as pool:
            studies = pool.map(lambda i: run_study(template, pathlib.Path(root) / f"study{i}", 1000 + i, observers), range(n_studies))
            for rows in studies:
                held = collections.defaultdict(list)
                for row in rows:
                    truth = true.get((row["statistic"], row["of"]))
                    if truth is None or row["subset"] != "all":
                        continue
                    counts = tally.setdefault(row["statistic"], collections.Counter())
                    if not row["ci_low"]:
                        counts["none"] += 1
                        continue
                    is_above, is_below = float(row["ci_low"]) > truth, float(row["ci_high"]) < truth
                    counts["n"] += 1
                    counts["above"] += is_above
                    counts["below"] += is_below
                    held[row["statistic"]].append(not is_above and not is_below)
                for statistic, each in held.items():
                    shares_of.setdefault(statistic, []).append(sum(each) / len(each))
    failed = []
    print(f"{n_studies} studies of {N_OBSERVERS} observers, {N_TRIALS} main trials, {N_CATCH} catch trials, {N_REPEATS} repeats\n")
    print("| number | covers | error | above / below | intervals | without |\n| --- | --- | --- | --- | --- | --- |")
    for statistic in dict.fromkeys(name for name, _ in true):
        counts = tally.get(statistic, collections.Counter())
        n = counts["n"]
        if n == 0:
            failed.append(f"{statistic}: no interval")
            continue
        share = 1 - (counts["above"] + counts["below"]) / n
        error = max(stdev(shares_of[statistic]), math.sqrt(0.95 * 0.05 * n_studies / n)) / math.sqrt(n_studies)
        print(f"| {statistic} | {100 * share:.1f} % | {100 * error:.1f} | {100 * counts['above'] / n:.1f} / {100 * counts['below'] / n:.1f} | {n} | {counts['none']} |")
        if abs(share - 0.95) > max(0.02, 4 * error):
            failed.append(f"{statistic}: {100 * share:.1f} % of {n}")
    if failed:
        sys.exit("not recovered: " + "; ".join(failed))


if __name__ == "__main__":
    main()
