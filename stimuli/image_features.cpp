#include "tricky/stimuli/image_features.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "tricky/data/errors.h"

namespace tricky::stimuli {

namespace {

std::array<double, 256> linear_levels() {
  std::array<double, 256> linear{};
  for (std::size_t byte = 0; byte < linear.size(); ++byte) {
    const double c = static_cast<double>(byte) / 255.0;
    linear[byte] = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  }
  return linear;
}

std::uint8_t grey_of(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>((19595U * rgb[0] + 38470U * rgb[1] + 7471U * rgb[2] + 32768U) >> 16U);
}

std::size_t n_pixels(const RgbImage& image) {
  return static_cast<std::size_t>(image.width_px) * static_cast<std::size_t>(image.height_px);
}

}  // namespace

LuminanceOf luminance_of(const RgbImage& image) {
  static const std::array<double, 256> kLinear = linear_levels();
  const std::size_t n = n_pixels(image);
  TRICKY_ASSERT(n > 0);
  const auto luminance = [&](std::size_t pixel) {
    const std::uint8_t* rgb = image.pixels.data() + 3 * pixel;
    return 0.2126 * kLinear[rgb[0]] + 0.7152 * kLinear[rgb[1]] + 0.0722 * kLinear[rgb[2]];
  };
  double sum = 0.0;
  for (std::size_t pixel = 0; pixel < n; ++pixel) sum += luminance(pixel);
  const double mean = sum / static_cast<double>(n);
  if (mean <= 0.0) return {0.0, std::nullopt};
  double squares = 0.0;  // in a second pass: the difference of two large sums would lose digits
  for (std::size_t pixel = 0; pixel < n; ++pixel) {
    const double deviation = luminance(pixel) - mean;
    squares += deviation * deviation;
  }
  return {std::min(mean, 1.0), std::sqrt(squares / static_cast<double>(n)) / mean};
}

double entropy_bits(const RgbImage& image) {
  std::array<std::size_t, 256> counts{};
  const std::size_t n = n_pixels(image);
  for (std::size_t pixel = 0; pixel < n; ++pixel) ++counts[grey_of(image.pixels.data() + 3 * pixel)];
  double entropy = 0.0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(n);
    entropy -= share * std::log2(share);
  }
  return std::clamp(entropy, 0.0, 8.0);
}

Thumbnail thumbnail_of(const RgbImage& image) {
  Thumbnail cells{};
  const auto part = [](int i, int side) {  // pixels [first, last) of cell i, at least one
    const int first = std::min(i * side / kThumbnailSide, side - 1);
    return std::pair(first, std::max(first + 1, (i + 1) * side / kThumbnailSide));
  };
  double mean = 0.0;
  for (int y = 0; y < kThumbnailSide; ++y) {
    const auto [top, bottom] = part(y, image.height_px);
    for (int x = 0; x < kThumbnailSide; ++x) {
      const auto [left, right] = part(x, image.width_px);
      double sum = 0.0;
      for (int row = top; row < bottom; ++row) {
        for (int column = left; column < right; ++column) sum += grey_of(image.row(row) + 3 * column);
      }
      sum /= static_cast<double>(bottom - top) * static_cast<double>(right - left);
      cells[static_cast<std::size_t>(y * kThumbnailSide + x)] = static_cast<float>(sum);
      mean += sum;
    }
  }
  mean /= static_cast<double>(cells.size());
  double squares = 0.0;
  for (float& cell : cells) {
    cell -= static_cast<float>(mean);
    squares += static_cast<double>(cell) * cell;
  }
  // Rounding leaves a trace of the mean in an image of one grey: below a thousandth of a level, nothing varies.
  const double norm = std::sqrt(squares);
  for (float& cell : cells) cell = norm < 0.03 ? 0.0F : static_cast<float>(cell / norm);
  return cells;
}

double likeness(const Thumbnail& first, const Thumbnail& second) {
  float as_is = 0.0F;
  float mirrored = 0.0F;
  for (std::size_t row = 0; row < kThumbnailSide; ++row) {
    const float* a = first.data() + row * kThumbnailSide;
    const float* b = second.data() + row * kThumbnailSide;
    for (std::size_t x = 0; x < kThumbnailSide; ++x) {
      as_is += a[x] * b[x];
      mirrored += a[x] * b[kThumbnailSide - 1 - x];
    }
  }
  return std::clamp(static_cast<double>(std::max(as_is, mirrored)), -1.0, 1.0);
}

void find_nearest(std::span<ImageFeatures> features, std::span<const Thumbnail> thumbnails) {
  TRICKY_ASSERT(features.size() == thumbnails.size());
  const auto keep = [&](std::size_t of, std::size_t other, double correlation) {
    if (features[of].nearest_correlation && *features[of].nearest_correlation >= correlation) return;
    features[of].nearest_correlation = correlation;
    features[of].nearest_item_id = features[other].item_id;
  };
  for (std::size_t i = 0; i < thumbnails.size(); ++i) {
    for (std::size_t j = i + 1; j < thumbnails.size(); ++j) {
      const double correlation = likeness(thumbnails[i], thumbnails[j]);
      keep(i, j, correlation);
      keep(j, i, correlation);
    }
  }
}

}  // namespace tricky::stimuli
