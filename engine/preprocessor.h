#pragma once

#include <array>
#include <cstddef>

#include "tricky/protocols/preprocessing.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::engine {

/// Carries out a preprocessing: Pillow's pixels, then a network's values.
class Preprocessor {
 public:
  explicit Preprocessor(const protocols::Preprocessing& preprocessing);

  /// The picture resized and cropped. Throws InputError when it is smaller than the crop.
  stimuli::RgbImage view(const stimuli::RgbImage& image) const;

  /// The view's 3 x height x width values, channel by channel in the preprocessing's order.
  void values(const stimuli::RgbImage& view, float* into) const;

 private:
  protocols::Preprocessing preprocessing_;
  std::array<std::array<float, 256>, 3> value_of_;  ///< by channel, in the preprocessing's order, and byte
};

}  // namespace tricky::engine
