#include "small_matrix.h"

#include <cmath>

namespace tricky::analysis {

std::optional<Cholesky> Cholesky::of(std::vector<double> matrix, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    const double before = matrix[j * n + j];
    double diagonal = before;
    for (std::size_t k = 0; k < j; ++k) diagonal -= matrix[j * n + k] * matrix[j * n + k];
    if (!(diagonal > 1e-12 * before)) return std::nullopt;  // also NaN
    const double root = std::sqrt(diagonal);
    matrix[j * n + j] = root;
    for (std::size_t i = j + 1; i < n; ++i) {
      double sum = matrix[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= matrix[i * n + k] * matrix[j * n + k];
      matrix[i * n + j] = sum / root;
    }
  }
  return Cholesky(std::move(matrix), n);
}

std::vector<double> Cholesky::solve(std::vector<double> right) const {
  for (std::size_t i = 0; i < n_; ++i) {
    for (std::size_t k = 0; k < i; ++k) right[i] -= factor_[i * n_ + k] * right[k];
    right[i] /= factor_[i * n_ + i];
  }
  for (std::size_t i = n_; i-- > 0;) {
    for (std::size_t k = i + 1; k < n_; ++k) right[i] -= factor_[k * n_ + i] * right[k];
    right[i] /= factor_[i * n_ + i];
  }
  return right;
}

std::vector<double> Cholesky::inverse() const {
  std::vector<double> inverse(n_ * n_);
  for (std::size_t j = 0; j < n_; ++j) {
    std::vector<double> unit(n_, 0.0);
    unit[j] = 1.0;
    unit = solve(std::move(unit));
    for (std::size_t i = 0; i < n_; ++i) inverse[i * n_ + j] = unit[i];
  }
  return inverse;
}

double Cholesky::log_determinant() const {
  double sum = 0.0;
  for (std::size_t i = 0; i < n_; ++i) sum += 2.0 * std::log(factor_[i * n_ + i]);
  return sum;
}

}  // namespace tricky::analysis
