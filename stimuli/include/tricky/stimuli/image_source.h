#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "tricky/data/dataset_spec.h"
#include "tricky/data/items.h"
#include "tricky/data/study_folder.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

/// Gives the original pixels of a study's items, wherever the study keeps them.
class ImageSource {
 public:
  virtual ~ImageSource() = default;

  /// The item's image in its own size; grey is replicated to three channels. Throws InputError naming the item when it
  /// has no image, and as read_image does.
  virtual RgbImage image(const Item& item) const = 0;

  /// Size of the item's own file; none where it has none. Throws as `image` does.
  virtual std::optional<std::int64_t> file_bytes(const Item&) const { return std::nullopt; }

  /// Files to digest for provenance; empty where each item has a file of its own.
  virtual std::vector<std::filesystem::path> files() const = 0;
};

/// The images of a study:
///   image_folder  the file `path` of the item, below dataset.folder (the study folder when that is empty) and never
///                 outside it.
///   none          nullptr: only responses were imported.
///   others        the image of the test split that has the item's id, and must have its label.
std::unique_ptr<ImageSource> open_images(const DatasetSpec& spec, const StudyFolder& study);

}  // namespace tricky::stimuli
