#include "tricky/analysis/power.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "parallel.h"
#include "quantile.h"
#include "summary.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/bootstrap_agreement.h"
#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/analysis/crossed_bootstrap.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr std::size_t kFewestTrials = 10;

bool is_ordinal(std::size_t scale) { return kMeasurementLevels[scale] == MeasurementLevel::ordinal; }

/// The numbers of one simulated study.
class SimulatedStudy {
 public:
  SimulatedStudy(std::size_t n_observers, std::size_t n_trials, std::size_t study, const PowerOptions& options)
      : n_observers_(n_observers), n_trials_(n_trials), study_(study), options_(options), bootstrap_(options.bootstrap) {
    bootstrap_.seed = mix_seed(options.bootstrap.seed, study);
  }

  Estimate operator()(PlannedNumber number) {
    return is_of_choices(number) ? of_choices(number) : of_ratings(number);
  }

 private:
  RandomStream stream(std::uint64_t salt) const {
    return {mix_seed(options_.bootstrap.seed, salt), Stream::observer, static_cast<std::uint32_t>(n_observers_),
            static_cast<std::uint32_t>(n_trials_), static_cast<std::uint32_t>(study_)};
  }

  Estimate of_choices(PlannedNumber number) {
    if (!bits_) {
      RandomStream random = stream(1);
      bits_.emplace(options_.choices.draw(random, n_observers_, n_trials_));
    }
    if (number == PlannedNumber::accuracy) return binomial_share(bits_->n_right(0), n_trials_, bootstrap_.level);
    if (number == PlannedNumber::kappa) {
      return bootstrap_error_consistency(bits_->table(0, 1), pair_stream(bootstrap_.seed, "power", "1", "2"),
                                         bootstrap_);
    }
    const CrossedDesign design = crossed_design(n_trials_, n_observers_, "observers");
    const CrossedMean mean =
        number == PlannedNumber::mean_accuracy ? mean_accuracy_of(n_observers_) : mean_kappa_of(n_observers_);
    const auto values =
        crossed_means(*bits_, design, {std::vector<bool>(n_trials_, true)}, {mean}, "power", bootstrap_);
    return crossed_estimate(values.front(), design, bootstrap_);
  }

  Estimate of_ratings(PlannedNumber number) {
    if (!ratings_) {
      RandomStream random = stream(2);
      ratings_ = options_.ratings.draw(random, n_observers_, n_trials_);
    }
    std::size_t ordinal = 0;
    while (!is_ordinal(ordinal)) ++ordinal;
    return number == PlannedNumber::joint_alpha ? bootstrap_alpha(*ratings_, "power", bootstrap_)[ordinal]
                                                : bootstrap_mean_agreement(*ratings_, "power", bootstrap_).alpha[ordinal];
  }

  std::size_t n_observers_;
  std::size_t n_trials_;
  std::size_t study_;
  const PowerOptions& options_;
  BootstrapOptions bootstrap_;
  std::optional<CorrectnessBits> bits_;
  std::optional<Ratings> ratings_;
};

ExpectedWidth summarised(PlannedNumber number, std::size_t n_observers, std::size_t n_trials,
                         const std::vector<Estimate>& estimates) {
  ExpectedWidth expected{number, n_observers, n_trials, 0, 0, {}, {}, {}, {}};
  std::vector<double> values;
  std::vector<double> widths;
  for (const Estimate& estimate : estimates) {
    if (!estimate.value || !estimate.ci) continue;
    values.push_back(*estimate.value);
    widths.push_back(estimate.ci->second - estimate.ci->first);
  }
  expected.n_studies = widths.size();
  expected.n_without = estimates.size() - widths.size();
  if (widths.empty()) return expected;
  const Summary summary = summary_of(widths);
  expected.mean_value = summary_of(values).mean;
  expected.mean_width = summary.mean;
  expected.width_error = summary.sd / std::sqrt(static_cast<double>(widths.size()));
  std::sort(widths.begin(), widths.end());
  expected.width_90 = quantile(widths, 0.9);
  return expected;
}

}  // namespace

std::string_view to_text(PlannedNumber number) {
  constexpr std::array<std::string_view, kPlannedNumbers.size()> kNames{
      "accuracy", "mean_accuracy", "kappa", "mean_kappa", "joint_alpha", "mean_alpha"};
  return kNames[static_cast<std::size_t>(number)];
}

bool is_of_choices(PlannedNumber number) {
  return number != PlannedNumber::joint_alpha && number != PlannedNumber::mean_alpha;
}

std::vector<ExpectedWidth> expected_widths(const std::vector<PlannedNumber>& numbers, std::size_t n_observers,
                                           std::size_t n_trials, const PowerOptions& options,
                                           const PowerProgress& progress) {
  TRICKY_ASSERT(n_observers >= 2 && n_trials >= 1 && options.n_studies >= 1);
  const auto n_studies = static_cast<std::size_t>(options.n_studies);
  std::vector<std::vector<Estimate>> estimates(numbers.size(), std::vector<Estimate>(n_studies));
  std::atomic<std::size_t> n_done{0};
  in_parallel(n_studies, [&](std::size_t study) {
    SimulatedStudy simulated(n_observers, n_trials, study, options);
    for (std::size_t i = 0; i < numbers.size(); ++i) estimates[i][study] = simulated(numbers[i]);
    const std::size_t done = ++n_done;
    if (progress) progress(done);
  });
  std::vector<ExpectedWidth> expected;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    expected.push_back(summarised(numbers[i], n_observers, n_trials, estimates[i]));
  }
  return expected;
}

std::optional<ExpectedWidth> fewest_trials(PlannedNumber number, std::size_t n_observers, double width,
                                           std::size_t most_trials, const PowerOptions& options,
                                           const PowerProgress& progress) {
  TRICKY_ASSERT(most_trials >= kFewestTrials);
  std::size_t n_done = 0;
  const auto at = [&](std::size_t n_trials) {
    const ExpectedWidth expected = expected_widths({number}, n_observers, n_trials, options).front();
    if (progress) progress(++n_done);
    return expected;
  };
  const auto is_enough = [&](const ExpectedWidth& expected) {
    return expected.mean_width && *expected.mean_width <= width && expected.n_without * 10 <= expected.n_studies;
  };
  std::size_t too_few = kFewestTrials - 1;
  ExpectedWidth enough = at(most_trials);
  if (!is_enough(enough)) return std::nullopt;
  while (enough.n_trials - too_few > std::max<std::size_t>(1, enough.n_trials / 50)) {
    // The middle of the logarithms: widths fall as 1 / sqrt(trials).
    const auto middle = static_cast<std::size_t>(
        std::sqrt(static_cast<double>(too_few) * static_cast<double>(enough.n_trials)) + 0.5);
    const ExpectedWidth tried = at(std::clamp(middle, too_few + 1, enough.n_trials - 1));
    if (is_enough(tried)) {
      enough = tried;
    } else {
      too_few = tried.n_trials;
    }
  }
  return enough;
}

}  // namespace tricky::analysis
