#include "tricky/analysis/observer_model.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <string>

#include "normal.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr double kLargestSd = 20.0;  // logits: items are then all but certainly right or wrong

double logistic(double x) { return 1.0 / (1.0 + std::exp(-x)); }

/// Normal z from -6 to 6 with weights that sum to 1: the trapezoid rule, which for smooth functions that vanish at both
/// ends is exact to far more digits than simulation asks for.
struct Grid {
  std::vector<double> z;
  std::vector<double> weight;

  explicit Grid(double step) {
    double sum = 0.0;
    for (double at = -6.0; at < 6.0 + step / 2.0; at += step) {
      z.push_back(at);
      weight.push_back(std::exp(-at * at / 2.0));
      sum += weight.back();
    }
    for (double& each : weight) each /= sum;
  }
};
const Grid& items_grid() {
  static const Grid grid(0.05);
  return grid;
}
const Grid& observers_grid() {
  static const Grid grid(0.25);
  return grid;
}

/// Where `rises` reaches `target` between low and high; it must not fall.
template <typename Function>
double solve(double low, double high, double target, const Function& rises) {
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2.0;
    (rises(middle) < target ? low : high) = middle;
  }
  return (low + high) / 2.0;
}

double mean_right(double mean, double sd) {
  const Grid& grid = items_grid();
  double sum = 0.0;
  for (std::size_t i = 0; i < grid.z.size(); ++i) sum += grid.weight[i] * logistic(mean + sd * grid.z[i]);
  return sum;
}

double ability_for(double accuracy, double sd_ability, double sd_easiness) {
  const double sd = std::hypot(sd_ability, sd_easiness);  // the sum of two normal variables is normal
  return solve(-100.0, 100.0, accuracy, [&](double mean) { return mean_right(mean, sd); });
}

ChoiceModel with_easiness(double accuracy, double sd_accuracy, double sd_easiness) {
  ChoiceModel model{0.0, 0.0, sd_easiness};
  if (sd_accuracy > 0.0) {
    model.sd_ability = solve(0.0, kLargestSd, sd_accuracy, [&](double sd_ability) {
      return ChoiceModel{ability_for(accuracy, sd_ability, sd_easiness), sd_ability, sd_easiness}.sd_accuracy();
    });
  }
  model.mean_ability = ability_for(accuracy, model.sd_ability, sd_easiness);
  return model;
}

[[noreturn]] void out_of_reach(const char* option, double asked, double reached, const char* why) {
  throw InputError(fmt::format("{} {:g}: {}; at most {:.3f}", option, asked, why, reached));
}

std::vector<double> cuts_of(int n_categories) {
  std::vector<double> cuts;
  for (int c = 1; c < n_categories; ++c) cuts.push_back(normal_quantile(static_cast<double>(c) / n_categories));
  return cuts;
}

}  // namespace

double ChoiceModel::mean_accuracy() const { return mean_right(mean_ability, std::hypot(sd_ability, sd_easiness)); }

double ChoiceModel::sd_accuracy() const {
  const Grid& grid = observers_grid();
  double mean = 0.0;
  double square = 0.0;
  for (std::size_t i = 0; i < grid.z.size(); ++i) {
    const double accuracy = mean_right(mean_ability + sd_ability * grid.z[i], sd_easiness);
    mean += grid.weight[i] * accuracy;
    square += grid.weight[i] * accuracy * accuracy;
  }
  return std::sqrt(std::max(0.0, square - mean * mean));
}

double ChoiceModel::mean_kappa() const {
  const Grid& makers = observers_grid();
  const Grid& items = items_grid();
  std::vector<std::vector<double>> right(makers.z.size());
  std::vector<double> accuracy(makers.z.size());
  for (std::size_t a = 0; a < makers.z.size(); ++a) {
    for (std::size_t i = 0; i < items.z.size(); ++i) {
      right[a].push_back(logistic(mean_ability + sd_ability * makers.z[a] + sd_easiness * items.z[i]));
      accuracy[a] += items.weight[i] * right[a][i];
    }
  }
  double sum = 0.0;
  for (std::size_t a = 0; a < makers.z.size(); ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      double both = 0.0;
      for (std::size_t i = 0; i < items.z.size(); ++i) both += items.weight[i] * right[a][i] * right[b][i];
      const double p = accuracy[a];
      const double q = accuracy[b];
      const double kappa = 2.0 * (both - p * q) / (p + q - 2.0 * p * q);
      sum += (a == b ? 1.0 : 2.0) * makers.weight[a] * makers.weight[b] * kappa;
    }
  }
  return sum;
}

CorrectnessMatrix ChoiceModel::draw(RandomStream& random, std::size_t n_observers, std::size_t n_items) const {
  CorrectnessMatrix matrix;
  std::vector<double> easiness(n_items);
  for (double& each : easiness) each = sd_easiness * random.normal();
  matrix.item_ids.resize(n_items);
  for (std::size_t i = 0; i < n_items; ++i) matrix.item_ids[i] = std::to_string(i + 1);
  matrix.cells.reserve(n_observers * n_items);
  for (std::size_t observer = 0; observer < n_observers; ++observer) {
    matrix.makers.push_back({std::to_string(observer + 1), DecisionMaker::Kind::observer, "", 1});
    const double ability = mean_ability + sd_ability * random.normal();
    for (const double each : easiness) {
      matrix.cells.push_back(random.bernoulli(logistic(ability + each)) ? Correctness::right : Correctness::wrong);
    }
  }
  return matrix;
}

ChoiceModel choice_model(double accuracy, double sd_accuracy, double kappa) {
  if (!(accuracy > 0.0 && accuracy < 1.0)) {
    throw InputError(fmt::format("--accuracy: expected a number between 0 and 1, such as 0.8, got {:g}", accuracy));
  }
  if (!(sd_accuracy >= 0.0 && sd_accuracy < 0.5)) {
    throw InputError(fmt::format("--accuracy-sd: expected a number from 0 to below 0.5, got {:g}", sd_accuracy));
  }
  if (!(kappa >= 0.0 && kappa < 1.0)) {
    throw InputError(fmt::format("--kappa: expected a number from 0 to below 1, got {:g}", kappa));
  }
  constexpr double kTolerance = 1e-6;
  if (const double reached = with_easiness(accuracy, sd_accuracy, 0.0).sd_accuracy(); reached < sd_accuracy - kTolerance)
    out_of_reach("--accuracy-sd", sd_accuracy, reached, "observers cannot differ so much at this mean accuracy");
  double sd_easiness = 0.0;
  if (kappa > 0.0) {
    if (const double reached = with_easiness(accuracy, sd_accuracy, kLargestSd).mean_kappa(); reached < kappa)
      out_of_reach("--kappa", kappa, reached, "observers of such different accuracies cannot agree so much");
    sd_easiness = solve(0.0, kLargestSd, kappa,
                        [&](double sd) { return with_easiness(accuracy, sd_accuracy, sd).mean_kappa(); });
  }
  return with_easiness(accuracy, sd_accuracy, sd_easiness);
}

double RatingModel::alpha() const {
  const std::vector<double> cuts = cuts_of(n_categories);
  const auto k = static_cast<std::size_t>(n_categories);
  const double sd_rest = std::sqrt(1.0 - sd_quality * sd_quality);
  // Shares of pairs of answers that two raters of all raters give to an item.
  std::vector<double> pairs(k * k, 0.0);
  const Grid& grid = items_grid();
  for (std::size_t i = 0; i < grid.z.size(); ++i) {
    std::vector<double> p(k);
    double below = 0.0;
    for (std::size_t c = 0; c < k; ++c) {
      const double up_to = c + 1 == k ? 1.0 : normal_cdf((cuts[c] - sd_quality * grid.z[i]) / sd_rest);
      p[c] = up_to - below;
      below = up_to;
    }
    for (std::size_t c = 0; c < k; ++c) {
      for (std::size_t d = 0; d < k; ++d) pairs[c * k + d] += grid.weight[i] * p[c] * p[d];
    }
  }
  double observed = 0.0;
  double expected = 0.0;
  for (std::size_t c = 0; c < k; ++c) {
    for (std::size_t d = 0; d < k; ++d) {
      // All categories are equally frequent: the ordinal difference is their distance.
      const double difference = (static_cast<double>(c) - static_cast<double>(d));
      observed += pairs[c * k + d] * difference * difference;
      expected += difference * difference / static_cast<double>(k * k);
    }
  }
  return 1.0 - observed / expected;
}

Ratings RatingModel::draw(RandomStream& random, std::size_t n_raters, std::size_t n_items) const {
  const std::vector<double> cuts = cuts_of(n_categories);
  const double sd_noise = std::sqrt(std::max(0.0, 1.0 - sd_quality * sd_quality - sd_bias * sd_bias));
  Ratings ratings;
  ratings.n_units = n_items;
  std::vector<double> quality(n_items);
  for (double& each : quality) each = sd_quality * random.normal();
  for (std::size_t rater = 0; rater < n_raters; ++rater) {
    ratings.raters.push_back(std::to_string(rater + 1));
    const double bias = sd_bias * random.normal();
    for (const double each : quality) {
      const double felt = each + bias + sd_noise * random.normal();
      double answer = 0.0;
      for (const double cut : cuts) answer += felt > cut ? 1.0 : 0.0;
      ratings.values.push_back(answer);
    }
  }
  return ratings;
}

RatingModel rating_model(double alpha, int n_categories, double sd_bias) {
  if (!(alpha >= 0.0 && alpha < 1.0)) {
    throw InputError(fmt::format("--alpha: expected a number from 0 to below 1, got {:g}", alpha));
  }
  if (n_categories < 2 || n_categories > 100) {
    throw InputError(fmt::format("--categories: expected a number from 2 to 100, got {}", n_categories));
  }
  if (!(sd_bias >= 0.0 && sd_bias < 1.0)) {
    throw InputError(fmt::format("--rater-bias: expected a number from 0 to below 1, got {:g}", sd_bias));
  }
  const double largest = std::sqrt(1.0 - sd_bias * sd_bias) * (1.0 - 1e-9);
  const auto alpha_at = [&](double sd_quality) { return RatingModel{n_categories, sd_quality, sd_bias}.alpha(); };
  if (alpha > 0.0 && alpha_at(largest) < alpha)
    out_of_reach("--alpha", alpha, alpha_at(largest), "raters with such a bias cannot agree so much");
  return {n_categories, alpha == 0.0 ? 0.0 : solve(0.0, largest, alpha, alpha_at), sd_bias};
}

}  // namespace tricky::analysis
