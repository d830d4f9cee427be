#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tricky/data/dataset_spec.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

/// The standard deviation of a class: class i of 1 … C has sigma = i and label i - 1 (the original study, A.6).
inline int gaussian_sigma(std::uint16_t label) { return label + 1; }

/// Kullback-Leibler divergence in nats of N(mu, s1) from N(mu, s2), before rounding and clipping:
///
///   KL = log(s2 / s1) + s1^2 / (2 s2^2) - 1/2
///
/// The original study's Figure 9 holds it for neighbouring classes against accuracy.
double gaussian_divergence(double s1, double s2);

/// Draws bytes distributed as a N(128, sigma) that is rounded to whole numbers and clipped to 0 … 255: exact but for
/// the rounding of each byte's probability to multiples of 2^-32. One 32-bit random number a byte (Walker's alias
/// method: the upper 8 bits choose a column, the lower 24 whether its own byte or its alias comes out).
class GaussianBytes {
 public:
  explicit GaussianBytes(double sigma);
  void fill(std::span<const std::uint32_t> random, std::uint8_t* bytes) const;

 private:
  std::array<std::uint32_t, 256> columns_;  ///< threshold << 8 | alias
};

/// Images of pixel-wise independent noise, made when they are read: never 2 million files. Image k of a split is of
/// label k / per_class; its bytes, row by row, come from RandomStream(noise_seed, Stream::noise, 0 (train) or 1 (test),
/// 0, k), one 32-bit number each.
class GaussianNoise final : public ImageSet {
 public:
  GaussianNoise(const DatasetSpec& spec, Split split);

  std::span<const std::uint16_t> labels() const override { return labels_; }
  std::int64_t n_classes() const override { return static_cast<std::int64_t>(classes_.size()); }
  const std::vector<std::string>& class_names() const override { return class_names_; }
  Item item(std::size_t index) const override;
  void read(std::size_t index, RgbImage& into) const override;
  std::string name(std::size_t index) const override;
  std::string sha256() const override;

 private:
  DatasetSpec spec_;
  Split split_;
  std::vector<std::uint16_t> labels_;
  std::vector<GaussianBytes> classes_;
  std::vector<std::string> class_names_;
};

}  // namespace tricky::stimuli
