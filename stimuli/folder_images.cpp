#include "folder_images.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "block_images.h"
#include "class_files.h"
#include "folder_listing.h"
#include "image_decoder.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace fs = std::filesystem;

namespace {

/// Ids for images that are listed: file names without ending, or with their class's folder where those repeat.
std::vector<std::string> ids_of(const std::vector<FolderImage>& images, const std::vector<std::string>& classes) {
  std::vector<std::string> ids;
  std::unordered_set<std::string> seen;
  for (const FolderImage& image : images) ids.push_back(fs::path(image.path).stem().string());
  if (std::all_of(ids.begin(), ids.end(), [&seen](const std::string& id) { return seen.insert(id).second; }))
    return ids;
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = classes[images[i].label] + "_" + ids[i];
  return ids;
}

class FolderImages final : public ImageSet {
 public:
  FolderImages(fs::path root, std::vector<Item> items, std::vector<std::string> class_names, std::size_t n_classes)
      : root_(std::move(root)), items_(std::move(items)), class_names_(std::move(class_names)) {
    labels_.reserve(items_.size());
    for (const Item& item : items_) labels_.push_back(item.label);
    n_classes_ = class_count(labels_, n_classes);
    digest_ = digest();
  }

  std::span<const std::uint16_t> labels() const override { return labels_; }
  std::int64_t n_classes() const override { return n_classes_; }
  const std::vector<std::string>& class_names() const override { return class_names_; }
  Item item(std::size_t index) const override { return items_[index]; }
  void read(std::size_t index, RgbImage& into) const override {
    const fs::path file = root_ / items_[index].path;
    const MappedFile content(file);
    decode_image(content.bytes(), file.string(), into);
  }
  void read_part(std::size_t index, const std::function<Region(Size)>& choose, RgbImage& into) const override {
    const fs::path file = root_ / items_[index].path;
    const MappedFile content(file);
    decode_image_part(content.bytes(), file.string(), choose, into);
  }
  std::string name(std::size_t index) const override { return (root_ / items_[index].path).string(); }
  bool may_be_damaged() const override { return true; }
  bool encoded(std::size_t index, std::string& bytes) const override {
    bytes = read_file(root_ / items_[index].path);
    return true;
  }
  std::string sha256() const override { return digest_; }
  bool sha256_is_of_content() const override { return false; }

 private:
  std::string digest() const {
    Sha256 hash;
    for (const Item& item : items_) {
      std::error_code error;
      const std::uintmax_t bytes = fs::file_size(root_ / item.path, error);
      const auto written = error ? fs::file_time_type() : fs::last_write_time(root_ / item.path, error);
      if (error) {
        throw InputError({root_ / item.path, 0, ""}, "the image of item " + in_quotes(item.item_id) +
                                                         " is not there or not a file; restore it or correct items.csv "
                                                         "and [dataset] in study.toml");
      }
      hash.update(item.path + "\t" + std::to_string(bytes) + "\t" + std::to_string(written.time_since_epoch().count()) +
                  "\t" + std::to_string(item.label) + "\n");
    }
    return hash.hex();
  }

  fs::path root_;
  std::vector<Item> items_;
  std::vector<std::uint16_t> labels_;
  std::vector<std::string> class_names_;
  std::int64_t n_classes_ = 0;
  std::string digest_;
};

/// The items of items.csv, whose paths must stay in the image folder.
std::vector<Item> listed_items(const fs::path& root, const fs::path& items_file) {
  const ItemSet set = read_items(items_file);
  std::vector<Item> items = set.items();
  for (const Item& item : items) {
    if (item.path.empty()) {
      throw InputError({items_file, 0, "path"},
                       "item " + in_quotes(item.item_id) + " has no image; fill in its path below [dataset] folder");
    }
    try {
      confined_path(root, item.path);
    } catch (const InputError& error) {
      throw InputError({items_file, 0, "path"}, "item " + in_quotes(item.item_id) + ": " + error.what());
    }
  }
  return items;
}

/// Each label's category, as the first item with it has it.
std::vector<std::string> categories_of(const std::vector<Item>& items) {
  std::vector<std::string> names;
  for (const Item& item : items) {
    if (item.label >= names.size()) names.resize(item.label + std::size_t{1});
    if (names[item.label].empty()) names[item.label] = item.category;
  }
  return names;
}

/// What the classes are called: their folders' names, or others from a file.
std::vector<std::string> names_of(const std::vector<std::string>& classes, const fs::path& class_names) {
  if (class_names.empty()) return classes;
  const auto pairs = read_class_names(class_names);
  const std::unordered_map<std::string, std::string> by_folder(pairs.begin(), pairs.end());
  std::vector<std::string> names;
  for (const std::string& folder : classes) {
    const auto found = by_folder.find(folder);
    if (found == by_folder.end()) {
      throw InputError({class_names, 0, ""}, "does not name class " + in_quotes(folder));
    }
    names.push_back(found->second);
  }
  return names;
}

}  // namespace

std::unique_ptr<ImageSet> open_folder(const DatasetSpec& spec, const StudyFolder& study, Split split) {
  const FolderListing listing(spec);
  const bool from_items = split == Split::test && spec.test.empty();
  if (from_items && spec.train.empty()) {
    std::vector<Item> items = listed_items(spec.folder, study.items_file());
    std::vector<std::string> categories = categories_of(items);
    return std::make_unique<FolderImages>(spec.folder, std::move(items), std::move(categories), 0);
  }
  const std::vector<std::string> classes = listing.classes();
  const std::vector<std::string> names = names_of(classes, spec.class_names);
  if (from_items) {
    return std::make_unique<FolderImages>(spec.folder, listed_items(spec.folder, study.items_file()), names,
                                          classes.size());
  }
  const std::vector<FolderImage> images = listing.images(classes, split);
  const std::vector<std::string> ids = ids_of(images, classes);
  std::vector<Item> items;
  items.reserve(images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (ids[i].find_first_of("\t\r\n+") != std::string::npos || !is_valid_utf8(images[i].path)) {
      throw InputError({spec.folder / images[i].path, 0, ""},
                       "file names of images become item ids: rename it without tabs, line breaks and '+', in UTF-8");
    }
    items.push_back({ids[i], images[i].label, names[images[i].label], images[i].path});
  }
  return std::make_unique<FolderImages>(spec.folder, std::move(items), names, classes.size());
}

}  // namespace tricky::stimuli
