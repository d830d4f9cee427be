#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "tricky/data/items.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/stimuli/image_source.h"
#include "tricky/stimuli/resize.h"

namespace tricky::stimuli {

/// Makes the images that observers will see, framed, as `folder`/0001.png and so on in the list's order, and fills in
/// the list's `image` ("PREFIX/0001.png"), `sha256_rgb` and image size. `made` is called with their number after each
/// one. Throws as ImageSource::image does, the item named, and IoError.
void make_list_images(StimulusList& list, const ItemSet& items, const ImageSource& source, Framing framing,
                      const std::filesystem::path& folder, const std::string& prefix,
                      const std::function<void(std::size_t)>& made);

}  // namespace tricky::stimuli
