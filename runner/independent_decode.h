#pragma once

#include <filesystem>
#include <optional>

#include "tricky/stimuli/rgb_image.h"

namespace tricky::runner {

/// The image as SDL2_image decodes it: a second opinion, by code that shares nothing with stimuli's. Nothing where
/// SDL2_image cannot read the file. May be called from several threads.
std::optional<stimuli::RgbImage> decode_independently(const std::filesystem::path& file);

/// The same, with what is transparent laid on white: round((a c + (255 - a) 255) / 255).
std::optional<stimuli::RgbImage> decode_on_white(const std::filesystem::path& file);

}  // namespace tricky::runner
