#include "tricky/analysis/trivial_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "normal.h"
#include "quantile.h"
#include "tricky/analysis/binomial.h"
#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/holm.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

/// Holm's correction, the best rule, and what the best of them reaches by chance. `z` of each rule, NaN without a value;
/// `largest_by_chance` is the largest |z| of each draw and `shares` the best rule's share in it.
void finish(TrivialRules& result, const std::vector<double>& z, const std::vector<double>& largest_by_chance,
            std::vector<double> shares, const std::string& what, const RuleOptions& options) {
  std::vector<std::optional<double>> p;
  for (const TrivialRule& rule : result.rules) p.push_back(rule.p);
  const auto corrected = holm(p);
  for (std::size_t r = 0; r < result.rules.size(); ++r) {
    result.rules[r].p_holm = corrected[r];
    if (!std::isnan(z[r]) && (!result.best || z[r] > z[*result.best])) result.best = r;
  }
  const std::string method = fmt::format("{}, {} draws, best of {} rules", what, options.draws, result.rules.size());
  for (Estimate* estimate : {&result.p_best, &result.best_by_chance}) {
    estimate->method = method;
    if (!result.best) {
      estimate->undefined = "no number differs between trivial and impossible images";
    } else if (options.draws == 0) {
      estimate->undefined = "no draws were asked for";
    } else {
      estimate->n = result.rules[*result.best].share_right.n;
    }
  }
  if (!result.best || options.draws == 0) return;
  const double reached = z[*result.best] - 1e-9;  // equal ones count, whatever the rounding
  const auto n_at_least = std::count_if(largest_by_chance.begin(), largest_by_chance.end(),
                                        [&](double each) { return each >= reached; });
  result.p_best.value = static_cast<double>(1 + n_at_least) / static_cast<double>(1 + options.draws);
  std::sort(shares.begin(), shares.end());
  result.best_by_chance.value = quantile(shares, 0.95);
}

/// Ranks from 1, ties sharing their mean.
std::vector<double> mid_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = 0.5 * static_cast<double>(begin + 1 + end);
    begin = end;
  }
  return ranks;
}

/// DeLong's interval of an area under the curve, on the logit scale; nothing for areas of 0 and 1.
std::optional<std::pair<double, double>> delong(std::span<const double> above, std::span<const double> below,
                                                double area, double level) {
  if (area <= 0.0 || area >= 1.0 || above.size() < 2 || below.size() < 2) return std::nullopt;
  const auto share_below = [](double value, std::span<const double> others) {
    double n = 0.0;
    for (const double other : others) n += other < value ? 1.0 : other == value ? 0.5 : 0.0;
    return n / static_cast<double>(others.size());
  };
  const auto variance = [&](std::span<const double> of, std::span<const double> others, bool is_above) {
    double sum = 0.0;
    for (const double value : of) {
      const double part = (is_above ? share_below(value, others) : 1.0 - share_below(value, others)) - area;
      sum += part * part;
    }
    return sum / static_cast<double>(of.size() - 1) / static_cast<double>(of.size());
  };
  const double se = std::sqrt(variance(above, below, true) + variance(below, above, false));
  const double logit = std::log(area / (1.0 - area));
  const double half = normal_quantile(0.5 + level / 2.0) * se / (area * (1.0 - area));
  const auto back = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  return std::pair(back(logit - half), back(logit + half));
}

}  // namespace

TrivialRules rules_for_pairs(const std::vector<ImageNumber>& numbers,
                             const std::vector<std::vector<double>>& differences, const RuleOptions& options) {
  TRICKY_ASSERT(numbers.size() == differences.size());
  TrivialRules result;
  std::vector<double> z;
  std::vector<std::vector<std::int8_t>> signs;
  std::vector<int> n_of;
  std::size_t n_pairs = 0;
  for (std::size_t r = 0; r < numbers.size(); ++r) {
    std::vector<std::int8_t> sign;
    int n_more = 0;
    int n_less = 0;
    std::size_t n_ties = 0;
    for (const double difference : differences[r]) {
      sign.push_back(difference > 0.0 ? 1 : difference < 0.0 ? -1 : 0);
      n_more += difference > 0.0 ? 1 : 0;
      n_less += difference < 0.0 ? 1 : 0;
      n_ties += difference == 0.0 ? 1 : 0;
    }
    n_pairs = sign.size();
    const int n = n_more + n_less;
    const int k = std::max(n_more, n_less);
    TrivialRule rule{numbers[r], n_less > n_more ? numbers[r].less : numbers[r].more, {}, {}, {}};
    rule.share_right = binomial_share(static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(n), options.level);
    rule.share_right.method += ", the better of two directions";
    if (n_ties > 0) rule.share_right.method += fmt::format(", {} pairs without a difference left out", n_ties);
    if (n == 0) {
      rule.share_right.undefined = "no pair has a difference";
      z.push_back(std::nan(""));
    } else {
      rule.p = std::min(1.0, 2.0 * binomial_p_at_least(static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(n), 0.5));
      z.push_back((k - n / 2.0) / (std::sqrt(n) / 2.0));
    }
    n_of.push_back(n);
    signs.push_back(std::move(sign));
    result.rules.push_back(std::move(rule));
  }
  std::vector<double> largest;
  std::vector<double> shares;
  std::vector<std::int8_t> flips(n_pairs);
  for (int draw = 0; draw < options.draws; ++draw) {
    RandomStream random = draw_stream(options.seed, "rules for pairs", static_cast<std::uint32_t>(draw));
    for (std::int8_t& flip : flips) flip = random.bernoulli(0.5) ? 1 : -1;
    double most = 0.0;
    double share = 0.5;
    for (std::size_t r = 0; r < signs.size(); ++r) {
      if (n_of[r] == 0) continue;
      int sum = 0;
      for (std::size_t i = 0; i < n_pairs; ++i) sum += flips[i] * signs[r][i];
      const double each = std::abs(sum) / std::sqrt(n_of[r]);
      if (each <= most) continue;
      most = each;
      share = 0.5 + 0.5 * std::abs(sum) / n_of[r];
    }
    largest.push_back(most);
    shares.push_back(share);
  }
  finish(result, z, largest, std::move(shares), "trivial and impossible change places at random within pairs", options);
  return result;
}

TrivialRules rules_for_classes(const std::vector<ImageNumber>& numbers,
                               const std::vector<std::vector<double>>& trivial,
                               const std::vector<std::vector<double>>& impossible, const RuleOptions& options) {
  TRICKY_ASSERT(numbers.size() == trivial.size() && numbers.size() == impossible.size());
  TrivialRules result;
  struct Ranked {
    std::vector<double> ranks;  ///< of all images, trivial first; NaN without a number
    double n_trivial = 0, n_impossible = 0, sd = 0;
  };
  std::vector<Ranked> ranked;
  std::vector<double> z;
  std::size_t n_trivial = 0;
  std::size_t n_all = 0;
  const auto area_of = [](const Ranked& each, double sum, double n) {
    return (sum - n * (n + 1.0) / 2.0) / (n * (each.n_trivial + each.n_impossible - n));
  };
  for (std::size_t r = 0; r < numbers.size(); ++r) {
    n_trivial = trivial[r].size();
    n_all = n_trivial + impossible[r].size();
    std::vector<double> present[2];
    std::vector<double> values;
    for (const double value : trivial[r]) values.push_back(value);
    for (const double value : impossible[r]) values.push_back(value);
    std::vector<double> known;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      known.push_back(values[i]);
      present[i < n_trivial ? 0 : 1].push_back(values[i]);
    }
    Ranked each;
    each.n_trivial = static_cast<double>(present[0].size());
    each.n_impossible = static_cast<double>(present[1].size());
    const std::vector<double> ranks = mid_ranks(known);
    double sum = 0.0;
    double squares = 0.0;
    const double n = each.n_trivial + each.n_impossible;
    std::size_t at = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) {
        each.ranks.push_back(std::nan(""));
        continue;
      }
      if (i < n_trivial) sum += ranks[at];
      squares += (ranks[at] - (n + 1.0) / 2.0) * (ranks[at] - (n + 1.0) / 2.0);
      each.ranks.push_back(ranks[at++]);
    }
    TrivialRule rule{numbers[r], numbers[r].more, {}, {}, {}};
    rule.share_right.level = options.level;
    rule.share_right.n = known.size();
    rule.share_right.method = "DeLong, the better of two directions";
    if (n > 1.0) each.sd = std::sqrt(each.n_trivial * each.n_impossible / (n * (n - 1.0)) * squares);
    if (!(each.sd > 0.0)) {
      rule.share_right.undefined = present[0].empty() || present[1].empty()
                                       ? "trivial or impossible images have no value"
                                       : "all images have the same value";
      z.push_back(std::nan(""));
    } else {
      double area = area_of(each, sum, each.n_trivial);
      const bool is_less = area < 0.5;
      if (is_less) area = 1.0 - area;
      rule.words = is_less ? numbers[r].less : numbers[r].more;
      rule.share_right.value = area;
      rule.share_right.ci = delong(present[is_less ? 1 : 0], present[is_less ? 0 : 1], area, options.level);
      z.push_back((area - 0.5) * each.n_trivial * each.n_impossible / each.sd);
      rule.p = two_sided_p(z.back());
    }
    ranked.push_back(std::move(each));
    result.rules.push_back(std::move(rule));
  }
  std::vector<double> largest;
  std::vector<double> shares;
  std::vector<std::size_t> order(n_all);
  for (int draw = 0; draw < options.draws; ++draw) {
    RandomStream random = draw_stream(options.seed, "rules for classes", static_cast<std::uint32_t>(draw));
    for (std::size_t i = 0; i < n_all; ++i) order[i] = i;
    random.shuffle(std::span<std::size_t>(order));
    double most = 0.0;
    double share = 0.5;
    for (std::size_t r = 0; r < ranked.size(); ++r) {
      if (std::isnan(z[r])) continue;
      double sum = 0.0;
      double n = 0.0;
      for (std::size_t i = 0; i < n_trivial; ++i) {
        const double rank = ranked[r].ranks[order[i]];
        if (std::isnan(rank)) continue;
        sum += rank;
        n += 1.0;
      }
      if (n == 0.0 || n == ranked[r].n_trivial + ranked[r].n_impossible) continue;
      const double away = std::abs(area_of(ranked[r], sum, n) - 0.5);
      const double each = away * ranked[r].n_trivial * ranked[r].n_impossible / ranked[r].sd;
      if (each <= most) continue;
      most = each;
      share = 0.5 + away;
    }
    largest.push_back(most);
    shares.push_back(share);
  }
  finish(result, z, largest, std::move(shares), "classes dealt out anew at random", options);
  return result;
}

Association association(const std::vector<int>& rows, const std::vector<int>& columns, const RuleOptions& options) {
  TRICKY_ASSERT(rows.size() == columns.size());
  std::map<int, double> n_row;
  std::map<int, double> n_column;
  for (const int row : rows) n_row[row] += 1.0;
  for (const int column : columns) n_column[column] += 1.0;
  Association result;
  const auto n = static_cast<double>(rows.size());
  result.cramers_v.n = result.p.n = rows.size();
  result.cramers_v.method = "Cramer's V";
  result.p.method = fmt::format("chi-square, classes dealt out anew at random, {} draws", options.draws);
  if (n_row.size() < 2 || n_column.size() < 2) {
    result.cramers_v.undefined = result.p.undefined = "there is only one group or only one class";
    return result;
  }
  const auto chi_square = [&](const std::vector<int>& dealt) {
    std::map<std::pair<int, int>, double> cells;
    for (std::size_t i = 0; i < rows.size(); ++i) cells[{rows[i], dealt[i]}] += 1.0;
    // sum (o - e)^2 / e = n (sum o^2 / (row total * column total) - 1)
    double sum = 0.0;
    for (const auto& [cell, count] : cells) sum += count * count / (n_row[cell.first] * n_column[cell.second]);
    return n * (sum - 1.0);
  };
  const double observed = chi_square(columns);
  const auto smaller = static_cast<double>(std::min(n_row.size(), n_column.size()));
  result.cramers_v.value = std::sqrt(std::max(0.0, observed) / (n * (smaller - 1.0)));
  if (options.draws == 0) {
    result.p.undefined = "no draws were asked for";
    return result;
  }
  int n_at_least = 0;
  for (int draw = 0; draw < options.draws; ++draw) {
    RandomStream random = draw_stream(options.seed, "association", static_cast<std::uint32_t>(draw));
    std::vector<int> dealt = columns;
    random.shuffle(std::span<int>(dealt));
    n_at_least += chi_square(dealt) >= observed - 1e-9 ? 1 : 0;
  }
  result.p.value = (1.0 + n_at_least) / (1.0 + options.draws);
  return result;
}

}  // namespace tricky::analysis
