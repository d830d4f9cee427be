#pragma once

#include <filesystem>
#include <vector>

#include "tricky/data/stimulus_list.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::runner {

/// Decodes every image of the list, one for each row in order, and holds each against the list: size and SHA-256 of its
/// pixels. SDL2_image must see the same pixels in it. Throws one InputError that names all images that are missing,
/// unreadable or changed, and one when the list has no images at all.
std::vector<stimuli::RgbImage> load_images(const StimulusList& list, const std::filesystem::path& list_file);

}  // namespace tricky::runner
