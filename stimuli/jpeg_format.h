#pragma once

#include <filesystem>
#include <string_view>

#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

/// read_image for the bytes of a JPEG file; `path` is for messages.
RgbImage decode_jpeg(std::string_view bytes, const std::filesystem::path& path);

}  // namespace tricky::stimuli
