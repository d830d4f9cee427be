#include "pixel_proof.h"

#include <algorithm>
#include <cstdlib>

#include "tricky/data/errors.h"

namespace tricky::runner {

namespace {
constexpr std::size_t kChannels = 3;
}

void PixelProof::add(const stimuli::RgbImage& file, const stimuli::RgbImage& shown, int enlarge) {
  TRICKY_ASSERT(shown.width_px == file.width_px * enlarge && shown.height_px == file.height_px * enlarge);
  std::size_t n_different = 0;
  for (int y = 0; y < shown.height_px; ++y) {
    for (int x = 0; x < shown.width_px; ++x) {
      const auto there = static_cast<std::size_t>(y * shown.width_px + x) * kChannels;
      const auto here = static_cast<std::size_t>((y / enlarge) * file.width_px + x / enlarge) * kChannels;
      int largest = 0;
      for (std::size_t c = 0; c < kChannels; ++c) {
        largest = std::max(largest, std::abs(int{shown.pixels[there + c]} - int{file.pixels[here + c]}));
      }
      n_different += largest > 0 ? 1 : 0;
      largest_difference_ = std::max(largest_difference_, largest);
    }
  }
  if (n_different == 0) ++n_equal_;
  if (n_different > 0 && !first_different_) first_different_ = n_images_;
  n_different_pixels_ += n_different;
  ++n_images_;
}

Value PixelProof::description() const {
  Value value;
  value["n_images"] = n_images_;
  value["n_equal"] = n_equal_;
  if (first_different_) {
    value["n_different_pixels"] = n_different_pixels_;
    value["largest_difference"] = largest_difference_;
    value["first_different"] = *first_different_;
  }
  return value;
}

}  // namespace tricky::runner
