#include "preprocessor.h"

#include <algorithm>
#include <string>

#include "tricky/data/errors.h"
#include "tricky/stimuli/resize.h"

namespace tricky::engine {

using protocols::Preprocessing;
using stimuli::RgbImage;

namespace {

RgbImage cut_out(const RgbImage& image, stimuli::Region region) {
  RgbImage part = stimuli::black_image(region.width_px, region.height_px);
  for (int y = 0; y < region.height_px; ++y) {
    const std::uint8_t* row = image.row(region.top + y) + static_cast<std::size_t>(region.left) * 3;
    std::copy_n(row, static_cast<std::size_t>(region.width_px) * 3, part.row(y));
  }
  return part;
}

}  // namespace

Preprocessor::Preprocessor(const Preprocessing& preprocessing) : preprocessing_(preprocessing) {
  const auto white = static_cast<float>(preprocessing.white);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const auto mean = static_cast<float>(preprocessing.mean[channel]);
    const auto std = static_cast<float>(preprocessing.std[channel]);
    for (std::size_t byte = 0; byte < 256; ++byte) {
      // The order of torchvision's ToTensor and Normalize, so that the values are theirs to the last bit; networks that
      // want 0 to 255 get the byte itself.
      const auto value = static_cast<float>(byte);
      const float pixel = white == 255.0F ? value : value / 255.0F * white;
      value_of_[channel][byte] = (pixel - mean) / std;
    }
  }
}

RgbImage Preprocessor::view(const RgbImage& image) const {
  const int crop_px = preprocessing_.crop_px;
  stimuli::Size size{image.width_px, image.height_px};
  if (preprocessing_.resize == Preprocessing::Resize::short_side) {
    size = stimuli::size_for_short_side(size, preprocessing_.resize_px);
  } else if (preprocessing_.resize == Preprocessing::Resize::square) {
    size = {preprocessing_.resize_px, preprocessing_.resize_px};
  }
  if (crop_px > std::min(size.width_px, size.height_px)) {
    throw InputError("is " + std::to_string(size.width_px) + " x " + std::to_string(size.height_px) +
                     " pixels, smaller than the crop_px = " + std::to_string(crop_px) +
                     " of the preprocessing; set resize = \"short_side\" there");
  }
  const stimuli::Region region =
      crop_px > 0 ? stimuli::centre_crop(size, crop_px) : stimuli::Region{0, 0, size.width_px, size.height_px};
  return preprocessing_.resize == Preprocessing::Resize::none ? cut_out(image, region)
                                                              : stimuli::resize_bilinear(image, size, region);
}

void Preprocessor::values(const RgbImage& view, float* into) const {
  const std::size_t n_pixels = view.pixels.size() / 3;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const std::size_t from = preprocessing_.channels == Preprocessing::Channels::rgb ? channel : 2 - channel;
    const std::array<float, 256>& value_of = value_of_[channel];
    for (std::size_t i = 0; i < n_pixels; ++i) *into++ = value_of[view.pixels[3 * i + from]];
  }
}

}  // namespace tricky::engine
