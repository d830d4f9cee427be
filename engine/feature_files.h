#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "representation.h"
#include "tricky/data/npy.h"

namespace tricky::engine {

/// A file of features, mapped: n images x d, or x whatever is flattened to d; float32 or float64.
struct FeatureFile {
  std::string name;  ///< of the file, without ending
  std::filesystem::path path;
  std::shared_ptr<const NpyFile> npy;
  /// From the .json that `tricky features` writes beside it; empty without.
  std::string item_set_digest;
  std::string layer;

  Features features() const;
};

/// Throws InputError when the file is not such an array, or not the one its .json describes.
FeatureFile read_feature_file(const std::filesystem::path& path);

/// Refuses files that cannot be compared row by row: another number of images, another item set; two of one name.
void check_same_images(const std::vector<FeatureFile>& files);

}  // namespace tricky::engine
