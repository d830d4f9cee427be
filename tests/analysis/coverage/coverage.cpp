// How often 95 % intervals hold the true value, over simulated studies. Run by hand: coverage [STUDIES [DRAWS [PART]]],
// PART being the beginning of a line's name.
// Prints the table of tests/analysis/README.md; takes some minutes.

#include <cstdlib>

#include "analysis/coverage/coverage.h"
#include "analysis/coverage/simulated_deciders.h"
#include "tricky/analysis/bootstrap_agreement.h"
#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/analysis/correlation.h"
#include "tricky/analysis/crossed_bootstrap.h"
#include "tricky/analysis/error_consistency.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

using Study = std::function<Covered(RandomStream& random, const BootstrapOptions& options)>;
std::string only;

Counts coverage_of(const Study& study, int n_studies, const BootstrapOptions& options) {
  Counts counts;
  std::mutex mutex;
  Simulation{n_studies, options, ""}.each([&](RandomStream& random, const BootstrapOptions& own) {
    const Covered covered = study(random, own);
    const std::lock_guard lock(mutex);
    counts.add(covered);
  });
  return counts;
}

void run(const std::string& what, int n_studies, const BootstrapOptions& options, const Study& study) {
  if (!what.starts_with(only)) return;
  for (const auto& [kind, name] : {std::pair(IntervalKind::percentile, "percentile"), {IntervalKind::bca, "BCa"}}) {
    if (kind == IntervalKind::bca && what.starts_with("mean pairwise")) continue;  // these have percentiles always
    BootstrapOptions own = options;
    own.kind = kind;
    print(what, name, coverage_of(study, n_studies, own));
  }
}

AgreementTable draw_cells(RandomStream& random, int n, const double (&shares)[4]) {
  std::uint64_t cells[4] = {};
  for (int i = 0; i < n; ++i) {
    double u = random.uniform();
    std::size_t cell = 0;
    while (cell < 3 && u >= shares[cell]) u -= shares[cell++];
    ++cells[cell];
  }
  return {cells[0], cells[1], cells[2], cells[3]};
}

std::string size_of(int n_makers, int n_items) {
  return ", " + std::to_string(n_makers) + " makers, " + std::to_string(n_items) + " items";
}

/// Items that are neither very easy nor very hard.
constexpr double kInBetween = 1.0;

double kappa_in_between(const SimulatedDeciders& deciders) {
  // Normal easiness between -kInBetween and kInBetween, by the midpoint rule.
  const auto over_items = [&](const auto& function) {
    double sum = 0.0;
    double weights = 0.0;
    for (double x = -kInBetween + 0.005; x < kInBetween; x += 0.01) {
      const double weight = std::exp(-x * x / (2.0 * deciders.sd_easiness * deciders.sd_easiness));
      sum += weight * function(x);
      weights += weight;
    }
    return sum / weights;
  };
  return deciders.over_makers([&](double a) {
    const double p = over_items([&](double x) { return deciders.p_right(a, x); });
    return deciders.over_makers([&](double b) {
      const double q = over_items([&](double x) { return deciders.p_right(b, x); });
      const double both = over_items([&](double x) { return deciders.p_right(a, x) * deciders.p_right(b, x); });
      return 2.0 * (both - p * q) / (p + q - 2.0 * p * q);
    });
  });
}

/// Answers 0, 1, 2: a quality of the item plus the rater's own bias and noise, cut at -.5 and .5.
struct SimulatedRaters {
  double sd_bias;

  Ratings ratings(RandomStream& random, std::size_t n_raters, std::size_t n_units) const {
    Ratings result;
    result.n_units = n_units;
    std::vector<double> quality(n_units);
    for (double& value : quality) value = random.normal();
    for (std::size_t rater = 0; rater < n_raters; ++rater) {
      result.raters.push_back(std::to_string(rater));
      const double bias = sd_bias * random.normal();
      for (const double value : quality) {
        const double felt = value + bias + 0.8 * random.normal();
        result.values.push_back(felt < -0.5 ? 0.0 : felt < 0.5 ? 1.0 : 2.0);
      }
    }
    return result;
  }

  double joint_alpha(RandomStream& random, std::size_t n_raters) const {
    return *krippendorff_alpha(ratings(random, n_raters, 400'000), MeasurementLevel::ordinal).value;
  }
  /// Mean ordinal alpha and Pearson correlation over many pairs of raters, each pair of its own.
  std::pair<double, double> mean_agreement(RandomStream& random) const {
    constexpr int kPairs = 4000;
    std::pair<double, double> sum;
    for (int i = 0; i < kPairs; ++i) {
      const Ratings pair = ratings(random, 2, 8'000);
      sum.first += *krippendorff_alpha(pair, MeasurementLevel::ordinal).value / kPairs;
      sum.second += *pearson_correlation(pair.row(0), pair.row(1)).value / kPairs;
    }
    return sum;
  }
};

}  // namespace

int main(int argc, char** argv) {
  const int n_studies = argc > 1 ? std::atoi(argv[1]) : 2000;
  const BootstrapOptions options{1, argc > 2 ? std::atoi(argv[2]) : 1000, 0.95, IntervalKind::bca};
  only = argc > 3 ? argv[3] : "";
  std::printf(
      "| number | interval | covers | above / below | mean width | studies |\n| --- | --- | --- | --- | --- | --- |\n");

  const double cells[4] = {0.7, 0.1, 0.05, 0.15};
  const double kappa = 2.0 * (0.7 * 0.15 - 0.1 * 0.05) / (0.8 * 0.25 + 0.75 * 0.2);
  for (const int n : {100, 150, 1000}) {
    const std::string what = "kappa of a pair, " + std::to_string(n) + " items";
    run(what, n_studies, options, [&](RandomStream& random, const BootstrapOptions& own) {
      return Covered{bootstrap_error_consistency(draw_cells(random, n, cells), draw_stream(own.seed, "pair"), own),
                     kappa};
    });
    if (what.starts_with(only))
      print(what, "large-sample",
            coverage_of(
                [&](RandomStream& random, const BootstrapOptions&) {
                  return Covered{large_sample_error_consistency(draw_cells(random, n, cells)), kappa};
                },
                n_studies, options));
  }

  const SimulatedDeciders deciders;
  const double mean_kappa = deciders.mean_kappa();
  const double mean_accuracy = deciders.mean_accuracy();
  for (const auto& [n_makers, n_items] : {std::pair(6, 150), {8, 150}, {8, 600}, {15, 1000}, {30, 2000}}) {
    const std::string size = size_of(n_makers, n_items);
    const auto study = [&, n_makers = n_makers, n_items = n_items](CrossedMean::Of of) {
      return [&deciders, n_makers, n_items, of, mean_kappa, mean_accuracy](RandomStream& random,
                                                                           const BootstrapOptions& own) {
        const auto matrix = responses_of(random, deciders.abilities(random, static_cast<std::size_t>(n_makers)),
                                         deciders.easinesses(random, static_cast<std::size_t>(n_items)));
        const CorrectnessBits bits(matrix);
        const auto mean =
            of == CrossedMean::Of::kappa ? mean_kappa_of(bits.n_makers()) : mean_accuracy_of(bits.n_makers());
        const CrossedDesign design = crossed_design(bits.n_items(), bits.n_makers(), "makers");
        const auto values =
            crossed_means(bits, design, {std::vector<bool>(bits.n_items(), true)}, {mean}, "coverage", own);
        return Covered{crossed_estimate(values[0], design, own),
                       of == CrossedMean::Of::kappa ? mean_kappa : mean_accuracy};
      };
    };
    run("mean accuracy" + size, n_studies, options, study(CrossedMean::Of::accuracy));
    run("mean kappa" + size, n_studies, options, study(CrossedMean::Of::kappa));
  }

  // All items against those that most of eleven other networks disagree on: the subset lowers kappa by itself.
  const double in_between_kappa = kappa_in_between(deciders);
  for (const auto& [n_makers, n_items] : {std::pair(8, 600), {15, 1000}}) {
    run("mean kappa, all - in-between" + size_of(n_makers, n_items), n_studies, options,
        [&, n_makers = n_makers, n_items = n_items](RandomStream& random, const BootstrapOptions& own) {
          const auto easiness = deciders.easinesses(random, static_cast<std::size_t>(n_items));
          const auto matrix =
              responses_of(random, deciders.abilities(random, static_cast<std::size_t>(n_makers)), easiness);
          std::vector<bool> in_between;
          for (const double value : easiness) in_between.push_back(std::abs(value) < kInBetween);
          const CorrectnessBits bits(matrix);
          const CrossedDesign design = crossed_design(bits.n_items(), bits.n_makers(), "makers");
          const auto means =
              crossed_means(bits, design, {std::vector<bool>(bits.n_items(), true), in_between},
                            {mean_kappa_of(bits.n_makers(), 0), mean_kappa_of(bits.n_makers(), 1)}, "coverage", own);
          return Covered{crossed_estimate(means[0] - means[1], design, own), mean_kappa - in_between_kappa};
        });
  }
  // Condition against condition: kappa of each instance with a base network that stands in every draw.
  const double better = deciders.over_makers([&](double a) { return deciders.kappa(1.0, a); });
  SimulatedDeciders worse = deciders;
  worse.mean_ability = 0.0;
  const double lower = worse.over_makers([&](double a) { return deciders.kappa(1.0, a); });
  run("kappa to base, condition - condition, 5 + 5 networks, 1000 items", n_studies, options,
      [&](RandomStream& random, const BootstrapOptions& own) {
        std::vector<double> abilities{1.0};
        for (const SimulatedDeciders& condition : {deciders, worse}) {
          for (const double ability : condition.abilities(random, 5)) abilities.push_back(ability);
        }
        const CorrectnessBits bits(responses_of(random, abilities, deciders.easinesses(random, 1000)));
        const CrossedDesign design{1000, {CrossedDesign::kFixed, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, "items and networks"};
        CrossedMean first{CrossedMean::Of::kappa, {}, 0};
        CrossedMean second = first;
        for (std::size_t i = 1; i <= 5; ++i) {
          first.pairs.emplace_back(0, i);
          second.pairs.emplace_back(0, 5 + i);
        }
        const auto means =
            crossed_means(bits, design, {std::vector<bool>(1000, true)}, {first, second}, "coverage", own);
        return Covered{crossed_estimate(means[0] - means[1], design, own), better - lower};
      });

  const SimulatedRaters alike{0.0};
  const SimulatedRaters different{0.4};
  RandomStream truth_random(5, Stream::observer);
  const double joint = alike.joint_alpha(truth_random, 8);
  const auto mean_truth = different.mean_agreement(truth_random);
  for (const int n_units : {60, 150, 300}) {
    run("ordinal alpha of 8 raters at once, " + std::to_string(n_units) + " items", n_studies, options,
        [&](RandomStream& random, const BootstrapOptions& own) {
          return Covered{bootstrap_alpha(alike.ratings(random, 8, static_cast<std::size_t>(n_units)), "c", own)[1],
                         joint};
        });
    for (const int n_raters : {6, 8, 12}) {
      const auto study = [&](bool is_alpha) {
        return [&, is_alpha](RandomStream& random, const BootstrapOptions& own) {
          const auto ratings =
              different.ratings(random, static_cast<std::size_t>(n_raters), static_cast<std::size_t>(n_units));
          const MeanAgreement mean = bootstrap_mean_agreement(ratings, "c", own);
          return is_alpha ? Covered{mean.alpha[1], mean_truth.first} : Covered{mean.pearson, mean_truth.second};
        };
      };
      const std::string size = ", " + std::to_string(n_raters) + " raters, " + std::to_string(n_units) + " items";
      run("mean pairwise ordinal alpha" + size, n_studies, options, study(true));
      run("mean pairwise Pearson correlation" + size, n_studies, options, study(false));
    }
  }
  const Simulation simulation{n_studies, options, only};
  behaviour_lines(simulation);
  answer_lines(simulation);
  network_lines(simulation);
  return 0;
}
