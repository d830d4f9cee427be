#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tricky::stimuli {

/// An image as observers and networks get it: 8 bits a channel, red first, rows from the top, nothing between rows.
struct RgbImage {
  int width_px = 0;
  int height_px = 0;
  std::vector<std::uint8_t> pixels;  ///< height x width x 3

  const std::uint8_t* row(int y) const { return pixels.data() + static_cast<std::size_t>(y) * width_px * 3; }
  std::uint8_t* row(int y) { return pixels.data() + static_cast<std::size_t>(y) * width_px * 3; }
};

/// A black image of this size.
inline RgbImage black_image(int width_px, int height_px) {
  return {width_px, height_px, std::vector<std::uint8_t>(static_cast<std::size_t>(width_px) * height_px * 3)};
}

}  // namespace tricky::stimuli
