#include "representation.h"

#include <algorithm>
#include <cmath>

#include "on_threads.h"
#include "product_norm.h"
#include "tricky/data/errors.h"

namespace tricky::engine {

namespace {

/// Rows are added up in pieces of so many, so that sums do not depend on the number of threads.
constexpr std::size_t kPieceRows = 1024;

/// Dissimilarities are about 1 and single precision features give them six digits: a spread below this is rounding.
constexpr double kSmallestSpread = 1e-12;
/// Likewise a variance that is so small a part of the terms it is the difference of.
constexpr double kSmallestPart = 1e-13;

std::size_t n_pieces(std::size_t n_rows) { return (n_rows + kPieceRows - 1) / kPieceRows; }

/// Calls work(first, end) for each piece of rows, with its number.
template <typename Work>
void on_pieces(int threads, std::size_t n_rows, const Work& work) {
  on_threads(threads, n_pieces(n_rows),
             [&](std::size_t piece) { work(piece, piece * kPieceRows, std::min(n_rows, (piece + 1) * kPieceRows)); });
}

}  // namespace

std::size_t Features::n_images() const {
  return std::visit([](const auto& values) { return values.size(); }, values_) / n_features_;
}

void Features::copy(std::size_t image, std::size_t first, std::size_t n, double* into) const {
  std::visit(
      [&](const auto& values) {
        const auto part = values.subspan(image * n_features_ + first, n);
        std::copy(part.begin(), part.end(), into);
      },
      values_);
}

std::vector<bool> unanswered_images(const Features& features, int threads) {
  const std::size_t n = features.n_images();
  std::vector<char> unanswered(n);
  on_pieces(threads, n, [&](std::size_t, std::size_t begin, std::size_t end) {
    std::vector<double> row(features.n_features());
    for (std::size_t image = begin; image < end; ++image) {
      features.copy(image, 0, row.size(), row.data());
      const auto n_finite = std::count_if(row.begin(), row.end(), [](double value) { return std::isfinite(value); });
      if (n_finite == static_cast<std::ptrdiff_t>(row.size())) continue;
      if (!std::all_of(row.begin(), row.end(), [](double value) { return std::isnan(value); })) {
        throw InputError("row " + std::to_string(image) + " (from 0) has " +
                         std::to_string(static_cast<std::ptrdiff_t>(row.size()) - n_finite) +
                         " features that are infinite or no numbers; a row without an answer is NaN throughout");
      }
      unanswered[image] = 1;
    }
  });
  return {unanswered.begin(), unanswered.end()};
}

Representation::Representation(const Features& features, std::vector<std::uint32_t> images, int threads)
    : features_(features),
      images_(std::move(images)),
      row_mean_(images_.size()),
      row_scale_(images_.size()),
      mean_(features.n_features()),
      u_(images_.size()) {
  const std::size_t n = images_.size();
  const std::size_t d = features_.n_features();
  if (n < 3) {
    undefined_ = "fewer than three images";
    return;
  }
  std::vector<std::vector<double>> sums(n_pieces(n));
  std::vector<char> is_constant(n);
  on_pieces(threads, n, [&](std::size_t piece, std::size_t begin, std::size_t end) {
    std::vector<double> row(d);
    std::vector<double>& sum = sums[piece];
    sum.assign(d, 0.0);
    for (std::size_t i = begin; i < end; ++i) {
      features_.copy(images_[i], 0, d, row.data());
      const auto [smallest, largest] = std::minmax_element(row.begin(), row.end());
      if (*smallest == *largest) {
        is_constant[i] = 1;
        continue;
      }
      double mean = 0.0;
      for (const double value : row) mean += value;
      mean /= static_cast<double>(d);
      double square = 0.0;
      for (const double value : row) square += (value - mean) * (value - mean);
      row_mean_[i] = mean;
      row_scale_[i] = 1.0 / std::sqrt(square);
      for (std::size_t j = 0; j < d; ++j) sum[j] += (row[j] - mean) * row_scale_[i];
    }
  });
  if (const auto constant = std::find(is_constant.begin(), is_constant.end(), 1); constant != is_constant.end()) {
    undefined_ = "all features of image " +
                 std::to_string(images_[static_cast<std::size_t>(constant - is_constant.begin())]) +
                 " (from 0) are equal";
    return;
  }
  for (const std::vector<double>& sum : sums) {
    for (std::size_t j = 0; j < d; ++j) mean_[j] += sum[j];
  }
  for (double& value : mean_) value /= static_cast<double>(n);

  std::vector<double> squares(n_pieces(n));
  on_pieces(threads, n, [&](std::size_t piece, std::size_t begin, std::size_t end) {
    std::vector<double> row(d);
    for (std::size_t i = begin; i < end; ++i) {
      copy_centred(i, 0, d, row.data());
      for (std::size_t j = 0; j < d; ++j) {
        u_[i] += mean_[j] * row[j];
        squares[piece] += row[j] * row[j];
      }
    }
  });
  for (const double square : squares) s_ += square;
  s_ /= static_cast<double>(n);

  const Covariance own = covariance(
      squared_norm_of_product(
          n, d, [this](auto row, auto first, auto count, double* into) { copy_centred(row, first, count, into); },
          threads),
      *this);
  variance_ = own.value;
  const double n_pairs = static_cast<double>(n) * static_cast<double>(n - 1);
  if (!(variance_ > std::max(n_pairs * kSmallestSpread * kSmallestSpread, kSmallestPart * own.terms))) {
    undefined_ = "all pairs of images are equally dissimilar";
  }
}

void Representation::copy_centred(std::size_t row, std::size_t first, std::size_t n, double* into) const {
  features_.copy(images_[row], first, n, into);
  const double mean = row_mean_[row];
  const double scale = row_scale_[row];
  for (std::size_t j = 0; j < n; ++j) into[j] = (into[j] - mean) * scale - mean_[first + j];
}

Representation::Covariance Representation::covariance(double norm, const Representation& other) const {
  const auto n = static_cast<double>(n_images());
  double products = 0.0;
  for (std::size_t i = 0; i < u_.size(); ++i) products += u_[i] * other.u_[i];
  const double all_pairs = 2.0 * n * products + norm;
  const double diagonal_and_means = s_ * other.s_ * n * n / (n - 1.0);
  return {all_pairs - diagonal_and_means, std::abs(all_pairs) + diagonal_and_means};
}

std::optional<double> Representation::correlation_with(const Representation& other, int threads) const {
  TRICKY_ASSERT(images_ == other.images_);
  if (!undefined_.empty() || !other.undefined_.empty()) return std::nullopt;
  const auto part_of = [](const Representation& each) {
    return [&each](auto row, auto first, auto n, double* into) { each.copy_centred(row, first, n, into); };
  };
  const double norm = squared_norm_of_product(n_images(), features_.n_features(), part_of(*this),
                                              other.features_.n_features(), part_of(other), threads);
  return std::clamp(covariance(norm, other).value / std::sqrt(variance_ * other.variance_), -1.0, 1.0);
}

}  // namespace tricky::engine
