#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

/// read_image for the bytes of a PNG file; `path` is for messages.
RgbImage decode_png(std::string_view bytes, const std::filesystem::path& path);

/// The bytes of an 8-bit RGB PNG.
std::string encode_png(const RgbImage& image);

}  // namespace tricky::stimuli
