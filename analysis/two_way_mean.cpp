#include "tricky/analysis/two_way_mean.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "normal.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/crossed_bootstrap.h"

namespace tricky::analysis {

namespace {

/// Variance of a mean and its degrees of freedom.
struct Variance {
  double value = 0.0;
  double degrees = 1.0;
};

/// `right` is items x makers.
Variance variance_of_mean(const std::vector<double>& right, std::size_t n_items, std::size_t n_makers, bool both) {
  const auto i_count = static_cast<double>(n_items);
  const auto j_count = static_cast<double>(n_makers);
  std::vector<double> of_item(n_items);
  std::vector<double> of_maker(n_makers);
  double mean = 0.0;
  for (std::size_t i = 0; i < n_items; ++i) {
    for (std::size_t j = 0; j < n_makers; ++j) {
      const double cell = right[i * n_makers + j];
      of_item[i] += cell / j_count;
      of_maker[j] += cell / i_count;
      mean += cell / (i_count * j_count);
    }
  }
  const auto squares = [mean](const std::vector<double>& means) {
    double sum = 0.0;
    for (const double each : means) sum += (each - mean) * (each - mean);
    return sum;
  };
  const double items = j_count * squares(of_item) / (i_count - 1.0);
  if (!both) return {items / (i_count * j_count), i_count - 1.0};
  const double makers = i_count * squares(of_maker) / (j_count - 1.0);
  double interaction = 0.0;
  for (std::size_t i = 0; i < n_items; ++i) {
    for (std::size_t j = 0; j < n_makers; ++j) {
      const double rest = right[i * n_makers + j] - of_item[i] - of_maker[j] + mean;
      interaction += rest * rest;
    }
  }
  const double freedom = (i_count - 1.0) * (j_count - 1.0);
  interaction /= freedom;
  const double sum = items + makers - interaction;
  if (sum <= std::max(items, makers)) {
    return {std::max(items, makers) / (i_count * j_count), (items >= makers ? i_count : j_count) - 1.0};
  }
  const double degrees = sum * sum /
                         (items * items / (i_count - 1.0) + makers * makers / (j_count - 1.0) +
                          interaction * interaction / freedom);
  return {sum / (i_count * j_count), degrees};
}

}  // namespace

Estimate two_way_share(const CorrectnessMatrix& matrix, const std::vector<std::size_t>& items, const std::string& kind,
                       double level) {
  const std::size_t n_makers = matrix.makers.size();
  Estimate estimate;
  estimate.level = level;
  double sum = 0.0;
  for (std::size_t maker = 0; maker < n_makers; ++maker) {
    const auto row = matrix.row(maker);
    double n_right = 0.0;
    double n = 0.0;
    for (const std::size_t item : items) {
      n += row[item] != Correctness::missing ? 1.0 : 0.0;
      n_right += row[item] == Correctness::right ? 1.0 : 0.0;
    }
    if (n == 0.0) continue;
    sum += n_right / n;
    ++estimate.n;
  }
  if (estimate.n == 0) {
    estimate.undefined = "nobody has answered";
    return estimate;
  }
  const double mean = sum / static_cast<double>(estimate.n);
  estimate.value = mean;

  std::vector<double> right;
  std::size_t n_complete = 0;
  for (const std::size_t item : items) {
    const std::size_t before = right.size();
    for (std::size_t maker = 0; maker < n_makers; ++maker) {
      const Correctness cell = matrix.row(maker)[item];
      if (cell == Correctness::missing) break;
      right.push_back(cell == Correctness::right ? 1.0 : 0.0);
    }
    if (right.size() == before + n_makers) {
      ++n_complete;
    } else {
      right.resize(before);
    }
  }
  if (n_complete < 2) {
    estimate.method = "no interval: fewer than two items that all have answered";
    return estimate;
  }
  const bool both = n_makers >= kFewestDrawn;
  const std::string left_out =
      n_complete < items.size() ? fmt::format("; {} items with missing responses left out of the interval", items.size() - n_complete)
                                : "";
  if (mean <= 0.0 || mean >= 1.0) {
    estimate.ci = binomial_share(mean > 0.0 ? n_complete : 0, n_complete, level).ci;
    estimate.method = "Clopper-Pearson over items" + left_out;
    return estimate;
  }
  const Variance variance = variance_of_mean(right, n_complete, n_makers, both);
  if (!(variance.value > 1e-15)) {
    estimate.method = "no interval: all items and " + kind + " give the same share";
    return estimate;
  }
  const double logit = std::log(mean / (1.0 - mean));
  const double half = student_quantile(1.0 - (1.0 - level) / 2.0, variance.degrees) * std::sqrt(variance.value) /
                      (mean * (1.0 - mean));
  const auto share = [](double at) { return 1.0 / (1.0 + std::exp(-at)); };
  estimate.ci = {share(logit - half), share(logit + half)};
  estimate.method = "mean squares over items" + (both ? " and " + kind : "") + ", Student's t on logits" + left_out;
  return estimate;
}

}  // namespace tricky::analysis
