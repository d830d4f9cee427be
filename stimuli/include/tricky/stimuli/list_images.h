#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tricky/data/image_features.h"
#include "tricky/data/items.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/stimuli/image_source.h"
#include "tricky/stimuli/resize.h"

namespace tricky::stimuli {

/// Makes the images that observers will see, framed, as `folder`/0001.png and so on in the list's order, and fills in
/// the list's `image` ("PREFIX/0001.png"), `sha256_rgb` and image size. `made` is called with their number after each
/// one. Gives what each image is like, in the list's order. Throws as ImageSource::image does, the item named, and
/// IoError.
std::vector<ImageFeatures> make_list_images(StimulusList& list, const ItemSet& items, const ImageSource& source, Framing framing,
                      const std::filesystem::path& folder, const std::string& prefix,
                      const std::function<void(std::size_t)>& made);

/// What each image of a list that is there is like: the study's original, framed, must have the list's digest. With
/// `source` nullptr the list's own PNG files are measured and nothing is known of the originals. Throws InputError for a
/// list without images, and for an image that is not the one that the list names.
std::vector<ImageFeatures> features_of_list(const StimulusList& list, const ItemSet& items, const ImageSource* source,
                                            Framing framing, const std::filesystem::path& lists_folder,
                                            const std::function<void(std::size_t)>& done);

}  // namespace tricky::stimuli
