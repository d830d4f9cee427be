#include "tricky/analysis/in_between.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "normal.h"
#include "parallel.h"
#include "summary.h"
#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/analysis/crossed_bootstrap.h"
#include "tricky/analysis/difficulty_histogram.h"
#include "tricky/analysis/holm.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr int kDifficulties = 1000;
constexpr double kNearlyAlways = 30.0;  // log odds of a network that is always right

/// Equally likely difficulties: the middles of 1,000 parts of the beta distribution of the same probability.
std::vector<double> difficulties_of(BetaDifficulty beta) {
  std::vector<double> values;
  for (int i = 0; i < kDifficulties; ++i) {
    values.push_back(boost::math::ibeta_inv(beta.a, beta.b, (i + 0.5) / kDifficulties));
  }
  return values;
}

double p_right(double difficulty, double shift) {
  const double odds = std::exp(shift);
  return difficulty * odds / (1.0 - difficulty + difficulty * odds);
}

/// The shift that gives a network its accuracy, by bisection.
double shift_for(double accuracy, const std::vector<double>& difficulties) {
  double low = -kNearlyAlways;
  double high = kNearlyAlways;
  while (high - low > 1e-12) {
    const double middle = (low + high) / 2.0;
    double mean = 0.0;
    for (const double difficulty : difficulties) mean += p_right(difficulty, middle);
    (mean / static_cast<double>(difficulties.size()) < accuracy ? low : high) = middle;
  }
  return (low + high) / 2.0;
}

/// P(at most j of independent events happen) for j = 0 … most, as events are added one by one.
class AtMost {
 public:
  explicit AtMost(int most) : exactly_(static_cast<std::size_t>(most) + 1) { exactly_[0] = 1.0; }

  void add(double probability) {
    for (std::size_t j = exactly_.size() - 1; j > 0; --j) {
      exactly_[j] = exactly_[j] * (1.0 - probability) + exactly_[j - 1] * probability;
    }
    exactly_[0] *= 1.0 - probability;
  }
  double of(int most) const {
    double sum = 0.0;
    for (int j = 0; j <= most; ++j) sum += exactly_[static_cast<std::size_t>(j)];
    return sum;
  }

 private:
  std::vector<double> exactly_;
};

/// Shares of the four cells (both right, only first, only second, both wrong) among in-between items.
std::array<double, 4> null_cells(std::size_t first, std::size_t second, const std::vector<std::vector<double>>& p,
                                 const std::vector<bool>& defines, int exceptions) {
  std::array<double, 4> cells{};
  for (std::size_t t = 0; t < p.front().size(); ++t) {
    AtMost wrong(exceptions);
    AtMost right(exceptions);
    for (std::size_t maker = 0; maker < p.size(); ++maker) {
      if (maker == first || maker == second || !defines[maker]) continue;
      wrong.add(1.0 - p[maker][t]);
      right.add(p[maker][t]);
    }
    for (const bool first_right : {true, false}) {
      for (const bool second_right : {true, false}) {
        const int n_wrong = (defines[first] && !first_right ? 1 : 0) + (defines[second] && !second_right ? 1 : 0);
        const int n_right = (defines[first] && first_right ? 1 : 0) + (defines[second] && second_right ? 1 : 0);
        const double is_in_between = 1.0 - wrong.of(exceptions - n_wrong) - right.of(exceptions - n_right);
        cells[(first_right ? 0U : 2U) + (second_right ? 0U : 1U)] += is_in_between *
                                                                     (first_right ? p[first][t] : 1.0 - p[first][t]) *
                                                                     (second_right ? p[second][t] : 1.0 - p[second][t]);
      }
    }
  }
  const double sum = cells[0] + cells[1] + cells[2] + cells[3];
  for (double& cell : cells) cell /= sum;
  return cells;
}

/// Flags of items whose (wrong, right) counts by the table both exceed these.
ItemCounts items_beyond(const std::vector<std::pair<int, int>>& counts, int wrong, int right) {
  std::vector<std::uint32_t> flags;
  for (const auto& [n_wrong, n_right] : counts) flags.push_back(n_wrong > wrong && n_right > right ? 1 : 0);
  return ItemCounts(flags);
}

/// In-between for the others, from the counts of all: an item that both got right needs two more right ones, and so on.
std::vector<AgreementTable> tables_without_pair(const CorrectnessBits& bits,
                                                const std::vector<CorrectnessBits::Pair>& pairs,
                                                const std::vector<std::pair<int, int>>& counts,
                                                const std::vector<bool>& defines, int e) {
  std::vector<AgreementTable> results(pairs.size());
  for (const bool first_defines : {true, false}) {
    for (const bool second_defines : {true, false}) {
      std::vector<CorrectnessBits::Pair> chosen;
      std::vector<std::size_t> places;
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (defines[pairs[i].first] != first_defines || defines[pairs[i].second] != second_defines) continue;
        chosen.push_back(pairs[i]);
        places.push_back(i);
      }
      if (chosen.empty()) continue;
      const int first = first_defines ? 1 : 0;
      const int second = second_defines ? 1 : 0;
      const auto both_right = bits.tables(chosen, items_beyond(counts, e, e + first + second));
      const auto only_first = bits.tables(chosen, items_beyond(counts, e + second, e + first));
      const auto only_second = bits.tables(chosen, items_beyond(counts, e + first, e + second));
      const auto both_wrong = bits.tables(chosen, items_beyond(counts, e + first + second, e));
      for (std::size_t i = 0; i < chosen.size(); ++i) {
        results[places[i]] = {both_right[i].both_right, only_first[i].only_first, only_second[i].only_second,
                              both_wrong[i].both_wrong};
      }
    }
  }
  return results;
}

}  // namespace

InBetween in_between(const CorrectnessMatrix& matrix, const CorrectnessBits& bits, const DifficultyTable& table) {
  InBetween result;
  const std::size_t n_items = matrix.n_items();
  const std::size_t n_makers = matrix.makers.size();
  std::unordered_map<std::string_view, const ItemDifficulty*> by_id;
  for (const ItemDifficulty& item : table.items) by_id.emplace(item.item_id, &item);
  std::vector<std::pair<int, int>> counts(n_items);  // wrong, right; of unclassified items no rule is met
  std::vector<std::uint32_t> flags(n_items);
  result.items.resize(n_items);
  for (std::size_t i = 0; i < n_items; ++i) {
    const auto found = by_id.find(matrix.item_ids[i]);
    if (found == by_id.end() || found->second->difficulty == Difficulty::unclassified) {
      counts[i] = {-1, -1};
      continue;
    }
    counts[i] = {found->second->n_makers - found->second->n_correct, found->second->n_correct};
    result.items[i] = found->second->difficulty == Difficulty::in_between;
    flags[i] = result.items[i] ? 1 : 0;
  }
  const std::vector<CorrectnessBits::Pair> pairs = mean_kappa_of(n_makers).pairs;
  result.tables = bits.tables(pairs, ItemCounts(flags));
  result.null_kappas.resize(pairs.size());
  result.p_values.resize(pairs.size());

  std::vector<bool> defines(n_makers);
  for (std::size_t maker = 0; maker < n_makers; ++maker) {
    defines[maker] = std::find(table.makers.begin(), table.makers.end(), matrix.makers[maker].id) != table.makers.end();
    result.n_defining += defines[maker] ? 1 : 0;
  }
  std::string unknown;
  if (table.makers.empty()) {
    unknown = "which networks the difficulty table was made from is not known";
  } else if (result.n_defining < table.makers.size()) {
    unknown = "not all networks behind the difficulty table are among those compared";
  } else {
    for (std::size_t i = 0; i < n_items && unknown.empty(); ++i) {
      int n_right = 0;
      for (std::size_t maker = 0; maker < n_makers; ++maker) {
        n_right += defines[maker] && bits.is_right(maker, i) ? 1 : 0;
      }
      if (counts[i].second >= 0 && counts[i].second != n_right) {
        unknown = "the networks' responses are no longer those that the difficulty table was made from";
      }
    }
  }
  result.no_null = result.no_leave_out = unknown;
  if (!unknown.empty()) return result;
  const int e = table.rule.allowed_exceptions;
  if (static_cast<int>(table.makers.size()) - 2 <= 2 * e) {
    result.no_leave_out = "without the pair too few networks are left to tell what is in-between";
  } else {
    result.without_pair = tables_without_pair(bits, pairs, counts, defines, e);
  }

  const NCorrectHistogram histogram = n_correct_histogram(table);
  result.difficulty = fit_beta_binomial(histogram.n_items);
  if (!result.difficulty) {
    result.no_null = "the networks' counts vary no more than chance would make them, or do not vary at all";
    return result;
  }
  const std::vector<double> difficulties = difficulties_of(*result.difficulty);
  std::vector<std::vector<double>> p(n_makers);
  for (std::size_t maker = 0; maker < n_makers; ++maker) {
    const double n = static_cast<double>(std::max<std::uint64_t>(1, bits.n_answered(maker)));
    const double shift = shift_for(static_cast<double>(bits.n_right(maker)) / n, difficulties);
    for (const double difficulty : difficulties) p[maker].push_back(p_right(difficulty, shift));
  }
  in_parallel(pairs.size(), [&](std::size_t i) {
    const auto cells = null_cells(pairs[i].first, pairs[i].second, p, defines, e);
    const KappaMoments null = kappa_moments(cells, static_cast<double>(result.tables[i].n()));
    if (std::isnan(null.kappa)) return;
    result.null_kappas[i] = null.kappa;
    const double kappa = kappa_or_nan(result.tables[i]);
    if (!std::isnan(kappa) && null.standard_error > 0.0) {
      result.p_values[i] = two_sided_p((kappa - null.kappa) / null.standard_error);
    }
  });
  return result;
}

std::vector<Result> analyse_in_between(const CorrectnessMatrix& matrix, const DifficultyTable& table,
                                       const std::string& name, const BootstrapOptions& options) {
  const std::string over = "in-between " + name;
  const CorrectnessBits bits(matrix);
  const std::size_t n_makers = matrix.makers.size();
  const InBetween found = in_between(matrix, bits, table);
  const std::vector<CorrectnessBits::Pair> pairs = mean_kappa_of(n_makers).pairs;
  std::vector<Result> results;
  if (pairs.empty()) return results;
  std::vector<Estimate> kappas(pairs.size());
  std::vector<Estimate> left_out(pairs.size());
  const auto names = [&](std::size_t i) {
    return std::pair(matrix.makers[pairs[i].first].id, matrix.makers[pairs[i].second].id);
  };
  in_parallel(pairs.size(), [&](std::size_t i) {
    const auto [first, second] = names(i);
    kappas[i] = bootstrap_error_consistency(found.tables[i], pair_stream(options.seed, over, first, second), options);
    if (found.without_pair.empty()) {
      left_out[i].undefined = found.no_leave_out;
    } else {
      left_out[i] = bootstrap_error_consistency(
          found.without_pair[i], pair_stream(options.seed, over + " without pair", first, second), options);
      left_out[i].method = joined(left_out[i].method, "items that are in-between for the other networks");
    }
  });
  const auto number = [&](std::optional<double> value, std::size_t n, const std::string& method,
                          const std::string& undefined) {
    Estimate estimate;
    estimate.value = value;
    estimate.n = n;
    if (value) {
      estimate.method = method;
    } else {
      estimate.undefined = undefined;
    }
    return estimate;
  };
  constexpr const char* kNull = "networks independent given a beta-binomial difficulty";
  const std::vector<std::optional<double>> corrected = holm(found.p_values);
  std::vector<Estimate> nulls;
  std::size_t n_tested = 0;
  std::size_t n_above = 0;
  std::size_t n_below = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [first, second] = names(i);
    const std::size_t n = found.tables[i].n();
    const auto add = [&](const char* statistic, Estimate estimate) {
      results.push_back({statistic, pair_name(first, second), over, "all", std::move(estimate)});
    };
    const std::string no_null = found.no_null.empty() ? kappas[i].undefined : found.no_null;
    nulls.push_back(number(found.null_kappas[i], n, kNull, no_null));
    const auto bounds = attainable_bounds(found.tables[i]);
    add("kappa", kappas[i]);
    add("kappa_min", number(bounds ? std::optional(bounds->first) : std::nullopt, n, "given the two accuracies",
                            kappas[i].undefined));
    add("kappa_max", number(bounds ? std::optional(bounds->second) : std::nullopt, n, "given the two accuracies",
                            kappas[i].undefined));
    add("kappa_null", nulls.back());
    add("p_kappa_null", number(found.p_values[i], n, "z test of kappa against its null, two-sided", no_null));
    add("p_kappa_null_holm",
        number(corrected[i], n, fmt::format("the same, Holm over {} pairs", pairs.size()), no_null));
    add("kappa_without_pair", left_out[i]);
    if (!corrected[i]) continue;
    ++n_tested;
    if (*corrected[i] > 1.0 - options.level) continue;
    (*kappas[i].value > *found.null_kappas[i] ? n_above : n_below) += 1;
  }

  const CrossedDesign design = crossed_design(matrix.n_items(), n_makers, "networks");
  CrossedMean of_less_null = mean_kappa_of(n_makers, 1);
  for (const auto& null : found.null_kappas)
    of_less_null.nulls.push_back(null.value_or(std::numeric_limits<double>::quiet_NaN()));
  const std::vector<CrossedValues> means =
      crossed_means(bits, design, {std::vector<bool>(matrix.n_items(), true), found.items},
                    {mean_kappa_of(n_makers, 0), mean_kappa_of(n_makers, 1), of_less_null}, over, options);
  const Estimate mean = crossed_estimate(means[1], design, options);
  const std::string note =
      found.n_defining > 0 ? fmt::format("{} of the {} networks compared defined the set", found.n_defining, n_makers)
                           : "none of the networks compared defined the set";
  add_summary_of_pairs(results, {"kappa", "networks", over, "all", note}, kappas, &mean);
  const auto add_mean = [&](const char* statistic, const std::vector<Estimate>& estimates, const std::string& reason) {
    std::vector<double> values;
    for (const Estimate& estimate : estimates) {
      if (estimate.value) values.push_back(*estimate.value);
    }
    const auto value = values.empty() ? std::nullopt : std::optional(summary_of(values).mean);
    results.push_back({statistic, "networks", over, "all",
                       number(value, values.size(), fmt::format("over {} pairs", values.size()), reason)});
    return value;
  };
  const auto null =
      add_mean("mean_kappa_null", nulls, found.no_null.empty() ? "undefined for all pairs" : found.no_null);
  add_mean("mean_kappa_without_pair", left_out,
           found.no_leave_out.empty() ? "undefined for all pairs" : found.no_leave_out);
  Estimate less_null = mean;
  if (!null || !mean.value) {
    less_null = number(std::nullopt, 0, "", found.no_null.empty() ? mean.undefined : found.no_null);
  } else {
    less_null = crossed_estimate(means[2], design, options);
    less_null.method = joined(less_null.method, "each pair's null taken as given, so the interval is too wide");
  }
  results.push_back({"mean_kappa_less_null", "networks", over, "all", less_null});
  Estimate drop = crossed_estimate(means[0] - means[1], design, options);
  drop.method = joined(drop.method, "all items minus in-between ones");
  results.push_back({"mean_kappa_drop", "networks", over, "all", drop});
  const auto pairs_beyond = [&](const char* statistic, std::size_t n) {
    const auto value = n_tested > 0 ? std::optional(static_cast<double>(n)) : std::nullopt;
    const std::string method = fmt::format("Holm at {:g} over {} pairs", 1.0 - options.level, n_tested);
    results.push_back({statistic, "networks", over, "all", number(value, n_tested, method, found.no_null)});
  };
  pairs_beyond("n_pairs_above_null", n_above);
  pairs_beyond("n_pairs_below_null", n_below);
  const auto parameter = [&](const char* statistic, double BetaDifficulty::*field) {
    const auto value = found.difficulty ? std::optional((*found.difficulty).*field) : std::nullopt;
    results.push_back({statistic, "items", over, "all",
                       number(value, table.items.size(), "beta-binomial, maximum likelihood", found.no_null)});
  };
  parameter("beta_a", &BetaDifficulty::a);
  parameter("beta_b", &BetaDifficulty::b);
  return results;
}

}  // namespace tricky::analysis
