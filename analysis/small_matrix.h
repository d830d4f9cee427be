#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace tricky::analysis {

/// A symmetric positive definite matrix as its Cholesky factor; for the few parameters of a fit.
class Cholesky {
 public:
  /// Of `matrix`, row-major n x n; nothing when it is not positive definite (a parameter that the data say nothing
  /// about).
  static std::optional<Cholesky> of(std::vector<double> matrix, std::size_t n);

  std::vector<double> solve(std::vector<double> right) const;
  std::vector<double> inverse() const;  ///< row-major
  double log_determinant() const;

 private:
  Cholesky(std::vector<double> factor, std::size_t n) : factor_(std::move(factor)), n_(n) {}
  std::vector<double> factor_;  ///< lower triangle
  std::size_t n_;
};

}  // namespace tricky::analysis
