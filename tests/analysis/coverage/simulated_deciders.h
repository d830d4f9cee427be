#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "tricky/data/decisions.h"
#include "tricky/data/random.h"

/// Decision makers and items as a Rasch model has them: P(right) = 1 / (1 + exp(-(ability + easiness))), both normal.
/// What intervals should cover is known for it.
struct SimulatedDeciders {
  double mean_ability = 1.0;
  double sd_ability = 0.5;
  double sd_easiness = 1.5;

  static double p_right(double ability, double easiness) { return 1.0 / (1.0 + std::exp(-(ability + easiness))); }

  std::vector<double> abilities(tricky::RandomStream& random, std::size_t n) const {
    std::vector<double> values(n);
    for (double& value : values) value = mean_ability + sd_ability * random.normal();
    return values;
  }

  std::vector<double> easinesses(tricky::RandomStream& random, std::size_t n) const {
    std::vector<double> values(n);
    for (double& value : values) value = sd_easiness * random.normal();
    return values;
  }

  /// Moments over all items that there could be: E[p(a)] and E[p(a) p(b)], by the trapezoid rule, whose error for
  /// smooth functions that vanish at both ends is far below what matters here.
  double mean_right(double ability) const {
    return over_items([&](double easiness) { return p_right(ability, easiness); });
  }
  double kappa(double a, double b) const {
    const double p = mean_right(a);
    const double q = mean_right(b);
    const double both = over_items([&](double easiness) { return p_right(a, easiness) * p_right(b, easiness); });
    return 2.0 * (both - p * q) / (p + q - 2.0 * p * q);
  }

  /// Mean over all makers that there could be, and over all pairs of them.
  double mean_accuracy() const {
    return over_makers([&](double ability) { return mean_right(ability); });
  }
  double mean_kappa() const {
    return over_makers([&](double a) { return over_makers([&](double b) { return kappa(a, b); }); });
  }

  template <typename Function>
  double over_items(const Function& function) const {
    return over_normal(0.0, sd_easiness, 0.1, function);
  }
  template <typename Function>
  double over_makers(const Function& function) const {
    return sd_ability == 0.0 ? function(mean_ability) : over_normal(mean_ability, sd_ability, 0.25, function);
  }

 private:
  template <typename Function>
  static double over_normal(double mean, double sd, double step, const Function& function) {
    double sum = 0.0;
    double weights = 0.0;
    for (double z = -5.0; z < 5.0 + step / 2; z += step) {
      const double weight = std::exp(-z * z / 2.0);
      sum += weight * function(mean + sd * z);
      weights += weight;
    }
    return sum / weights;
  }
};

/// Makers "m0", "m1", … of these abilities on items "i0", … of these easinesses.
inline tricky::CorrectnessMatrix responses_of(tricky::RandomStream& random, const std::vector<double>& abilities,
                                              const std::vector<double>& easinesses) {
  tricky::CorrectnessMatrix matrix;
  matrix.item_ids.resize(easinesses.size());
  for (std::size_t i = 0; i < easinesses.size(); ++i) matrix.item_ids[i] = std::string("i") += std::to_string(i);
  for (std::size_t m = 0; m < abilities.size(); ++m) {
    matrix.makers.push_back({std::string("m") += std::to_string(m)});
    for (const double easiness : easinesses) {
      const bool is_right = random.bernoulli(SimulatedDeciders::p_right(abilities[m], easiness));
      matrix.cells.push_back(is_right ? tricky::Correctness::right : tricky::Correctness::wrong);
    }
  }
  return matrix;
}
