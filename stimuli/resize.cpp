#include "tricky/stimuli/resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "tricky/data/errors.h"
#include "tricky/data/vector_clones.h"

namespace tricky::stimuli {

namespace {

/// Weights are multiples of 2^-22: a weighted sum of bytes then fits 32 bits with room for its rounding.
constexpr int kWeightBits = 32 - 8 - 2;
constexpr std::int32_t kHalf = 1 << (kWeightBits - 1);

std::uint8_t to_byte(std::int32_t sum) { return static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255)); }

/// One row, stretched. The last one of an image: nothing behind its last byte is touched.
void stretch_last_row(const std::uint8_t* from, const std::vector<ResizeWindow>& windows, const std::int32_t* weights,
                      std::uint8_t* to) {
  for (const ResizeWindow& window : windows) {
    const std::int32_t* weight = weights + window.begin;
    const std::uint8_t* pixel = from + static_cast<std::size_t>(window.first) * 3;
    std::array<std::int32_t, 3> sum{kHalf, kHalf, kHalf};
    for (int j = 0; j < window.n; ++j, pixel += 3) {
      for (std::size_t channel = 0; channel < 3; ++channel) sum[channel] += pixel[channel] * weight[j];
    }
    for (std::size_t channel = 0; channel < 3; ++channel) *to++ = to_byte(sum[channel]);
  }
}

using FourBytes [[gnu::vector_size(4)]] = std::uint8_t;
using FourSums [[gnu::vector_size(16)]] = std::int32_t;

/// One row, stretched: a pixel and the next one's red at once, so one byte behind the row is read and one behind the
/// result is written.
[[gnu::always_inline]] inline void stretch_row(const std::uint8_t* from, const std::vector<ResizeWindow>& windows,
                                               const std::int32_t* weights, std::uint8_t* to) {
  for (const ResizeWindow& window : windows) {
    const std::int32_t* weight = weights + window.begin;
    const std::uint8_t* pixel = from + static_cast<std::size_t>(window.first) * 3;
    FourSums sum{kHalf, kHalf, kHalf, kHalf};
    for (int j = 0; j < window.n; ++j, pixel += 3) {
      FourBytes bytes;
      std::memcpy(&bytes, pixel, sizeof bytes);
      sum += __builtin_convertvector(bytes, FourSums) * weight[j];
    }
    sum >>= kWeightBits;
    sum = sum < 0 ? FourSums{} : sum;
    sum = sum > 255 ? FourSums{255, 255, 255, 255} : sum;
    const FourBytes result = __builtin_convertvector(sum, FourBytes);
    std::memcpy(to, &result, sizeof result);
    to += 3;
  }
}

/// All rows, stretched; the last one by itself, because nothing may be read behind it.
TRICKY_VECTOR_CLONES
void stretch_rows(const std::uint8_t* from, std::size_t row_bytes, std::size_t n_rows,
                  const std::vector<ResizeWindow>& windows, const std::int32_t* weights, std::uint8_t* to) {
  for (std::size_t y = 0; y + 1 < n_rows; ++y) {
    stretch_row(from + y * row_bytes, windows, weights, to + y * windows.size() * 3);
  }
  stretch_last_row(from + (n_rows - 1) * row_bytes, windows, weights, to + (n_rows - 1) * windows.size() * 3);
}

/// A weighted sum of `n` rows.
TRICKY_VECTOR_CLONES
void mix_rows(const std::uint8_t* rows, std::size_t row_bytes, const std::int32_t* weights, int n, std::uint8_t* to) {
  constexpr std::size_t kAtOnce = 64;  // sums that stay in registers
  std::size_t x = 0;
  for (; x + kAtOnce <= row_bytes; x += kAtOnce) {
    std::int32_t sums[kAtOnce];
    for (std::size_t k = 0; k < kAtOnce; ++k) sums[k] = kHalf;
    for (int j = 0; j < n; ++j) {
      const std::uint8_t* row = rows + static_cast<std::size_t>(j) * row_bytes + x;
      for (std::size_t k = 0; k < kAtOnce; ++k) sums[k] += row[k] * weights[j];
    }
    for (std::size_t k = 0; k < kAtOnce; ++k) to[x + k] = to_byte(sums[k]);
  }
  for (; x < row_bytes; ++x) {
    std::int32_t sum = kHalf;
    for (int j = 0; j < n; ++j) sum += rows[static_cast<std::size_t>(j) * row_bytes + x] * weights[j];
    to[x] = to_byte(sum);
  }
}

}  // namespace

/// Weights of the new pixels first … first + n - 1, when `old_px` become `new_px`.
void ResizeWeights::triangle(int old_px, int new_px, int first, int n) {
  const double scale = static_cast<double>(old_px) / new_px;
  const double reach = std::max(scale, 1.0);
  // Pillow multiplies by the reciprocal; dividing can differ in the last bit.
  const double per_reach = 1.0 / reach;
  windows.clear();
  values.clear();
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
    windows.push_back({begin, end - begin, values.size()});
    for (const double weight : exact) {
      const double share = sum != 0.0 ? weight / sum : weight;
      values.push_back(static_cast<std::int32_t>(0.5 + share * (1 << kWeightBits)));
    }
  }
}

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

Region Resizer::plan(Size from, Size size, Region region) {
  TRICKY_ASSERT(from.width_px > 0 && from.height_px > 0);
  TRICKY_ASSERT(region.left >= 0 && region.top >= 0 && region.width_px > 0 && region.height_px > 0);
  TRICKY_ASSERT(region.left <= size.width_px - region.width_px && region.top <= size.height_px - region.height_px);
  across_.triangle(from.width_px, size.width_px, region.left, region.width_px);
  down_.triangle(from.height_px, size.height_px, region.top, region.height_px);
  const Region needed{across_.windows.front().first, down_.windows.front().first,
                      across_.end() - across_.windows.front().first, down_.end() - down_.windows.front().first};
  for (ResizeWindow& window : across_.windows) window.first -= needed.left;
  for (ResizeWindow& window : down_.windows) window.first -= needed.top;
  return needed;
}

void Resizer::run(const std::uint8_t* needed, std::size_t row_bytes, std::uint8_t* pixels) {
  const std::size_t new_row_bytes = across_.windows.size() * 3;
  const auto n_rows = static_cast<std::size_t>(down_.end());
  stretched_.resize(n_rows * new_row_bytes);
  stretch_rows(needed, row_bytes, n_rows, across_.windows, across_.values.data(), stretched_.data());
  for (const ResizeWindow& window : down_.windows) {
    mix_rows(stretched_.data() + static_cast<std::size_t>(window.first) * new_row_bytes, new_row_bytes,
             down_.values.data() + window.begin, window.n, pixels);
    pixels += new_row_bytes;
  }
}

RgbImage resize_bilinear(const RgbImage& image, Size size, Region region) {
  Resizer resizer;
  const Region needed = resizer.plan({image.width_px, image.height_px}, size, region);
  RgbImage result = black_image(region.width_px, region.height_px);
  resizer.run(image.row(needed.top) + static_cast<std::size_t>(needed.left) * 3,
              static_cast<std::size_t>(image.width_px) * 3, result.pixels.data());
  return result;
}

RgbImage resize_bilinear(const RgbImage& image, Size size) {
  return resize_bilinear(image, size, {0, 0, size.width_px, size.height_px});
}

FramedSize framed_size(Size from, Framing framing) {
  const Size size = size_for_short_side(from, framing.short_side_px);
  return {size, centre_crop(size, framing.crop_px)};
}

RgbImage resize_and_crop(const RgbImage& image, Framing framing) {
  const FramedSize framed = framed_size({image.width_px, image.height_px}, framing);
  return resize_bilinear(image, framed.size, framed.region);
}

}  // namespace tricky::stimuli
