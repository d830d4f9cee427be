#include "tricky/analysis/noise_ceiling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "normal.h"
#include "tricky/analysis/crossed_bootstrap.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Sums over items, from answers minus their maker's mean; all that the numbers need of one kind.
struct Sums {
  double products = 0.0;  ///< of the answers of two makers to an item, both orders
  double n_products = 0.0;
  double squares = 0.0;
  double n_answers = 0.0;

  Sums operator-(const Sums& other) const {
    return {products - other.products, n_products - other.n_products, squares - other.squares,
            n_answers - other.n_answers};
  }
  double covariance() const { return products / n_products; }
  double variance() const { return squares / n_answers; }
};

/// The same across two kinds.
struct CrossSums {
  double products = 0.0;
  double n_products = 0.0;
  CrossSums operator-(const CrossSums& other) const {
    return {products - other.products, n_products - other.n_products};
  }
};

/// One kind of makers: its sums, and what each item and each maker brings to them.
struct Kind {
  explicit Kind(const CorrectnessMatrix& matrix) : n_makers(matrix.makers.size()), n_items(matrix.n_items()) {
    total_of_item.resize(n_items);
    n_of_item.resize(n_items);
    by_item.resize(n_items);
    by_maker.resize(n_makers);
    mean.resize(n_makers);
    for (std::size_t m = 0; m < n_makers; ++m) {
      const auto row = matrix.row(m);
      double n = 0.0;
      for (const Correctness cell : row) {
        n += cell == Correctness::missing ? 0.0 : 1.0;
        mean[m] += cell == Correctness::right ? 1.0 : 0.0;
      }
      mean[m] = n > 0.0 ? mean[m] / n : 0.0;
      for (std::size_t i = 0; i < n_items; ++i) {
        if (row[i] == Correctness::missing) continue;
        const double z = deviation(row[i], m);
        total_of_item[i] += z;
        n_of_item[i] += 1.0;
        by_item[i].squares += z * z;
      }
    }
    for (std::size_t i = 0; i < n_items; ++i) {
      Sums& item = by_item[i];
      item.products = total_of_item[i] * total_of_item[i] - item.squares;
      item.n_products = n_of_item[i] * (n_of_item[i] - 1.0);
      item.n_answers = n_of_item[i];
      all.products += item.products;
      all.n_products += item.n_products;
      all.squares += item.squares;
      all.n_answers += item.n_answers;
      n_answered += n_of_item[i] > 0.0 ? 1 : 0;
    }
    for (std::size_t m = 0; m < n_makers; ++m) {
      const auto row = matrix.row(m);
      Sums& maker = by_maker[m];
      for (std::size_t i = 0; i < n_items; ++i) {
        if (row[i] == Correctness::missing) continue;
        const Sums answer = cell(row[i], m, i);
        maker.products += answer.products;
        maker.n_products += answer.n_products;
        maker.squares += answer.squares;
        maker.n_answers += answer.n_answers;
      }
    }
  }

  double deviation(Correctness cell, std::size_t maker) const {
    return (cell == Correctness::right ? 1.0 : 0.0) - mean[maker];
  }
  /// What one answer brings.
  Sums cell(Correctness answer, std::size_t maker, std::size_t item) const {
    const double z = deviation(answer, maker);
    return {2.0 * z * (total_of_item[item] - z), 2.0 * (n_of_item[item] - 1.0), z * z, 1.0};
  }

  bool is_drawn() const { return n_makers >= kFewestDrawn; }
  /// Behind the mean of an item.
  double n_behind() const { return all.n_answers / static_cast<double>(n_answered); }

  std::size_t n_makers;
  std::size_t n_items;
  std::size_t n_answered = 0;  ///< items
  Sums all;
  std::vector<double> mean;           ///< one a maker
  std::vector<double> total_of_item;  ///< of answers minus their maker's mean
  std::vector<double> n_of_item;
  std::vector<Sums> by_item;
  std::vector<Sums> by_maker;
};

double reliability_of(const Sums& sums, double n) {
  const double c = sums.covariance();
  return n * c / (sums.variance() + (n - 1.0) * c);
}

/// Variance of a statistic from its values with each of n members left out.
double jackknife_variance(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0.0;
  for (const double value : values) mean += value / n;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return (n - 1.0) / n * squares;
}

/// Values on the scale of the interval: without each item (the first of the factors), without each maker of the kinds
/// that are drawn, and without each of these makers' answers.
struct LeftOut {
  std::vector<std::vector<double>> factors;
  std::vector<double> cells;
};

/// Interval of `estimate`, from `scaled`, its value on a scale where it is near normal.
template <typename Back>
void set_jackknife_interval(Estimate& estimate, double scaled, const LeftOut& left_out, const Back& back,
                            const std::string& method) {
  double variance = 0.0;
  double over_degrees = 0.0;
  for (const std::vector<double>& values : left_out.factors) {
    const double v = jackknife_variance(values);
    variance += v;
    over_degrees += v * v / (static_cast<double>(values.size()) - 1.0);
  }
  if (!std::isfinite(variance) || !(variance > 0.0)) return;
  const double degrees = variance * variance / over_degrees;
  // What belongs to single answers is in the items' variance and in the makers'. Products of two answers' noise are in
  // the items' variance once, but twice in the makers' and in the answers': only the items' is a floor. Of `corrected`,
  // where little else is left, the makers' would be one that is too high (98.3 % of intervals held the truth).
  if (!left_out.cells.empty())
    variance = std::max(variance - jackknife_variance(left_out.cells), jackknife_variance(left_out.factors.front()));
  const double half = student_quantile(0.5 + estimate.level / 2.0, degrees) * std::sqrt(variance);
  const double low = back(scaled - half);
  const double high = back(scaled + half);
  estimate.ci = {std::min(low, high), std::max(low, high)};
  estimate.method = method;
}

std::optional<std::string> why_undefined(const Kind& kind) {
  if (kind.n_makers < 2 || !(kind.all.n_products > 0.0)) return "no item was answered by two decision makers";
  if (kind.n_answered < 3) return "fewer than three items";
  if (!(kind.all.squares > 0.0)) return "every decision maker is always right or always wrong";
  return std::nullopt;
}

std::string drawn_text(const std::string& kind, bool is_drawn) {
  return is_drawn ? "jackknife over items and " + kind : "jackknife over items";
}

/// Sums of the observers, of the networks, and across; one set, or one a member left out.
struct Joint {
  Sums first;
  Sums second;
  CrossSums across;
};

}  // namespace

Estimate split_half_reliability(const CorrectnessMatrix& matrix, const std::string& kind_name, double level) {
  const Kind kind(matrix);
  Estimate estimate;
  estimate.level = level;
  estimate.n = kind.n_answered;
  if (const auto why = why_undefined(kind)) {
    estimate.undefined = *why;
    return estimate;
  }
  const double n = kind.n_behind();
  const auto scaled = [&](const Sums& sums) { return std::log(1.0 - reliability_of(sums, n)); };
  estimate.value = reliability_of(kind.all, n);
  LeftOut left_out;
  left_out.factors.resize(kind.is_drawn() ? 2 : 1);
  for (std::size_t i = 0; i < kind.n_items; ++i) {
    if (kind.n_of_item[i] > 0.0) left_out.factors[0].push_back(scaled(kind.all - kind.by_item[i]));
  }
  if (kind.is_drawn()) {
    for (const Sums& maker : kind.by_maker) left_out.factors[1].push_back(scaled(kind.all - maker));
    for (std::size_t m = 0; m < kind.n_makers; ++m) {
      const auto row = matrix.row(m);
      for (std::size_t i = 0; i < kind.n_items; ++i) {
        if (row[i] != Correctness::missing) left_out.cells.push_back(scaled(kind.all - kind.cell(row[i], m, i)));
      }
    }
  }
  set_jackknife_interval(
      estimate, scaled(kind.all), left_out, [](double x) { return 1.0 - std::exp(x); },
      drawn_text(kind_name, kind.is_drawn()) + ", Student's t on log(1 - value)");
  return estimate;
}

ComparedShares compare_shares_right(const CorrectnessMatrix& observers, const CorrectnessMatrix& networks,
                                    double level) {
  TRICKY_ASSERT(observers.n_items() == networks.n_items());
  const Kind first(observers);
  const Kind second(networks);
  ComparedShares compared;
  const auto both = {&compared.correlation, &compared.ceiling, &compared.corrected};
  for (Estimate* estimate : both) {
    estimate->level = level;
    estimate->n = first.n_items;
  }
  const auto undefined = [&](const std::string& why) {
    for (Estimate* estimate : both) estimate->undefined = why;
    return compared;
  };
  if (const auto why = why_undefined(first)) return undefined("observers: " + *why);
  if (const auto why = why_undefined(second)) return undefined("networks: " + *why);
  const double n1 = first.n_behind();
  const double n2 = second.n_behind();

  CrossSums across;
  std::vector<CrossSums> across_of_item(first.n_items);
  for (std::size_t i = 0; i < first.n_items; ++i) {
    across_of_item[i] = {first.total_of_item[i] * second.total_of_item[i], first.n_of_item[i] * second.n_of_item[i]};
    across.products += across_of_item[i].products;
    across.n_products += across_of_item[i].n_products;
  }
  if (!(across.n_products > 0.0)) return undefined("no item was answered by both kinds");
  const Joint all{first.all, second.all, across};
  std::vector<std::vector<Joint>> factors(1);
  std::vector<Joint> cells;
  for (std::size_t i = 0; i < first.n_items; ++i)
    factors[0].push_back({first.all - first.by_item[i], second.all - second.by_item[i], across - across_of_item[i]});
  const auto leave_makers_out = [&](const CorrectnessMatrix& matrix, const Kind& kind, const Kind& other,
                                    Sums Joint::*sums) {
    factors.emplace_back();
    for (std::size_t m = 0; m < kind.n_makers; ++m) {
      const auto row = matrix.row(m);
      Joint without_maker = all;
      without_maker.*sums = kind.all - kind.by_maker[m];
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i] == Correctness::missing) continue;
        const CrossSums answer{kind.deviation(row[i], m) * other.total_of_item[i], other.n_of_item[i]};
        without_maker.across = without_maker.across - answer;
        Joint without_answer = all;
        without_answer.*sums = kind.all - kind.cell(row[i], m, i);
        without_answer.across = across - answer;
        cells.push_back(without_answer);
      }
      factors.back().push_back(without_maker);
    }
  };
  if (first.is_drawn()) leave_makers_out(observers, first, second, &Joint::first);
  if (second.is_drawn()) leave_makers_out(networks, second, first, &Joint::second);
  const std::string factors_text = first.is_drawn()
                                       ? second.is_drawn() ? "items, observers and networks" : "items and observers"
                                   : second.is_drawn() ? "items and networks"
                                                       : "items";

  const auto variance_of_mean = [](const Sums& sums, double n) {
    return (sums.variance() + (n - 1.0) * sums.covariance()) / n;
  };
  const auto correlation = [&](const Joint& sums) {
    return sums.across.products / sums.across.n_products /
           std::sqrt(variance_of_mean(sums.first, n1) * variance_of_mean(sums.second, n2));
  };
  const auto ceiling = [&](const Joint& sums) {
    const double a = reliability_of(sums.first, n1);
    const double b = reliability_of(sums.second, n2);
    return a > 0.0 && b > 0.0 ? std::sqrt(a * b) : kNone;
  };
  const auto set = [&](Estimate& estimate, const auto& value, const auto& scale, const auto& back,
                       const std::string& on) {
    estimate.value = value(all);
    LeftOut left_out;
    for (const std::vector<Joint>& factor : factors) {
      left_out.factors.emplace_back();
      for (const Joint& sums : factor) left_out.factors.back().push_back(scale(value(sums)));
    }
    for (const Joint& sums : cells) left_out.cells.push_back(scale(value(sums)));
    set_jackknife_interval(estimate, scale(*estimate.value), left_out, back,
                           "jackknife over " + factors_text + ", Student's t" + on);
  };
  const auto z = [](double r) { return std::atanh(r); };
  const auto from_z = [](double x) { return std::tanh(x); };
  if (!(variance_of_mean(first.all, n1) > 0.0) || !(variance_of_mean(second.all, n2) > 0.0))
    return undefined("all items are right equally often");
  set(compared.correlation, correlation, z, from_z, " on Fisher's z");
  if (std::isnan(ceiling(all))) {
    const std::string who = reliability_of(first.all, n1) > 0.0 ? "networks" : "observers";
    compared.ceiling.undefined = compared.corrected.undefined = who + " agree no more than independent ones";
    return compared;
  }
  set(compared.ceiling, ceiling, z, from_z, " on Fisher's z");
  const auto as_is = [](double x) { return x; };
  set(
      compared.corrected, [&](const Joint& sums) { return correlation(sums) / ceiling(sums); }, as_is, as_is, "");
  return compared;
}

}  // namespace tricky::analysis
