#include "tricky/stimuli/resize.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "tricky/data/errors.h"

namespace tricky::stimuli {

namespace {

/// Weights are multiples of 2^-22: a weighted sum of bytes then fits 32 bits with room for its rounding.
constexpr int kWeightBits = 32 - 8 - 2;
constexpr std::int32_t kHalf = 1 << (kWeightBits - 1);

/// For each new pixel of a stretch, which old pixels it weighs and how much.
struct Weights {
  struct Window {
    int first = 0;  ///< old pixel
    int n = 0;
    std::size_t begin = 0;  ///< of its weights in `values`
  };
  std::vector<Window> windows;
  std::vector<std::int32_t> values;

  const std::int32_t* of(const Window& window) const { return values.data() + window.begin; }
};

/// Weights of the new pixels first … first + n - 1, when `old_px` become `new_px`.
Weights triangle_weights(int old_px, int new_px, int first, int n) {
  const double scale = static_cast<double>(old_px) / new_px;
  const double reach = std::max(scale, 1.0);
  // Pillow multiplies by the reciprocal; dividing can differ in the last bit.
  const double per_reach = 1.0 / reach;
  Weights result;
  result.windows.reserve(static_cast<std::size_t>(n));
  std::vector<double> exact;
  for (int i = first; i < first + n; ++i) {
    const double centre = (i + 0.5) * scale;
    const int begin = std::max(0, static_cast<int>(centre - reach + 0.5));
    const int end = std::min(old_px, static_cast<int>(centre + reach + 0.5));
    exact.clear();
    double sum = 0.0;
    // Sums of doubles depend on their order: from the first old pixel up, as Pillow does.
    for (int j = 0; j < end - begin; ++j) {
      const double distance = std::abs((j + begin - centre + 0.5) * per_reach);
      exact.push_back(distance < 1.0 ? 1.0 - distance : 0.0);
      sum += exact.back();
    }
    result.windows.push_back({begin, end - begin, result.values.size()});
    for (const double weight : exact) {
      const double share = sum != 0.0 ? weight / sum : weight;
      result.values.push_back(static_cast<std::int32_t>(0.5 + share * (1 << kWeightBits)));
    }
  }
  return result;
}

std::uint8_t to_byte(std::int32_t sum) { return static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255)); }

/// One row of the image, stretched.
void stretch_row(const std::uint8_t* from, const Weights& weights, std::uint8_t* to) {
  for (const Weights::Window& window : weights.windows) {
    const std::int32_t* weight = weights.of(window);
    const std::uint8_t* pixel = from + static_cast<std::size_t>(window.first) * 3;
    std::int32_t red = kHalf;
    std::int32_t green = kHalf;
    std::int32_t blue = kHalf;
    for (int j = 0; j < window.n; ++j, pixel += 3) {
      red += pixel[0] * weight[j];
      green += pixel[1] * weight[j];
      blue += pixel[2] * weight[j];
    }
    *to++ = to_byte(red);
    *to++ = to_byte(green);
    *to++ = to_byte(blue);
  }
}

}  // namespace

Size size_for_short_side(Size size, int short_side_px) {
  TRICKY_ASSERT(size.width_px > 0 && size.height_px > 0 && short_side_px > 0);
  const auto [shorter, longer] = std::minmax(size.width_px, size.height_px);
  // Whole numbers cut off as int(a / b) of doubles does: a quotient that is not whole is too far from the next one.
  const std::int64_t long_side_px = std::int64_t{short_side_px} * longer / shorter;
  if (long_side_px > std::numeric_limits<int>::max()) {
    throw InputError("an image of " + std::to_string(size.width_px) + " x " + std::to_string(size.height_px) +
                     " pixels is too long to be resized; leave its item out with --exclude");
  }
  const int other_px = static_cast<int>(long_side_px);
  return size.width_px <= size.height_px ? Size{short_side_px, other_px} : Size{other_px, short_side_px};
}

Region centre_crop(Size size, int crop_px) {
  TRICKY_ASSERT(crop_px > 0 && crop_px <= size.width_px && crop_px <= size.height_px);
  const auto offset = [crop_px](int side_px) {
    const int twice = side_px - crop_px;
    const int half = twice / 2;
    return twice % 2 == 1 && half % 2 == 1 ? half + 1 : half;
  };
  return {offset(size.width_px), offset(size.height_px), crop_px, crop_px};
}

RgbImage resize_bilinear(const RgbImage& image, Size size, Region region) {
  TRICKY_ASSERT(image.width_px > 0 && image.height_px > 0);
  TRICKY_ASSERT(region.left >= 0 && region.top >= 0 && region.width_px > 0 && region.height_px > 0);
  TRICKY_ASSERT(region.left <= size.width_px - region.width_px && region.top <= size.height_px - region.height_px);

  const Weights across = triangle_weights(image.width_px, size.width_px, region.left, region.width_px);
  const Weights down = triangle_weights(image.height_px, size.height_px, region.top, region.height_px);

  const int first_row = down.windows.front().first;
  const int end_row = down.windows.back().first + down.windows.back().n;
  RgbImage stretched = black_image(region.width_px, end_row - first_row);
  for (int y = 0; y < stretched.height_px; ++y) stretch_row(image.row(first_row + y), across, stretched.row(y));

  RgbImage result = black_image(region.width_px, region.height_px);
  const std::size_t row_bytes = static_cast<std::size_t>(region.width_px) * 3;
  std::vector<std::int32_t> sums(row_bytes);
  for (int y = 0; y < region.height_px; ++y) {
    const Weights::Window& window = down.windows[static_cast<std::size_t>(y)];
    std::fill(sums.begin(), sums.end(), kHalf);
    for (int j = 0; j < window.n; ++j) {
      const std::uint8_t* row = stretched.row(window.first - first_row + j);
      const std::int32_t weight = down.of(window)[j];
      for (std::size_t x = 0; x < row_bytes; ++x) sums[x] += row[x] * weight;
    }
    std::transform(sums.begin(), sums.end(), result.row(y), to_byte);
  }
  return result;
}

RgbImage resize_bilinear(const RgbImage& image, Size size) {
  return resize_bilinear(image, size, {0, 0, size.width_px, size.height_px});
}

RgbImage resize_and_crop(const RgbImage& image, Framing framing) {
  const Size size = size_for_short_side({image.width_px, image.height_px}, framing.short_side_px);
  return resize_bilinear(image, size, centre_crop(size, framing.crop_px));
}

}  // namespace tricky::stimuli
