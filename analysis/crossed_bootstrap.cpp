#include "tricky/analysis/crossed_bootstrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "normal.h"
#include "parallel.h"
#include "summary.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Words of 64 items that all draws together may count: about half a minute on one processor with AVX2.
constexpr double kMostWords = 1e11;
constexpr int kFewestDraws = 200;

/// The pairs that any mean wants of an item set, sorted, each once.
struct WantedPairs {
  std::vector<CorrectnessBits::Pair> pairs;
  bool accuracies = false;
};

/// A mean, and where among the values of its item set its pairs are.
struct PlacedMean {
  const CrossedMean* mean;
  std::vector<std::size_t> places;

  bool is_kappa() const { return mean->of == CrossedMean::Of::kappa; }
  double value(std::size_t i, const struct SetValues& values) const;
  double weight(std::size_t i, const std::vector<std::uint32_t>& makers) const {
    const auto& [first, second] = mean->pairs[i];
    return static_cast<double>(makers[first]) * (is_kappa() ? static_cast<double>(makers[second]) : 1.0);
  }
};

std::vector<WantedPairs> wanted_pairs(const std::vector<CrossedMean>& means, std::size_t n_sets) {
  std::vector<WantedPairs> wanted(n_sets);
  for (const CrossedMean& mean : means) {
    WantedPairs& of_set = wanted.at(mean.item_set);
    if (mean.of == CrossedMean::Of::accuracy) {
      of_set.accuracies = true;
    } else {
      of_set.pairs.insert(of_set.pairs.end(), mean.pairs.begin(), mean.pairs.end());
    }
  }
  for (WantedPairs& of_set : wanted) {
    std::sort(of_set.pairs.begin(), of_set.pairs.end());
    of_set.pairs.erase(std::unique(of_set.pairs.begin(), of_set.pairs.end()), of_set.pairs.end());
  }
  return wanted;
}

/// Kappas of the wanted pairs and accuracies of all makers over one set; NaN where there is none.
struct SetValues {
  std::vector<double> kappas;
  std::vector<double> accuracies;
};

double PlacedMean::value(std::size_t i, const SetValues& values) const {
  const double value = is_kappa() ? values.kappas[places[i]] : values.accuracies[places[i]];
  return mean->nulls.empty() ? value : value - mean->nulls[i];
}

PlacedMean placed(const CrossedMean& mean, const WantedPairs& wanted) {
  PlacedMean result{&mean, {}};
  for (const auto& pair : mean.pairs) {
    const auto at = std::lower_bound(wanted.pairs.begin(), wanted.pairs.end(), pair) - wanted.pairs.begin();
    result.places.push_back(result.is_kappa() ? static_cast<std::size_t>(at) : pair.first);
  }
  return result;
}

SetValues values_of(const CorrectnessBits& bits, const WantedPairs& wanted, const ItemCounts& items) {
  SetValues values;
  for (const AgreementTable& table : bits.tables(wanted.pairs, items)) values.kappas.push_back(kappa_or_nan(table));
  if (wanted.accuracies) {
    for (const auto& [right, answered] : bits.right_and_answered(items)) {
      values.accuracies.push_back(answered == 0 ? kNone : static_cast<double>(right) / static_cast<double>(answered));
    }
  }
  return values;
}

struct Mean {
  double value = kNone;
  std::size_t n = 0;
  std::size_t n_undefined = 0;
};

/// Weighted by how often the makers of each pair are in the draw.
Mean mean_of(const PlacedMean& mean, const SetValues& values, const std::vector<std::uint32_t>& makers) {
  Mean result;
  double sum = 0.0;
  double weights = 0.0;
  for (std::size_t i = 0; i < mean.places.size(); ++i) {
    const double weight = mean.weight(i, makers);
    if (weight == 0.0) continue;
    const double value = mean.value(i, values);
    if (std::isnan(value)) {
      ++result.n_undefined;
      continue;
    }
    sum += weight * value;
    weights += weight;
    ++result.n;
  }
  if (weights > 0.0) result.value = sum / weights;
  return result;
}

std::vector<std::uint32_t> counts_in_set(const std::vector<std::uint32_t>& items, const std::vector<bool>& set) {
  std::vector<std::uint32_t> counts(items);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!set[i]) counts[i] = 0;
  }
  return counts;
}

/// The mean without each item: each pair's statistic without an item depends only on how the two answered it.
LeaveOneOut without_each_item(const CorrectnessBits& bits, const PlacedMean& mean,
                              const std::vector<AgreementTable>& tables, const std::vector<bool>& set,
                              const Mean& whole) {
  const std::size_t n_items = bits.n_items();
  std::map<std::size_t, std::vector<std::uint8_t>> rows;  // 0 wrong, 1 right, 2 missing or not of the set
  const auto row = [&](std::size_t maker) -> const std::vector<std::uint8_t>& {
    std::vector<std::uint8_t>& cells = rows[maker];
    if (!cells.empty()) return cells;
    cells.resize(n_items);
    for (std::size_t i = 0; i < n_items; ++i) {
      cells[i] = !set[i] || !bits.has_answered(maker, i) ? 2 : bits.is_right(maker, i) ? 1 : 0;
    }
    return cells;
  };
  std::vector<double> change(n_items);
  for (std::size_t k = 0; k < mean.places.size(); ++k) {
    std::array<double, 9> changes{};  // by both cells; 0 where one is missing
    const std::vector<std::uint8_t>& first = row(mean.mean->pairs[k].first);
    const std::vector<std::uint8_t>& second = row(mean.mean->pairs[k].second);
    if (mean.is_kappa()) {
      const AgreementTable& table = tables[mean.places[k]];
      const double kappa = kappa_or_nan(table);
      if (std::isnan(kappa)) continue;
      const auto without = [&](std::uint64_t AgreementTable::*cell) {
        AgreementTable rest = table;
        if (rest.*cell == 0) return 0.0;
        --(rest.*cell);
        const double value = kappa_or_nan(rest);
        return std::isnan(value) ? 0.0 : value - kappa;
      };
      changes[4] = without(&AgreementTable::both_right);
      changes[3] = without(&AgreementTable::only_first);
      changes[1] = without(&AgreementTable::only_second);
      changes[0] = without(&AgreementTable::both_wrong);
    } else {
      const auto n_right = static_cast<double>(std::count(first.begin(), first.end(), 1));
      const auto n = n_right + static_cast<double>(std::count(first.begin(), first.end(), 0));
      if (n < 2.0) continue;
      changes[4] = (n_right - 1.0) / (n - 1.0) - n_right / n;
      changes[0] = n_right / (n - 1.0) - n_right / n;
    }
    for (std::size_t i = 0; i < n_items; ++i) change[i] += changes[first[i] * 3U + second[i]];
  }
  for (double& value : change) value = whole.value + value / static_cast<double>(whole.n);
  return {std::move(change), {}};
}

LeaveOneOut without_each_maker(const CrossedDesign& design, const PlacedMean& mean, const SetValues& values) {
  LeaveOneOut without;
  std::vector<std::uint32_t> makers(design.strata.size(), 1);
  for (std::size_t maker = 0; maker < makers.size(); ++maker) {
    if (design.strata[maker] == CrossedDesign::kFixed) continue;
    makers[maker] = 0;
    without.values.push_back(mean_of(mean, values, makers).value);
    makers[maker] = 1;
  }
  return without;
}

/// Of the draws that have a value.
double variance(const std::vector<double>& draws) {
  std::vector<double> defined;
  for (const double draw : draws) {
    if (!std::isnan(draw)) defined.push_back(draw);
  }
  if (defined.size() < 2) return 0.0;
  const double sd = summary_of(defined).sd;
  return sd * sd;
}

struct Drawn {
  std::size_t makers = 0;
  std::size_t strata = 0;
};

Drawn n_drawn(const CrossedDesign& design) {
  std::set<int> strata;
  Drawn drawn;
  for (const int stratum : design.strata) {
    if (stratum == CrossedDesign::kFixed) continue;
    strata.insert(stratum);
    ++drawn.makers;
  }
  drawn.strata = strata.size();
  return drawn;
}

/// What crossed_estimate multiplies the draws' distances from the value by.
double stretch(const CrossedValues& values, const CrossedDesign& design, double level) {
  const Drawn drawn = n_drawn(design);
  if (drawn.makers == drawn.strata || values.draws.empty()) return 1.0;
  const auto freedom = static_cast<double>(drawn.makers - drawn.strata);
  const double both = variance(values.draws);
  const double items = variance(values.items_alone);
  const double makers = variance(values.makers_alone) * static_cast<double>(drawn.makers) / freedom;
  if (!(both > 0.0)) return 1.0;
  const double corrected = std::max({2.0 * (items + makers) - both, items, makers});
  const double share = makers / (items + makers);
  const double items_freedom = std::max(1.0, static_cast<double>(design.n_items) - 1.0);
  const double degrees = 1.0 / (share * share / freedom + (1.0 - share) * (1.0 - share) / items_freedom);
  const double outside = (1.0 - level) / 2.0;
  return std::sqrt(corrected / both) * student_quantile(1.0 - outside, degrees) / normal_quantile(1.0 - outside);
}

}  // namespace

CrossedDesign crossed_design(std::size_t n_items, std::size_t n_makers, const std::string& kind) {
  const bool are_drawn = n_makers >= kFewestDrawn;
  return {n_items, std::vector<int>(n_makers, are_drawn ? 0 : CrossedDesign::kFixed),
          are_drawn ? "items and " + kind : "items"};
}

CrossedDraw crossed_draw(const CrossedDesign& design, std::uint64_t seed, std::string_view name, std::uint32_t draw) {
  RandomStream random = draw_stream(seed, name, draw);
  CrossedDraw drawn{draw_counts(random, design.n_items), std::vector<std::uint32_t>(design.strata.size(), 1)};
  std::map<int, std::vector<std::size_t>> strata;
  for (std::size_t maker = 0; maker < design.strata.size(); ++maker) {
    if (design.strata[maker] != CrossedDesign::kFixed) strata[design.strata[maker]].push_back(maker);
  }
  for (const auto& [stratum, makers] : strata) {
    const std::vector<std::uint32_t> counts = draw_counts(random, makers.size());
    for (std::size_t i = 0; i < makers.size(); ++i) drawn.makers[makers[i]] = counts[i];
  }
  return drawn;
}

CrossedMean mean_kappa_of(std::size_t n_makers, std::size_t item_set) {
  CrossedMean mean{CrossedMean::Of::kappa, {}, item_set};
  for (std::size_t first = 0; first < n_makers; ++first) {
    for (std::size_t second = first + 1; second < n_makers; ++second) mean.pairs.emplace_back(first, second);
  }
  return mean;
}

CrossedMean mean_accuracy_of(std::size_t n_makers, std::size_t item_set) {
  CrossedMean mean{CrossedMean::Of::accuracy, {}, item_set};
  for (std::size_t maker = 0; maker < n_makers; ++maker) mean.pairs.emplace_back(maker, maker);
  return mean;
}

CrossedValues operator-(CrossedValues first, const CrossedValues& second) {
  if (first.undefined.empty()) first.undefined = second.undefined;
  first.value -= second.value;
  first.n_undefined = std::max(first.n_undefined, second.n_undefined);
  const auto subtract = [](std::vector<double>& from, const std::vector<double>& what) {
    TRICKY_ASSERT(from.size() == what.size());
    for (std::size_t i = 0; i < from.size(); ++i) from[i] -= what[i];
  };
  if (!first.undefined.empty()) return first;
  subtract(first.draws, second.draws);
  subtract(first.items_alone, second.items_alone);
  subtract(first.makers_alone, second.makers_alone);
  for (std::size_t factor = 0; factor < first.leave_one_out.size(); ++factor) {
    subtract(first.leave_one_out[factor].values, second.leave_one_out[factor].values);
  }
  return first;
}

Estimate crossed_estimate(const CrossedValues& values, const CrossedDesign& design, const BootstrapOptions& options) {
  Estimate estimate;
  estimate.n = values.n;
  estimate.level = options.level;
  if (!values.undefined.empty()) {
    estimate.undefined = values.undefined;
    return estimate;
  }
  estimate.value = values.value;
  if (values.draws.empty() && options.draws > 0) estimate.method = "no interval: too much to draw anew";
  std::vector<double> draws = values.draws;
  const double factor = stretch(values, design, options.level);
  for (double& draw : draws) draw = values.value + factor * (draw - values.value);
  set_interval(estimate, std::move(draws), acceleration(values.leave_one_out), "bootstrap over " + design.factors,
               options);
  if (values.n_undefined > 0) estimate.method += fmt::format("; {} undefined ones left out", values.n_undefined);
  return estimate;
}

std::vector<CrossedValues> crossed_means(const CorrectnessBits& bits, const CrossedDesign& design,
                                         const std::vector<std::vector<bool>>& item_sets,
                                         const std::vector<CrossedMean>& means, const std::string& name,
                                         const BootstrapOptions& options) {
  TRICKY_ASSERT(design.n_items == bits.n_items() && design.strata.size() == bits.n_makers());
  const std::vector<WantedPairs> wanted = wanted_pairs(means, item_sets.size());
  const std::vector<std::uint32_t> each_item(design.n_items, 1);
  const std::vector<std::uint32_t> each_maker(design.strata.size(), 1);
  const bool draws_makers = n_drawn(design).makers > 0;

  std::vector<SetValues> observed;
  std::vector<std::vector<AgreementTable>> tables;
  double words = 0.0;
  for (std::size_t set = 0; set < item_sets.size(); ++set) {
    TRICKY_ASSERT(item_sets[set].size() == design.n_items);
    const ItemCounts items(counts_in_set(each_item, item_sets[set]));
    observed.push_back(values_of(bits, wanted[set], items));
    tables.push_back(bits.tables(wanted[set].pairs, items));
    words += 4.0 * static_cast<double>(wanted[set].pairs.size()) * (static_cast<double>(design.n_items) / 64.0 + 1.0);
  }
  int n_draws = options.draws;
  if (words * n_draws > kMostWords) {
    n_draws = std::max(std::min(n_draws, kFewestDraws), static_cast<int>(kMostWords / words));
    if (words * n_draws > 2.0 * kMostWords) n_draws = 0;
  }
  std::vector<CrossedValues> results;
  std::vector<PlacedMean> places;
  for (const CrossedMean& mean : means) {
    const std::size_t set = mean.item_set;
    const PlacedMean& place = places.emplace_back(placed(mean, wanted[set]));
    const Mean whole = mean_of(place, observed[set], each_maker);
    CrossedValues& values = results.emplace_back();
    values.value = whole.value;
    values.n = whole.n;
    values.n_undefined = whole.n_undefined;
    if (mean.pairs.empty()) {
      values.undefined = mean.of == CrossedMean::Of::kappa ? "there are no pairs" : "there is nobody";
    } else if (whole.n == 0) {
      values.undefined = mean.of == CrossedMean::Of::kappa ? "undefined for all pairs" : "nobody has answered";
    }
    if (!values.undefined.empty()) continue;
    if (n_draws > 0 && options.kind == IntervalKind::bca) {
      values.leave_one_out.push_back(without_each_item(bits, place, tables[set], item_sets[set], whole));
      if (draws_makers) values.leave_one_out.push_back(without_each_maker(design, place, observed[set]));
    }
    values.draws.resize(static_cast<std::size_t>(n_draws));
    if (draws_makers) values.items_alone = values.makers_alone = values.draws;
  }
  in_parallel(static_cast<std::size_t>(n_draws), [&](std::size_t draw) {
    const CrossedDraw drawn = crossed_draw(design, options.seed, name, static_cast<std::uint32_t>(draw));
    for (std::size_t set = 0; set < item_sets.size(); ++set) {
      const SetValues values = values_of(bits, wanted[set], ItemCounts(counts_in_set(drawn.items, item_sets[set])));
      for (std::size_t k = 0; k < means.size(); ++k) {
        if (means[k].item_set != set || !results[k].undefined.empty()) continue;
        const auto value = [&](const SetValues& of, const std::vector<std::uint32_t>& makers) {
          return mean_of(places[k], of, makers).value;
        };
        results[k].draws[draw] = value(values, drawn.makers);
        if (!draws_makers) continue;
        results[k].items_alone[draw] = value(values, each_maker);
        results[k].makers_alone[draw] = value(observed[set], drawn.makers);
      }
    }
  });
  return results;
}

}  // namespace tricky::analysis
