#include "tricky/analysis/rasch.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

#include "normal.h"
#include "small_matrix.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr double kEnd = 6.0;  // of the grid, in SD
constexpr int kEmSteps = 40;
constexpr int kMostNewtonSteps = 50;
constexpr int kStepsPerInformation = 5;
constexpr double kSmallestSd = 0.02;  // below, items are alike

/// Items with the same makers' answers and as many of them right: their posteriors are the same.
struct ItemGroup {
  std::vector<std::size_t> answered;  ///< makers
  double score = 0.0;
  double n_items = 0.0;
  std::vector<double> n_right;  ///< one a maker
};

class Model {
 public:
  Model(const CorrectnessMatrix& matrix, std::vector<std::size_t> makers)
      : makers_(std::move(makers)), group_of_(matrix.n_items()) {
    std::map<std::pair<std::string, std::size_t>, std::size_t> known;
    for (std::size_t item = 0; item < matrix.n_items(); ++item) {
      std::string answered;
      std::size_t score = 0;
      for (const std::size_t maker : makers_) {
        const Correctness cell = matrix.row(maker)[item];
        answered += cell == Correctness::missing ? '0' : '1';
        score += cell == Correctness::right ? 1 : 0;
      }
      const auto [found, is_new] = known.try_emplace({answered, score}, groups_.size());
      if (is_new) {
        ItemGroup group;
        for (std::size_t m = 0; m < makers_.size(); ++m) {
          if (answered[m] == '1') group.answered.push_back(m);
        }
        group.score = static_cast<double>(score);
        group.n_right.resize(makers_.size(), 0.0);
        groups_.push_back(std::move(group));
      }
      ItemGroup& group = groups_[found->second];
      group_of_[item] = found->second;
      group.n_items += 1.0;
      for (std::size_t m = 0; m < makers_.size(); ++m)
        group.n_right[m] += matrix.row(makers_[m])[item] == Correctness::right ? 1.0 : 0.0;
    }
    // Fine enough for the posterior of an item that all makers answered.
    const auto n_half = static_cast<std::size_t>(std::max(60.0, 20.0 * std::sqrt(static_cast<double>(makers_.size()))));
    for (std::size_t q = 0; q <= 2 * n_half; ++q)
      z_.push_back(kEnd * (static_cast<double>(q) / static_cast<double>(n_half) - 1.0));
  }

  std::size_t n_makers() const { return makers_.size(); }
  std::size_t group_of(std::size_t item) const { return group_of_[item]; }
  std::size_t n_groups() const { return groups_.size(); }

  /// Parameters: abilities, then the SD of easiness. Gradient of the marginal log likelihood, and the diagonal of the
  /// information that there would be if difficulties were known.
  void evaluate(const std::vector<double>& parameters) {
    const std::size_t n = n_makers();
    const double sd = parameters[n];
    const std::size_t n_nodes = z_.size();
    p_.resize(n * n_nodes);
    log_wrong_.resize(n * n_nodes);
    for (std::size_t m = 0; m < n; ++m) {
      for (std::size_t q = 0; q < n_nodes; ++q) {
        const double x = parameters[m] + sd * z_[q];
        log_wrong_[m * n_nodes + q] = x > 0.0 ? -x - std::log1p(std::exp(-x)) : -std::log1p(std::exp(x));
        p_[m * n_nodes + q] = 1.0 / (1.0 + std::exp(-x));
      }
    }
    gradient.assign(n + 1, 0.0);
    information.assign(n + 1, 1e-9);
    mean.assign(groups_.size(), 0.0);
    variance.assign(groups_.size(), 0.0);
    std::vector<double> posterior(n_nodes);
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const ItemGroup& group = groups_[g];
      for (std::size_t q = 0; q < n_nodes; ++q) posterior[q] = group.score * sd * z_[q] - 0.5 * z_[q] * z_[q];
      for (const std::size_t m : group.answered) {
        for (std::size_t q = 0; q < n_nodes; ++q) posterior[q] += log_wrong_[m * n_nodes + q];
      }
      const double largest = *std::max_element(posterior.begin(), posterior.end());
      double sum = 0.0;
      for (double& each : posterior) sum += each = std::exp(each - largest);
      double square = 0.0;
      for (std::size_t q = 0; q < n_nodes; ++q) {
        posterior[q] /= sum;
        mean[g] += posterior[q] * z_[q];
        square += posterior[q] * z_[q] * z_[q];
      }
      variance[g] = square - mean[g] * mean[g];
      gradient[n] += group.n_items * group.score * mean[g];
      for (const std::size_t m : group.answered) {
        const double* const p = &p_[m * n_nodes];
        double expected = 0.0;
        double weight = 0.0;
        double expected_z = 0.0;
        double weight_z = 0.0;
        for (std::size_t q = 0; q < n_nodes; ++q) {
          const double share = posterior[q] * p[q];
          expected += share;
          weight += share * (1.0 - p[q]);
          expected_z += share * z_[q];
          weight_z += share * (1.0 - p[q]) * z_[q] * z_[q];
        }
        gradient[m] += group.n_right[m] - group.n_items * expected;
        gradient[n] -= group.n_items * expected_z;
        information[m] += group.n_items * weight;
        information[n] += group.n_items * weight_z;
      }
    }
  }

  /// Minus the second derivatives, by central differences of the gradient.
  std::vector<double> observed_information(const std::vector<double>& parameters) {
    constexpr double kStep = 1e-4;
    const std::size_t n = parameters.size();
    std::vector<double> matrix(n * n);
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> moved = parameters;
      moved[i] = parameters[i] + kStep;
      evaluate(moved);
      const std::vector<double> above = gradient;
      moved[i] = parameters[i] - kStep;
      evaluate(moved);
      for (std::size_t j = 0; j < n; ++j) matrix[i * n + j] = (gradient[j] - above[j]) / (2.0 * kStep);
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j)
        matrix[i * n + j] = matrix[j * n + i] = (matrix[i * n + j] + matrix[j * n + i]) / 2.0;
    }
    return matrix;
  }

  std::vector<double> gradient;
  std::vector<double> information;
  std::vector<double> mean;      ///< posterior, one a group, in SD
  std::vector<double> variance;

 private:
  std::vector<std::size_t> makers_;
  std::vector<std::size_t> group_of_;
  std::vector<ItemGroup> groups_;
  std::vector<double> z_;
  std::vector<double> p_;
  std::vector<double> log_wrong_;
};

Estimate undefined(std::size_t n, double level, const std::string& why) {
  Estimate estimate;
  estimate.n = n;
  estimate.level = level;
  estimate.undefined = why;
  return estimate;
}

RaschFit without_fit(RaschFit fit, std::size_t n_items, double level, const std::string& why) {
  for (Estimate& ability : fit.abilities) {
    if (ability.undefined.empty()) ability = undefined(n_items, level, why);
  }
  fit.sd_difficulty = undefined(n_items, level, why);
  return fit;
}

}  // namespace

RaschFit fit_rasch(const CorrectnessMatrix& matrix, double level) {
  RaschFit fit;
  std::vector<std::size_t> makers;
  std::vector<double> parameters;
  std::vector<std::size_t> n_answered;
  for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
    const auto row = matrix.row(maker);
    const auto n_right = static_cast<std::size_t>(std::count(row.begin(), row.end(), Correctness::right));
    const std::size_t n =
        n_right + static_cast<std::size_t>(std::count(row.begin(), row.end(), Correctness::wrong));
    fit.abilities.push_back(undefined(n, level, ""));
    if (n == 0 || n_right == 0 || n_right == n) {
      fit.abilities.back().undefined = n == 0 ? "no items" : n_right == 0 ? "always wrong" : "always right";
      continue;
    }
    const double share = static_cast<double>(n_right) / static_cast<double>(n);
    makers.push_back(maker);
    n_answered.push_back(n);
    parameters.push_back(std::log(share / (1.0 - share)));
  }
  const std::size_t n = makers.size();
  const std::size_t n_items = matrix.n_items();
  if (n < 2 || n_items < 2) return without_fit(std::move(fit), n_items, level, "fewer than two decision makers or items");

  Model model(matrix, makers);
  parameters.push_back(1.0);
  for (int i = 0; i < kEmSteps; ++i) {
    model.evaluate(parameters);
    for (std::size_t k = 0; k <= n; ++k)
      parameters[k] += std::clamp(model.gradient[k] / model.information[k], -1.0, 1.0);
    parameters[n] = std::max(parameters[n], kSmallestSd / 2.0);
  }
  std::optional<Cholesky> cholesky;
  for (int i = 0; i < kMostNewtonSteps; ++i) {
    // Near the maximum the information hardly changes, and it is most of the work.
    if (i % kStepsPerInformation == 0 || !cholesky) {
      cholesky = Cholesky::of(model.observed_information(parameters), n + 1);
    }
    model.evaluate(parameters);
    double largest = 0.0;
    std::vector<double> step(n + 1);
    if (cholesky) step = cholesky->solve(model.gradient);
    for (std::size_t k = 0; k <= n; ++k) {
      if (!cholesky) step[k] = model.gradient[k] / model.information[k];
      step[k] = std::clamp(step[k], -0.5, 0.5);
      parameters[k] += step[k];
      largest = std::max(largest, std::abs(step[k]));
    }
    parameters[n] = std::max(parameters[n], kSmallestSd / 2.0);
    if (cholesky && largest < 1e-8) break;
  }
  cholesky = Cholesky::of(model.observed_information(parameters), n + 1);
  if (parameters[n] < kSmallestSd || !cholesky)
    return without_fit(std::move(fit), n_items, level, "decision makers agree no more than independent ones");

  model.evaluate(parameters);
  const std::vector<double> covariance = cholesky->inverse();
  const double z = normal_quantile(0.5 + level / 2.0);
  const auto estimate_of = [&](std::size_t k, std::size_t n_behind) {
    Estimate estimate;
    estimate.level = level;
    estimate.n = n_behind;
    const double half = z * std::sqrt(covariance[k * (n + 1) + k]);
    estimate.value = parameters[k];
    estimate.ci = {parameters[k] - half, parameters[k] + half};
    estimate.method = "Rasch model, marginal maximum likelihood, observed information";
    return estimate;
  };
  for (std::size_t k = 0; k < n; ++k) fit.abilities[makers[k]] = estimate_of(k, n_answered[k]);
  fit.sd_difficulty = estimate_of(n, n_items);
  double squares = 0.0;
  for (std::size_t item = 0; item < n_items; ++item) {
    const std::size_t g = model.group_of(item);
    fit.difficulties.push_back(-parameters[n] * model.mean[g]);
    fit.standard_errors.push_back(parameters[n] * std::sqrt(model.variance[g]));
    squares += model.variance[g];
  }
  fit.reliability = 1.0 - squares / static_cast<double>(n_items);
  return fit;
}

}  // namespace tricky::analysis
