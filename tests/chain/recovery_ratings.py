"""Are simulated raters of known criterion and agreement recovered by the analysis?

    recovery_ratings.py [STUDIES]      default 20 studies of 6 raters, 120 sessions; needs the programs in TRICKY_BIN

Each study goes the whole way: `tricky stimuli ratings` (once), `tricky session --simulate`, `tricky analyse`. What is true of
each rater and pair follows from the numbers that --simulate was told and the images' hardness (runner/simulated_observer.h),
worked out here on its own: the probability of each pair of answers by integration over the noise that raters share, then
Krippendorff's ordinal alpha of endlessly many images of this hardness. Prints a table: how many 95 % intervals hold the truth.
Raters of a study share the images' noise, so the error of a share is taken from its spread over studies. Exits with 1 when the
distance from 95 % is more than 5 points and 4 standard errors, or a number's mean lies 4.5 off. The suite runs 3.
"""

import collections
import csv
import itertools
import math
import pathlib
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from statistics import NormalDist, stdev

from recovery import make_items, tricky

Z = NormalDist()
N_PER_CLASS, N_RATERS = 50, 6
NOISE, COMMON, LAPSE = 0.4, 0.6, 0.03
CRITERIA = {f"{i + 1:02d}": 0.1 * i - 0.2 for i in range(N_RATERS)}
N_ANSWERS = {"n_categories": 5, "main_category": 3, "unusual_presentation": 3}  # answers that simulated raters give
FALLING = {"main_category"}  # yes is the answer to easy images


def spec(criterion, seed):
    return f"noise={NOISE},common={COMMON},lapse={LAPSE},criterion={criterion:.2f},seed={seed}"


def answers(centre, n, z):
    """P(each of n answers) of a rater whose latent value has this centre, given the images' own noise z."""
    mean, sd = centre + NOISE * math.sqrt(COMMON) * z, NOISE * math.sqrt(1 - COMMON)
    below = [0.0] + [Z.cdf((k / n - mean) / sd) for k in range(1, n)] + [1.0]
    return [LAPSE / n + (1 - LAPSE) * (below[k + 1] - below[k]) for k in range(n)]


def tables(question, hardness):
    """name -> P(answer), pair -> P(answers of both), over images of this hardness {h: share}."""
    n = N_ANSWERS[question]
    alone = {name: [0.0] * n for name in CRITERIA}
    together = {pair: [[0.0] * n for _ in range(n)] for pair in itertools.combinations(CRITERIA, 2)}
    step = 0.1
    for h, share in hardness.items():
        for i in range(-60, 61):
            weight = share * step * Z.pdf(i * step)
            given = {name: answers((1 - h if question in FALLING else h) - criterion, n, i * step)
                     for name, criterion in CRITERIA.items()}
            for name, p in given.items():
                for k in range(n):
                    alone[name][k] += weight * p[k]
            for (first, second), table in together.items():
                for k in range(n):
                    for m in range(n):
                        table[k][m] += weight * given[first][k] * given[second][m]
    return alone, together


def ordinal_alpha(names, alone, together):
    """Of these raters and endlessly many images (Krippendorff 2011, ordinal metric)."""
    n = len(alone[names[0]])
    pooled = [sum(alone[name][k] for name in names) / len(names) for k in range(n)]
    distance = [[(sum(pooled[min(k, m):max(k, m) + 1]) - (pooled[k] + pooled[m]) / 2) ** 2 for m in range(n)] for k in range(n)]
    pairs = list(itertools.combinations(names, 2))
    observed = sum(together[pair][k][m] * distance[k][m] for pair in pairs for k in range(n) for m in range(n)) / len(pairs)
    expected = sum(pooled[k] * pooled[m] * distance[k][m] for k in range(n) for m in range(n))
    return 1 - observed / expected


def truths(hardness):
    """(statistic, of, subset) -> what is true."""
    true = {}
    for question in N_ANSWERS:
        alone, together = tables(question, hardness)
        of_pairs = {pair: ordinal_alpha(pair, alone, together) for pair in together}
        for (first, second), alpha in of_pairs.items():
            true["alpha_ordinal", f"{first} & {second}", question] = alpha
        true["mean_alpha_ordinal", question, "all"] = sum(of_pairs.values()) / len(of_pairs)
        true["joint_alpha_ordinal", question, "all"] = ordinal_alpha(list(CRITERIA), alone, together)
        for name, shares in alone.items():
            for k, share in enumerate(shares):
                true["share_of_answer", name, f"{question} = {k}"] = share
    return true


def make_study(folder):
    """As many images that all networks, that none and that 1 to 10 of 11 got right; and the list."""
    n = N_PER_CLASS + 5
    make_items(folder, [11] * n + [0] * n + [1 + i % 10 for i in range(n)])
    tricky("stimuli", "ratings", "--study", folder, "--difficulty", "known", "--name", "ratings", "--per-class", N_PER_CLASS,
           "--practice", 2)


def hardness_of(folder):
    counts = collections.Counter()
    with open(folder / "lists/ratings.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["phase"] == "main":
                counts[1 - int(row["n_correct"]) / int(row["n_makers"])] += 1
    return {h: n / counts.total() for h, n in counts.items()}


def run_study(template, folder, seed):
    shutil.copytree(template, folder)
    for name, criterion in CRITERIA.items():
        tricky("session", "three_questions", "--study", folder, "--list", "ratings", "--observer", name, "--simulate",
               spec(criterion, seed))
    tricky("analyse", "--study", folder, "--seed", seed)
    with open(folder / "reports/results.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["over"].startswith("task-three_questions")]
    shutil.rmtree(folder)
    return rows


def main():
    n_studies = max(2, int(sys.argv[1])) if len(sys.argv) > 1 else 20
    memory = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as root:
        template = pathlib.Path(root) / "template"
        make_study(template)
        true = truths(hardness_of(template))
        tally = collections.defaultdict(collections.Counter)
        shares_of = collections.defaultdict(list)
        errors_of = collections.defaultdict(list)  # of each number, in standard errors as its interval has them
        with ThreadPoolExecutor(2) as pool:
            for rows in pool.map(lambda i: run_study(template, pathlib.Path(root) / f"study{i}", 2000 + i), range(n_studies)):
                held = collections.defaultdict(list)
                for row in rows:
                    truth = true.get((row["statistic"], row["of"], row["subset"]))
                    if truth is None or not row["ci_low"]:
                        continue
                    is_above, is_below = float(row["ci_low"]) > truth, float(row["ci_high"]) < truth
                    tally[row["statistic"]].update(n=1, above=is_above, below=is_below, error=float(row["value"]) - truth)
                    standard_error = (float(row["ci_high"]) - float(row["ci_low"])) / (2 * Z.inv_cdf(0.975))
                    errors_of[row["statistic"], row["of"], row["subset"]].append((float(row["value"]) - truth) / standard_error)
                    held[row["statistic"]].append(not is_above and not is_below)
                for statistic, each in held.items():
                    shares_of[statistic].append(sum(each) / len(each))
    failed = []
    print(f"{n_studies} studies of {N_RATERS} raters, {3 * N_PER_CLASS} images\n")
    print("| number | true | mean error | covers | error | above / below | intervals |\n| --- | --- | --- | --- | --- | --- | --- |")
    for statistic in dict.fromkeys(name for name, _, _ in true):
        counts = tally[statistic]
        n = counts["n"]
        if n == 0:
            failed.append(f"{statistic}: no interval")
            continue
        values = [value for (name, _, _), value in true.items() if name == statistic]
        share = 1 - (counts["above"] + counts["below"]) / n
        error = max(stdev(shares_of[statistic]), math.sqrt(0.95 * 0.05 * n_studies / n)) / math.sqrt(n_studies)
        print(f"| {statistic} | {min(values):.2f} to {max(values):.2f} | {counts['error'] / n:+.4f} | {100 * share:.1f} % | {100 * error:.1f} | "
              f"{100 * counts['above'] / n:.1f} / {100 * counts['below'] / n:.1f} | {n} |")
        if abs(share - 0.95) > max(0.05, 4 * error):
            failed.append(f"{statistic}: {100 * share:.1f} % of {n}")
    for number, errors in errors_of.items():
        off = sum(errors) / math.sqrt(len(errors))
        if abs(off) > 4.5:
            failed.append(f"{' '.join(number)}: off by {off:.1f} standard errors of the mean")
    if failed:
        sys.exit("not recovered: " + "; ".join(failed))


main()
