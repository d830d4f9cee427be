#include "independent_decode.h"

#include <SDL_image.h>

#include <cstring>
#include <memory>

namespace tricky::runner {

namespace {
struct Free {
  void operator()(SDL_Surface* surface) const { SDL_FreeSurface(surface); }
};
using Surface = std::unique_ptr<SDL_Surface, Free>;

/// Null when SDL2_image cannot read the file.
Surface load(const std::filesystem::path& file, Uint32 format) {
  const Surface decoded(IMG_Load(file.c_str()));
  return Surface(decoded ? SDL_ConvertSurfaceFormat(decoded.get(), format, 0) : nullptr);
}

}  // namespace

std::optional<stimuli::RgbImage> decode_independently(const std::filesystem::path& file) {
  const Surface rgb = load(file, SDL_PIXELFORMAT_RGB24);
  if (!rgb) return std::nullopt;
  stimuli::RgbImage image = stimuli::black_image(rgb->w, rgb->h);
  const std::size_t row_bytes = static_cast<std::size_t>(rgb->w) * 3;
  for (int y = 0; y < rgb->h; ++y) {
    std::memcpy(image.pixels.data() + static_cast<std::size_t>(y) * row_bytes,
                static_cast<const std::uint8_t*>(rgb->pixels) + static_cast<std::ptrdiff_t>(y) * rgb->pitch, row_bytes);
  }
  return image;
}

std::optional<stimuli::RgbImage> decode_on_white(const std::filesystem::path& file) {
  const Surface rgba = load(file, SDL_PIXELFORMAT_RGBA32);
  if (!rgba) return std::nullopt;
  stimuli::RgbImage image = stimuli::black_image(rgba->w, rgba->h);
  for (int y = 0; y < rgba->h; ++y) {
    const auto* from = static_cast<const std::uint8_t*>(rgba->pixels) + static_cast<std::ptrdiff_t>(y) * rgba->pitch;
    std::uint8_t* to = image.row(y);
    for (int x = 0; x < rgba->w; ++x, from += 4, to += 3) {
      for (int channel = 0; channel < 3; ++channel) {
        to[channel] = static_cast<std::uint8_t>((from[channel] * from[3] + 255 * (255 - from[3]) + 127) / 255);
      }
    }
  }
  return image;
}

}  // namespace tricky::runner
