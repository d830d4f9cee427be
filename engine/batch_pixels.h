#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "tricky/protocols/study_hyperparameters.h"
#include "tricky/stimuli/labelled_images.h"

namespace tricky::engine {

/// Turns images into what a network sees: red, green, blue as (value / 255 - mean) / std; grey is shown to all three.
/// What is drawn for an image depends on (augment_seed, epoch, image) alone, never on its batch or on threads.
class BatchPixels {
 public:
  /// Keeps a reference to the images.
  BatchPixels(const stimuli::LabelledImages& images, const protocols::Hyperparameters& hyperparameters);

  /// Values of a batch: number of images x height x width x 3.
  std::size_t n_values(std::size_t n_images) const { return n_images * images_.height_px * images_.width_px * 3; }

  /// The named images, flipped and cropped as the epoch draws them, into n_values() floats.
  void for_training(std::span<const std::uint32_t> images, int epoch, float* values) const;
  /// The images as they are.
  void for_evaluation(std::size_t first, std::size_t n, float* values) const;

 private:
  /// Where an output coordinate comes from: sign * x + offset.
  struct Axis {
    std::int64_t sign = 1;
    std::int64_t offset = 0;
  };
  void copy(std::size_t image, Axis row, Axis column, float* values) const;

  const stimuli::LabelledImages& images_;
  std::uint64_t seed_;
  std::vector<std::string> augment_;
  std::int64_t padding_;
  std::array<std::array<float, 256>, 3> normalised_;  ///< by channel and byte
};

}  // namespace tricky::engine
