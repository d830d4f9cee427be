#pragma once

#include <array>
#include <span>
#include <vector>

#include "tricky/data/image_features.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

/// Mean luminance and RMS contrast of an image on an sRGB screen.
///
///   Each channel c = byte / 255 is made linear: c / 12.92 up to 0.04045, else ((c + 0.055) / 1.055)^2.4; a pixel's
///   relative luminance is Y = 0.2126 R + 0.7152 G + 0.0722 B (IEC 61966-2-1). luminance = mean of Y over the pixels,
///   contrast = standard deviation of Y (over N) / mean of Y (Bex and Makous 2002); none when the mean is 0.
struct LuminanceOf {
  double luminance = 0.0;
  std::optional<double> rms_contrast;
};
LuminanceOf luminance_of(const RgbImage& image);

/// Shannon's entropy of the histogram of grey levels, in bits: what Pillow's `image.convert("L").entropy()` gives, with
/// its grey (19595 R + 38470 G + 7471 B + 32768) >> 16.
double entropy_bits(const RgbImage& image);

/// Grey levels averaged to 32 x 32 cells, less their mean and divided by their norm, so that the sum of products of two
/// is their correlation. All zero for an image of one grey. Images of less than 32 pixels a side repeat pixels.
inline constexpr int kThumbnailSide = 32;
using Thumbnail = std::array<float, kThumbnailSide * kThumbnailSide>;
Thumbnail thumbnail_of(const RgbImage& image);
/// As they are, or one of them mirrored left to right: whichever is higher.
double likeness(const Thumbnail& first, const Thumbnail& second);

/// Fills in each one's nearest other image. features[i] belongs to thumbnails[i].
void find_nearest(std::span<ImageFeatures> features, std::span<const Thumbnail> thumbnails);

}  // namespace tricky::stimuli
