#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tricky/data/value.h"

namespace tricky {

/// Where a study's images come from: the [dataset] table of study.toml.
struct DatasetSpec {
  enum class Kind {
    none,          ///< only responses were imported; there are no images
    image_folder,  ///< items.csv names files below `folder`
    idx,           ///< MNIST's format, plain or gzipped
  };
  Kind kind = Kind::none;
  std::string name;              ///< prefix of generated item ids
  std::filesystem::path folder;  ///< image_folder: root of the items' paths, relative to the study folder or absolute
  std::filesystem::path train_images, train_labels, test_images, test_labels;  ///< idx
  std::vector<std::string> categories;                                         ///< idx: the classes' names, or empty
  std::size_t train_count = 0;                                                 ///< use the first so many; 0: all
  std::size_t test_count = 0;
};

/// Reads the [dataset] table; relative paths are made relative to `source`'s folder. Throws InputError.
DatasetSpec dataset_spec_from(const Value& table, const std::filesystem::path& source);

/// The [dataset] table of a study.toml; Kind::none when it has none.
DatasetSpec read_dataset_spec(const std::filesystem::path& study_toml);

}  // namespace tricky
