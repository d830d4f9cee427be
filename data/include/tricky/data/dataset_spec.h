#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tricky/data/value.h"

namespace tricky {

/// Where a study's images come from: the [dataset] table of study.toml.
struct DatasetSpec {
  enum class Kind {
    none,          ///< only responses were imported; there are no images
    image_folder,  ///< JPEG and PNG files below `folder`
    idx,           ///< MNIST's format, plain or gzipped
    cifar10,       ///< the binary version of CIFAR-10
    cifar100,      ///< the binary version of CIFAR-100, with its fine labels
    gaussian,      ///< noise made on the fly: class i is N(128, sigma = i) per pixel and channel
    packed,        ///< files made by tricky pack
  };
  /// What to do when an image cannot be decoded.
  enum class CorruptImages {
    stop,  ///< an InputError that names it
    skip,  ///< a training image is left out, a test image is missing in the responses
  };
  Kind kind = Kind::none;
  CorruptImages corrupt_images = CorruptImages::stop;
  std::string name;              ///< prefix of generated item ids
  std::filesystem::path folder;  ///< image_folder, cifar: where the files lie, relative to the study folder or absolute
  std::string train;  ///< image_folder: the folder of class folders below `folder`; empty: no training images
  std::string test;   ///< likewise; empty: items.csv lists the test images
  std::filesystem::path class_names;  ///< image_folder: a file that names the class folders, or empty
  std::filesystem::path train_images, train_labels, test_images, test_labels;  ///< idx
  std::filesystem::path train_file, test_file;                                 ///< packed
  std::vector<std::string> categories;                                         ///< idx: the classes' names, or empty
  std::size_t train_count = 0;  ///< idx, cifar: use the first so many; 0: all
  std::size_t test_count = 0;
  int n_classes = 0;  ///< gaussian …
  int side_px = 0;
  std::size_t train_per_class = 0;
  std::size_t test_per_class = 0;
  std::uint64_t noise_seed = 0;
};

/// Reads the [dataset] table; relative paths are made relative to `source`'s folder. Throws InputError.
DatasetSpec dataset_spec_from(const Value& table, const std::filesystem::path& source);

/// The [dataset] table of a study.toml; Kind::none when it has none.
DatasetSpec read_dataset_spec(const std::filesystem::path& study_toml);

}  // namespace tricky
