#include "tricky/analysis/bootstrap_agreement.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "parallel.h"
#include "tricky/analysis/crossed_bootstrap.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Ratings that all draws together may count: about a minute on one processor.
constexpr double kMostRatings = 2e10;
constexpr std::size_t kLevels = kMeasurementLevels.size();

/// What one unit adds to the coincidence matrix.
struct UnitCoincidences {
  std::vector<std::pair<std::size_t, double>> cells;
};

std::vector<UnitCoincidences> coincidences_of_units(const Ratings& ratings, const std::vector<double>& values) {
  std::vector<UnitCoincidences> units;
  std::vector<double> counts(values.size());
  for (std::size_t unit = 0; unit < ratings.n_units; ++unit) {
    std::fill(counts.begin(), counts.end(), 0.0);
    double n_given = 0.0;
    for (std::size_t rater = 0; rater < ratings.raters.size(); ++rater) {
      const double value = ratings.values[rater * ratings.n_units + unit];
      if (std::isnan(value)) continue;
      const auto place = std::lower_bound(values.begin(), values.end(), value);
      counts[static_cast<std::size_t>(place - values.begin())] += 1.0;
      n_given += 1.0;
    }
    if (n_given < 2.0) continue;
    UnitCoincidences& added = units.emplace_back();
    for (std::size_t c = 0; c < values.size(); ++c) {
      for (std::size_t k = 0; k < values.size(); ++k) {
        const double coincidences = counts[c] * (counts[k] - (c == k ? 1.0 : 0.0)) / (n_given - 1.0);
        if (coincidences > 0.0) added.cells.emplace_back(c * values.size() + k, coincidences);
      }
    }
  }
  return units;
}

/// The two rows of a pair of raters as places in the list of values; units that either has not answered are left out.
struct PairOfRaters {
  std::size_t first = 0;
  std::size_t second = 0;
  std::vector<std::size_t> units;
  std::vector<std::size_t> cells;  ///< first's place * n values + second's place
};

std::vector<PairOfRaters> pairs_of_raters(const Ratings& ratings, const std::vector<double>& values) {
  std::vector<PairOfRaters> pairs;
  const auto place = [&](double value) {
    return static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), value) - values.begin());
  };
  for (std::size_t first = 0; first < ratings.raters.size(); ++first) {
    for (std::size_t second = first + 1; second < ratings.raters.size(); ++second) {
      PairOfRaters& pair = pairs.emplace_back();
      pair.first = first;
      pair.second = second;
      for (std::size_t unit = 0; unit < ratings.n_units; ++unit) {
        const double a = ratings.row(first)[unit];
        const double b = ratings.row(second)[unit];
        if (std::isnan(a) || std::isnan(b)) continue;
        pair.units.push_back(unit);
        pair.cells.push_back(place(a) * values.size() + place(b));
      }
    }
  }
  return pairs;
}

/// Pearson and the alphas of one pair.
using PairValues = std::array<double, 1 + kLevels>;

/// From how often each pair of values was given.
PairValues values_of(const std::vector<double>& table, CoincidenceMatrix& matrix) {
  const std::vector<double>& values = matrix.values;
  const std::size_t n_values = values.size();
  double n = 0.0;
  double x = 0.0;
  double y = 0.0;
  for (std::size_t c = 0; c < n_values; ++c) {
    for (std::size_t k = 0; k < n_values; ++k) {
      const double count = table[c * n_values + k];
      n += count;
      x += count * values[c];
      y += count * values[k];
      matrix.coincidences[c * n_values + k] = count + table[k * n_values + c];
    }
  }
  PairValues result;
  result.fill(kNone);
  if (n < 2.0) return result;
  double xx = 0.0;
  double yy = 0.0;
  double xy = 0.0;
  for (std::size_t c = 0; c < n_values; ++c) {
    for (std::size_t k = 0; k < n_values; ++k) {
      const double count = table[c * n_values + k];
      xx += count * (values[c] - x / n) * (values[c] - x / n);
      yy += count * (values[k] - y / n) * (values[k] - y / n);
      xy += count * (values[c] - x / n) * (values[k] - y / n);
    }
  }
  // A row that does not vary has sums of squares of rounding errors only.
  constexpr double kRounding = 1e-12;
  if (xx > kRounding && yy > kRounding) result[0] = std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
  matrix.n_units = static_cast<std::size_t>(n);
  for (std::size_t level = 0; level < kLevels; ++level) {
    result[1 + level] = alpha_or_nan(matrix, kMeasurementLevels[level]);
  }
  return result;
}

/// Means over pairs, weighted by how often both raters are in the draw.
struct Means {
  std::array<double, 1 + kLevels> value{};
  std::array<std::size_t, 1 + kLevels> n{};
  std::array<std::size_t, 1 + kLevels> n_undefined{};
};

Means means_of(const std::vector<PairOfRaters>& pairs, const std::vector<PairValues>& values,
               const std::vector<std::uint32_t>& raters) {
  Means means;
  for (std::size_t statistic = 0; statistic < means.value.size(); ++statistic) {
    double sum = 0.0;
    double weights = 0.0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const double weight = static_cast<double>(raters[pairs[i].first]) * static_cast<double>(raters[pairs[i].second]);
      if (weight == 0.0) continue;
      if (std::isnan(values[i][statistic])) {
        ++means.n_undefined[statistic];
        continue;
      }
      sum += weight * values[i][statistic];
      weights += weight;
      ++means.n[statistic];
    }
    means.value[statistic] = weights > 0.0 ? sum / weights : kNone;
  }
  return means;
}

}  // namespace

std::array<Estimate, kLevels> bootstrap_alpha(const Ratings& ratings, const std::string& name,
                                              const BootstrapOptions& options) {
  const CoincidenceMatrix matrix = coincidence_matrix(ratings);
  const std::vector<UnitCoincidences> units = coincidences_of_units(ratings, matrix.values);
  std::array<Estimate, kLevels> estimates;
  std::array<LeaveOneOut, kLevels> without;
  std::array<std::vector<double>, kLevels> draws;
  const bool is_too_much = static_cast<double>(ratings.values.size()) * options.draws > kMostRatings;
  const auto n_draws = static_cast<std::size_t>(is_too_much ? 0 : options.draws);
  for (std::size_t level = 0; level < kLevels; ++level) {
    estimates[level] = krippendorff_alpha(matrix, kMeasurementLevels[level]);
    estimates[level].level = options.level;
    if (is_too_much) estimates[level].method = "no interval: too much to draw anew";
    draws[level].resize(n_draws);
  }
  if (n_draws == 0 || units.empty()) return estimates;
  CoincidenceMatrix rest = matrix;
  --rest.n_units;
  for (const UnitCoincidences& unit : units) {
    for (const auto& [cell, coincidences] : unit.cells) rest.coincidences[cell] -= coincidences;
    for (std::size_t level = 0; level < kLevels; ++level) {
      without[level].values.push_back(alpha_or_nan(rest, kMeasurementLevels[level]));
    }
    for (const auto& [cell, coincidences] : unit.cells) rest.coincidences[cell] += coincidences;
  }
  in_parallel(n_draws, [&](std::size_t draw) {
    RandomStream random = draw_stream(options.seed, name, static_cast<std::uint32_t>(draw));
    CoincidenceMatrix drawn{matrix.values, std::vector<double>(matrix.coincidences.size()), units.size()};
    for (std::size_t i = 0; i < units.size(); ++i) {
      for (const auto& [cell, coincidences] : units[random.below(units.size())].cells) {
        drawn.coincidences[cell] += coincidences;
      }
    }
    for (std::size_t level = 0; level < kLevels; ++level) {
      draws[level][draw] = alpha_or_nan(drawn, kMeasurementLevels[level]);
    }
  });
  for (std::size_t level = 0; level < kLevels; ++level) {
    set_interval(estimates[level], std::move(draws[level]), acceleration({&without[level], 1}), "bootstrap over items",
                 options);
  }
  return estimates;
}

MeanAgreement bootstrap_mean_agreement(const Ratings& ratings, const std::string& name,
                                       const BootstrapOptions& asked) {
  const CoincidenceMatrix all = coincidence_matrix(ratings);
  const std::size_t n_cells = all.coincidences.size();
  const std::vector<PairOfRaters> pairs = pairs_of_raters(ratings, all.values);
  const CrossedDesign design = crossed_design(ratings.n_units, ratings.raters.size(), "observers");
  const bool draws_raters = design.strata.empty() || design.strata.front() != CrossedDesign::kFixed;
  BootstrapOptions options = asked;
  if (draws_raters) options.kind = IntervalKind::percentile;
  const std::vector<std::uint32_t> each_rater(ratings.raters.size(), 1);

  std::vector<std::vector<double>> tables(pairs.size(), std::vector<double>(n_cells));
  std::vector<PairValues> observed;
  CoincidenceMatrix work{all.values, std::vector<double>(n_cells), 0};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    for (const std::size_t cell : pairs[i].cells) tables[i][cell] += 1.0;
    observed.push_back(values_of(tables[i], work));
  }
  const Means whole = means_of(pairs, observed, each_rater);

  const double work_per_draw =
      static_cast<double>(pairs.size()) * (static_cast<double>(ratings.n_units) + 8.0 * static_cast<double>(n_cells));
  const auto n_draws = static_cast<std::size_t>(work_per_draw * options.draws > kMostRatings ? 0 : options.draws);
  std::array<CrossedValues, 1 + kLevels> results;
  for (std::size_t statistic = 0; statistic < results.size(); ++statistic) {
    CrossedValues& values = results[statistic];
    values.value = whole.value[statistic];
    values.n = whole.n[statistic];
    values.n_undefined = whole.n_undefined[statistic];
    if (whole.n[statistic] == 0) values.undefined = pairs.empty() ? "there are no pairs" : "undefined for all pairs";
    values.draws.resize(n_draws);
    if (draws_raters) values.items_alone = values.makers_alone = values.draws;
    if (n_draws == 0 || options.kind != IntervalKind::bca) continue;
    values.leave_one_out.push_back({std::vector<double>(ratings.n_units, whole.value[statistic]), {}});
    if (!draws_raters) continue;
    LeaveOneOut& without_rater = values.leave_one_out.emplace_back();
    for (std::size_t rater = 0; rater < each_rater.size(); ++rater) {
      std::vector<std::uint32_t> rest(each_rater);
      rest[rater] = 0;
      without_rater.values.push_back(means_of(pairs, observed, rest).value[statistic]);
    }
  }
  if (n_draws > 0 && options.kind == IntervalKind::bca) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      for (std::size_t k = 0; k < pairs[i].units.size(); ++k) {
        tables[i][pairs[i].cells[k]] -= 1.0;
        const PairValues rest = values_of(tables[i], work);
        tables[i][pairs[i].cells[k]] += 1.0;
        for (std::size_t statistic = 0; statistic < results.size(); ++statistic) {
          const double change = rest[statistic] - observed[i][statistic];
          if (std::isnan(change)) continue;
          results[statistic].leave_one_out[0].values[pairs[i].units[k]] +=
              change / static_cast<double>(whole.n[statistic]);
        }
      }
    }
  }
  in_parallel(n_draws, [&](std::size_t draw) {
    const CrossedDraw drawn = crossed_draw(design, options.seed, name, static_cast<std::uint32_t>(draw));
    std::vector<PairValues> values;
    std::vector<double> table(n_cells);
    CoincidenceMatrix own{all.values, std::vector<double>(n_cells), 0};
    for (const PairOfRaters& pair : pairs) {
      std::fill(table.begin(), table.end(), 0.0);
      for (std::size_t k = 0; k < pair.units.size(); ++k) table[pair.cells[k]] += drawn.items[pair.units[k]];
      values.push_back(values_of(table, own));
    }
    const Means both = means_of(pairs, values, drawn.makers);
    const Means items = means_of(pairs, values, each_rater);
    const Means makers = means_of(pairs, observed, drawn.makers);
    for (std::size_t statistic = 0; statistic < results.size(); ++statistic) {
      results[statistic].draws[draw] = both.value[statistic];
      if (!draws_raters) continue;
      results[statistic].items_alone[draw] = items.value[statistic];
      results[statistic].makers_alone[draw] = makers.value[statistic];
    }
  });
  MeanAgreement agreement;
  agreement.pearson = crossed_estimate(results[0], design, options);
  for (std::size_t level = 0; level < kLevels; ++level) {
    agreement.alpha[level] = crossed_estimate(results[1 + level], design, options);
  }
  return agreement;
}

}  // namespace tricky::analysis
