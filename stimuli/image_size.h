#pragma once

#include <cstdint>
#include <filesystem>

namespace tricky::stimuli {

/// Throws InputError for an image without pixels or with more than kLargestImagePixels.
void check_image_size(std::int64_t width_px, std::int64_t height_px, const std::filesystem::path& path);

}  // namespace tricky::stimuli
