#include "tricky/analysis/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "normal.h"
#include "small_matrix.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr int kMostSteps = 200;
constexpr double kConverged = 1e-10;

/// log(1 + exp(x)) without overflow.
double log_one_plus_exp(double x) { return x > 0.0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

class Fit {
 public:
  explicit Fit(const std::vector<LogisticRow>& rows) : rows_(rows), n_(rows.front().predictors.size() + 1) {}

  /// False where the information has no inverse.
  bool evaluate(const std::vector<double>& b) {
    information_.assign(n_ * n_, 0.0);
    log_likelihood_ = 0.0;
    for (const LogisticRow& row : rows_) {
      const double p = probability(row, b);
      for (std::size_t i = 0; i < n_; ++i) {
        for (std::size_t j = 0; j <= i; ++j) information_[i * n_ + j] += p * (1.0 - p) * at(row, i) * at(row, j);
      }
      log_likelihood_ -= log_one_plus_exp(row.outcome ? -linear(row, b) : linear(row, b));
    }
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < i; ++j) information_[j * n_ + i] = information_[i * n_ + j];
    }
    const auto cholesky = Cholesky::of(information_, n_);
    if (!cholesky) return false;
    inverse_ = cholesky->inverse();
    log_likelihood_ += 0.5 * cholesky->log_determinant();
    return true;
  }

  /// Newton's step at the evaluated point, from Firth's score: sum of (y - p + h (1/2 - p)) x, h a row's leverage.
  std::vector<double> step(const std::vector<double>& b) const {
    std::vector<double> score(n_, 0.0);
    for (const LogisticRow& row : rows_) {
      const double p = probability(row, b);
      double leverage = 0.0;
      for (std::size_t i = 0; i < n_; ++i) {
        for (std::size_t j = 0; j < n_; ++j) leverage += at(row, i) * inverse_[i * n_ + j] * at(row, j);
      }
      leverage *= p * (1.0 - p);
      const double residual = (row.outcome ? 1.0 : 0.0) - p + leverage * (0.5 - p);
      for (std::size_t i = 0; i < n_; ++i) score[i] += residual * at(row, i);
    }
    std::vector<double> step(n_, 0.0);
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < n_; ++j) step[i] += inverse_[i * n_ + j] * score[j];
    }
    return step;
  }

  double log_likelihood() const { return log_likelihood_; }
  double standard_error(std::size_t i) const { return std::sqrt(inverse_[i * n_ + i]); }
  std::size_t n() const { return n_; }

 private:
  static double at(const LogisticRow& row, std::size_t i) { return i == 0 ? 1.0 : row.predictors[i - 1]; }
  double linear(const LogisticRow& row, const std::vector<double>& b) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < n_; ++i) sum += b[i] * at(row, i);
    return sum;
  }
  double probability(const LogisticRow& row, const std::vector<double>& b) const {
    return 1.0 / (1.0 + std::exp(-linear(row, b)));
  }

  const std::vector<LogisticRow>& rows_;
  std::size_t n_;
  std::vector<double> information_;
  std::vector<double> inverse_;
  double log_likelihood_ = 0.0;
};

std::vector<Estimate> undefined(std::size_t n_coefficients, std::size_t n_rows, double level, const std::string& why) {
  Estimate estimate;
  estimate.n = n_rows;
  estimate.level = level;
  estimate.undefined = why;
  return std::vector<Estimate>(n_coefficients, estimate);
}

}  // namespace

std::vector<Estimate> logistic_regression(const std::vector<LogisticRow>& rows, double level) {
  if (rows.empty()) return undefined(1, 0, level, "no trials");
  const std::size_t n = rows.front().predictors.size() + 1;
  for (const LogisticRow& row : rows) TRICKY_ASSERT(row.predictors.size() + 1 == n);
  if (rows.size() <= n) return undefined(n, rows.size(), level, "fewer trials than it takes");
  const auto n_yes = static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const LogisticRow& row) { return row.outcome; }));
  if (n_yes == 0 || n_yes == rows.size()) return undefined(n, rows.size(), level, "the outcome is always the same");
  Fit fit(rows);
  std::vector<double> b(n, 0.0);
  if (!fit.evaluate(b)) return undefined(n, rows.size(), level, "the predictors do not vary apart from one another");
  for (int i = 0; i < kMostSteps; ++i) {
    std::vector<double> step = fit.step(b);
    double largest = 0.0;
    for (double& each : step) {
      each = std::clamp(each, -5.0, 5.0);
      largest = std::max(largest, std::abs(each));
    }
    if (largest < kConverged) break;
    const double before = fit.log_likelihood();
    std::vector<double> next(n);
    // Halved until the penalised likelihood no longer falls.
    for (double share = 1.0; share > 1e-6; share /= 2.0) {
      for (std::size_t k = 0; k < n; ++k) next[k] = b[k] + share * step[k];
      if (fit.evaluate(next) && fit.log_likelihood() >= before - 1e-12 * std::abs(before)) break;
    }
    b = next;
  }
  if (!fit.evaluate(b)) return undefined(n, rows.size(), level, "the fit did not settle");
  std::vector<Estimate> estimates(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double half = normal_quantile(0.5 + level / 2.0) * fit.standard_error(i);
    estimates[i].value = b[i];
    estimates[i].ci = {b[i] - half, b[i] + half};
    estimates[i].level = level;
    estimates[i].n = rows.size();
    estimates[i].method = "logistic regression, Firth's penalty";
  }
  return estimates;
}

}  // namespace tricky::analysis
