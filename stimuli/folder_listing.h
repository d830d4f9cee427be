#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "tricky/data/dataset_spec.h"
#include "tricky/data/errors.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

/// One image, its path being relative to the image folder.
struct FolderImage {
  std::string path;
  std::uint16_t label = 0;
};

/// What lies in a folder of class folders, or in one with Tiny-ImageNet's val_annotations.txt. Throws InputError with
/// what is missing. `spec` must outlive it.
class FolderListing {
 public:
  explicit FolderListing(const DatasetSpec& spec);

  /// Class folders by label: those of the training images where there are any, else of the test images.
  std::vector<std::string> classes() const;

  /// All images, by label and path.
  std::vector<FolderImage> images(const std::vector<std::string>& classes, Split split) const;

 private:
  using Labels = std::unordered_map<std::string, std::uint16_t>;

  void check_split(const std::filesystem::path& split) const;
  std::vector<std::string> checked(std::vector<std::string> names, const std::filesystem::path& split) const;
  std::uint16_t label_of(const Labels& labels, const std::string& name, const SourcePlace& place) const;
  std::vector<FolderImage> in_class_folders(const std::filesystem::path& split, const Labels& labels) const;
  std::vector<FolderImage> annotated(const std::filesystem::path& annotations, const std::filesystem::path& split,
                                     const Labels& labels) const;

  const DatasetSpec& spec_;
};

}  // namespace tricky::stimuli
