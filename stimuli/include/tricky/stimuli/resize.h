#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

/// How an image becomes a stimulus: its short side is brought to `short_side_px`, then the middle square is cut out.
/// The defaults are ImageNet's evaluation transform, the one the networks of the original study saw.
struct Framing {
  int short_side_px = 256;
  int crop_px = 224;
};

struct Size {
  int width_px = 0;
  int height_px = 0;
};

/// A rectangle of an image, in pixels from its top left corner.
struct Region {
  int left = 0;
  int top = 0;
  int width_px = 0;
  int height_px = 0;
};

/// The size after torchvision's Resize(short_side_px): the long side is int(short_side_px * long / short), cut off and
/// not rounded.
Size size_for_short_side(Size size, int short_side_px);

/// The rectangle that torchvision's CenterCrop(crop_px) takes: offsets int(round((side - crop_px) / 2.0)) with Python's
/// rounding of halves to the even number. Needs crop_px <= both sides.
Region centre_crop(Size size, int crop_px);

/// A region of the image resized to `size` by Pillow's bilinear filter, byte for byte as
/// `image.resize(size, Image.BILINEAR).crop(region)` gives it (Pillow 9.4, Resample.c):
///
///   Along one side, with s = old/new and f = max(s, 1), new pixel i has its centre at c = (i + 1/2) s and weighs the
///   old pixels j from int(c - f + 1/2) up to, not including, int(c + f + 1/2), cut at the border, by max(0, 1 - |j +
///   1/2 - c| / f): a triangle that widens when shrinking, so that nothing aliases. The weights are divided by their
///   sum in double, then rounded (half up) to multiples of 2^-22. First rows, then columns. Each pass sums weight times
///   byte in whole numbers, adds half a unit, cuts to 8 bits and clips at 255; so the image between the passes is 8
///   bits too.
///
/// Only what the region needs is computed; the result is the same. The region must lie in `size` and not be empty.
RgbImage resize_bilinear(const RgbImage& image, Size size, Region region);

/// The whole image resized.
RgbImage resize_bilinear(const RgbImage& image, Size size);

/// Resize(short_side_px, bilinear) and CenterCrop(crop_px) of torchvision on Pillow images, byte for byte; a square of
/// crop_px. Needs 0 < crop_px <= short_side_px. Throws InputError for an image so thin that its
/// resized long side would exceed 2^31 - 1.
RgbImage resize_and_crop(const RgbImage& image, Framing framing);

/// Which old pixels a new one weighs.
struct ResizeWindow {
  int first = 0;
  int n = 0;
  std::size_t begin = 0;  ///< of its weights
};
/// The windows of new pixels along one side, with their weights.
struct ResizeWeights {
  std::vector<ResizeWindow> windows;
  std::vector<std::int32_t> values;
  std::vector<double> exact;  ///< of one window, before rounding

  void triangle(int old_px, int new_px, int first, int n);
  int end() const { return windows.back().first + windows.back().n; }
};

/// resize_bilinear in two steps, for those who resize one image after the other and want only the needed part of each;
/// its memory is reused.
class Resizer {
 public:
  /// Plans resize_bilinear(image, size, region) for images of size `from`, and says which region of the image it takes.
  Region plan(Size from, Size size, Region region);
  /// `needed` is the planned region's first pixel, the next row's lies `row_bytes` behind it. Writes region.height_px x
  /// region.width_px x 3 bytes.
  void run(const std::uint8_t* needed, std::size_t row_bytes, std::uint8_t* pixels);

 private:
  ResizeWeights across_;
  ResizeWeights down_;
  std::vector<std::uint8_t> stretched_;  ///< rows of the old image, columns of the new one
};

/// What resize_and_crop takes and gives: the size after Resize and the square that CenterCrop keeps of it.
struct FramedSize {
  Size size;
  Region region;
};
FramedSize framed_size(Size from, Framing framing);

}  // namespace tricky::stimuli
