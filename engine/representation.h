#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace tricky::engine {

/// n images x d features, row after row; a view of numbers that live elsewhere, in a mapped file for instance.
class Features {
 public:
  Features(std::span<const float> values, std::size_t n_features) : values_(values), n_features_(n_features) {}
  Features(std::span<const double> values, std::size_t n_features) : values_(values), n_features_(n_features) {}

  std::size_t n_features() const { return n_features_; }
  std::size_t n_images() const;
  /// `n` features of an image from `first` on.
  void copy(std::size_t image, std::size_t first, std::size_t n, double* into) const;

 private:
  std::variant<std::span<const float>, std::span<const double>> values_;
  std::size_t n_features_;
};

/// Images whose features are all NaN: those a network was not asked about. Throws InputError naming the row of an image
/// that has some number that is none, or is infinite.
std::vector<bool> unanswered_images(const Features& features, int threads);

/// What a network makes of N images, ready to be compared with another network's by representational similarity
/// analysis (RSA; Kriegeskorte, Mur and Bandettini 2008; the paper's section A.4 and Figure 7): the Pearson correlation
/// of the two networks' dissimilarity matrices D over all pairs of images, D_ij being 1 - the Pearson correlation of
/// the features of images i and j.
///
/// No N x N matrix is made. An image's features f_i, less their mean and divided by what is then their length, are a
/// unit vector x_i, and 1 - D_ij = x_i.x_j. With m the mean of all x_i, z_i = x_i - m, u_i = m.z_i and
/// s = mean of |z_i|^2 = 1 - |m|^2,
///
///   a_ij = x_i.x_j - |m|^2 = u_i + u_j + z_i.z_j,      sum over all i, j of a_ij = 0,      a_ii = s
///
/// since the z_i add up to 0. For two networks (b, v, w, t in place of a, u, z, s), cross terms vanish likewise:
///
///   sum over all i, j of a_ij b_ij = 2 N sum_i u_i v_i + |Z^T W|^2
///
/// with |.| the Frobenius norm of a d x d matrix. Leaving out i = j, where a_ii b_ii = s t, and taking off the product
/// of the means, the covariance times the number of ordered pairs is
///
///   c(a, b) = 2 N sum_i u_i v_i + |Z^T W|^2 - s t N^2 / (N - 1)
///
/// and the correlation c(a, b) / sqrt(c(a, a) c(b, b)). All sums are in double precision; the result does not depend on
/// the number of threads. Work grows with N d^2, memory with N and d.
class Representation {
 public:
  /// `images` are the rows to compare, ascending; `features` must outlive this.
  Representation(const Features& features, std::vector<std::uint32_t> images, int threads);

  std::size_t n_images() const { return images_.size(); }

  /// Why this network's dissimilarities have no correlation with anybody's; empty when they have: fewer than three
  /// images; an image all of whose features are equal (its correlation with others is not defined); no two
  /// dissimilarities that differ by more than rounding.
  const std::string& undefined() const { return undefined_; }

  /// The correlation with another network's dissimilarities between the same images; nothing when either's are
  /// undefined.
  std::optional<double> correlation_with(const Representation& other, int threads) const;

 private:
  void copy_centred(std::size_t row, std::size_t first, std::size_t n, double* into) const;
  /// c(a, b), and the size of the terms it is the difference of.
  struct Covariance {
    double value = 0.0;
    double terms = 0.0;
  };
  Covariance covariance(double norm, const Representation& other) const;

  Features features_;
  std::vector<std::uint32_t> images_;
  std::vector<double> row_mean_;
  std::vector<double> row_scale_;  ///< 1 / length
  std::vector<double> mean_;       ///< m
  std::vector<double> u_;
  double s_ = 0.0;
  double variance_ = 0.0;  ///< c(a, a)
  std::string undefined_;
};

}  // namespace tricky::engine
