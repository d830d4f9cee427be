#pragma once

#include <cstddef>
#include <optional>

#include "tricky/data/value.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::runner {

/// What the display's frame buffer held of the session's images, pixel by pixel, against what the files hold.
class PixelProof {
 public:
  /// `shown` is what was read back of an image that was drawn with `enlarge` x `enlarge` pixels for each of its own.
  void add(const stimuli::RgbImage& file, const stimuli::RgbImage& shown, int enlarge);

  std::size_t n_images() const { return n_images_; }
  std::size_t n_equal() const { return n_equal_; }
  int largest_difference() const { return largest_difference_; }  ///< of 255, between two pixels' colours
  bool all_equal() const { return n_equal_ == n_images_; }
  /// For session.json: n_images, n_equal; where some differ, n_different_pixels, largest_difference (of 255), and
  /// first_different, its place in the list from 0.
  Value description() const;

 private:
  std::size_t n_images_ = 0;
  std::size_t n_equal_ = 0;
  std::size_t n_different_pixels_ = 0;
  int largest_difference_ = 0;
  std::optional<std::size_t> first_different_;
};

}  // namespace tricky::runner
