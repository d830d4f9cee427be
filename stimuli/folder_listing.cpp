#include "folder_listing.h"

#include <algorithm>
#include <limits>
#include <set>

#include "class_files.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostClasses = 65535;
constexpr const char* kAnnotations = "val_annotations.txt";

fs::directory_iterator open_directory(const fs::path& folder) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) throw IoError(folder, "cannot be read", error.value());
  return entries;
}

/// Names of the folders in a folder, sorted by their bytes.
std::vector<std::string> folders_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : open_directory(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.') && entry.is_directory()) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Paths of the images in a folder, relative to `root`.
std::vector<std::string> images_in(const fs::path& root, const fs::path& folder) {
  std::vector<std::string> paths;
  for (const fs::directory_entry& entry : open_directory(root / folder)) {
    const std::string name = entry.path().filename().string();
    if (!is_image_name(name)) continue;
    const std::string path = (folder / name).generic_string();
    // Readers of items.csv follow no link that leads out, so none is listed.
    if (entry.is_symlink()) confined_path(root, path);
    if (entry.is_regular_file()) paths.push_back(path);
  }
  return paths;
}

}  // namespace

FolderListing::FolderListing(const DatasetSpec& spec) : spec_(spec) {
  if (!fs::is_directory(spec.folder)) {
    throw InputError({spec.folder, 0, ""},
                     "is not a folder; [dataset] folder in study.toml names where the images lie");
  }
}

std::vector<std::string> FolderListing::classes() const {
  const fs::path split = spec_.train.empty() ? spec_.test : spec_.train;
  if (spec_.train.empty() && fs::exists(spec_.folder / split / kAnnotations)) {
    std::set<std::string> names;
    for (const AnnotatedImage& image : read_annotations(spec_.folder / split / kAnnotations)) {
      names.insert(image.class_folder);
    }
    return checked({names.begin(), names.end()}, split);
  }
  check_split(split);
  return checked(folders_in(spec_.folder / split), split);
}

std::vector<FolderImage> FolderListing::images(const std::vector<std::string>& classes, Split split) const {
  const fs::path folder = split == Split::train ? spec_.train : spec_.test;
  check_split(folder);
  Labels labels;
  for (std::size_t i = 0; i < classes.size(); ++i) labels.emplace(classes[i], static_cast<std::uint16_t>(i));
  const fs::path annotations = spec_.folder / folder / kAnnotations;
  std::vector<FolderImage> images =
      fs::exists(annotations) ? annotated(annotations, folder, labels) : in_class_folders(folder, labels);
  if (images.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw InputError({spec_.folder / folder, 0, ""}, "holds more than 2^32 - 1 images");
  }
  std::sort(images.begin(), images.end(), [](const FolderImage& a, const FolderImage& b) {
    return a.label != b.label ? a.label < b.label : a.path < b.path;
  });
  return images;
}

void FolderListing::check_split(const fs::path& split) const {
  if (fs::is_directory(spec_.folder / split)) return;
  throw InputError({spec_.folder / split, 0, ""},
                   "is not a folder; [dataset] train and test in study.toml name the "
                   "folders of class folders below `folder`");
}

std::vector<std::string> FolderListing::checked(std::vector<std::string> names, const fs::path& split) const {
  if (names.empty()) {
    throw InputError({spec_.folder / split, 0, ""},
                     "holds no folders; expected one folder a class with its images, or Tiny-ImageNet's "
                     "val_annotations.txt; images of known classes in one folder can be listed in items.csv instead "
                     "(tricky import items)");
  }
  if (names.size() > kMostClasses) {
    throw InputError({spec_.folder / split, 0, ""},
                     "holds " + std::to_string(names.size()) + " classes; at most 65,535 can be told apart");
  }
  return names;
}

std::uint16_t FolderListing::label_of(const Labels& labels, const std::string& name, const SourcePlace& place) const {
  const auto found = labels.find(name);
  if (found == labels.end()) {
    throw InputError(place, "class " + in_quotes(name) + " has no folder of training images in " +
                                (spec_.folder / spec_.train).string());
  }
  return found->second;
}

std::vector<FolderImage> FolderListing::in_class_folders(const fs::path& split, const Labels& labels) const {
  std::vector<FolderImage> images;
  for (const std::string& name : checked(folders_in(spec_.folder / split), split)) {
    const fs::path folder = split / name;
    const std::uint16_t label = label_of(labels, name, {spec_.folder / folder, 0, ""});
    std::vector<std::string> paths = images_in(spec_.folder, folder);
    if (fs::is_directory(spec_.folder / folder / "images")) {
      const std::vector<std::string> more = images_in(spec_.folder, folder / "images");
      paths.insert(paths.end(), more.begin(), more.end());
    }
    if (paths.empty()) throw InputError({spec_.folder / folder, 0, ""}, "holds no JPEG or PNG images of its class");
    for (std::string& path : paths) images.push_back({std::move(path), label});
  }
  return images;
}

std::vector<FolderImage> FolderListing::annotated(const fs::path& annotations, const fs::path& split,
                                                  const Labels& labels) const {
  std::vector<FolderImage> images;
  for (const AnnotatedImage& image : read_annotations(annotations)) {
    images.push_back(
        {(split / "images" / image.file).generic_string(), label_of(labels, image.class_folder, {annotations, 0, ""})});
  }
  return images;
}

}  // namespace tricky::stimuli
