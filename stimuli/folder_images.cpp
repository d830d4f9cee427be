#include "folder_images.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "block_images.h"
#include "image_decoder.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestTextFile = std::size_t{256} << 20U;
constexpr std::size_t kMostClasses = 65535;
constexpr const char* kAnnotations = "val_annotations.txt";

/// One image, its path being relative to the image folder.
struct FolderImage {
  std::string path;
  std::uint16_t label = 0;
};

/// A text file line by line; the last one may lack its line break.
template <typename Use>
void each_line(const fs::path& path, const Use& use) {
  const std::string content = read_file(path, kLargestTextFile);
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    std::string_view line = std::string_view(content).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    begin = end + 1;
    if (line.empty()) continue;
    if (!is_valid_utf8(line)) throw InputError({path, number, ""}, "expected UTF-8 text");
    use(number, line);
  }
}

/// One name, not a way to another folder.
bool is_one_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

bool is_image_name(const std::string& name) {
  if (name.starts_with('.')) return false;
  std::string ending = fs::path(name).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending == ".jpg" || ending == ".jpeg" || ending == ".png";
}

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

class Listing {
 public:
  explicit Listing(const DatasetSpec& spec) : spec_(spec) {
    if (!fs::is_directory(spec.folder)) {
      throw InputError({spec.folder, 0, ""},
                       "is not a folder; [dataset] folder in study.toml names where the images lie");
    }
  }

  /// Class folders by label: those of the training images where there are any, else of the test images.
  std::vector<std::string> classes() const {
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

  /// All images, by label and path.
  std::vector<FolderImage> images(const std::vector<std::string>& classes, Split split) const {
    const fs::path folder = split == Split::train ? spec_.train : spec_.test;
    check_split(folder);
    std::unordered_map<std::string, std::uint16_t> labels;
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

 private:
  void check_split(const fs::path& split) const {
    if (fs::is_directory(spec_.folder / split)) return;
    throw InputError({spec_.folder / split, 0, ""},
                     "is not a folder; [dataset] train and test in study.toml name the "
                     "folders of class folders below `folder`");
  }

  std::vector<std::string> checked(std::vector<std::string> names, const fs::path& split) const {
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

  std::uint16_t label_of(const std::unordered_map<std::string, std::uint16_t>& labels, const std::string& name,
                         const SourcePlace& place) const {
    const auto found = labels.find(name);
    if (found == labels.end()) {
      throw InputError(place, "class " + in_quotes(name) + " has no folder of training images in " +
                                  (spec_.folder / spec_.train).string());
    }
    return found->second;
  }

  std::vector<FolderImage> in_class_folders(const fs::path& split,
                                            const std::unordered_map<std::string, std::uint16_t>& labels) const {
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

  std::vector<FolderImage> annotated(const fs::path& annotations, const fs::path& split,
                                     const std::unordered_map<std::string, std::uint16_t>& labels) const {
    std::vector<FolderImage> images;
    for (const AnnotatedImage& image : read_annotations(annotations)) {
      images.push_back({(split / "images" / image.file).generic_string(),
                        label_of(labels, image.class_folder, {annotations, 0, ""})});
    }
    return images;
  }

  const DatasetSpec& spec_;
};

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

std::vector<AnnotatedImage> read_annotations(const fs::path& path) {
  std::vector<AnnotatedImage> images;
  std::unordered_set<std::string> seen;
  each_line(path, [&](std::size_t number, std::string_view line) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() != 6) {
      throw InputError({path, number, ""}, "expected 6 fields between tabs (file, class, x0, y0, x1, y1), got " +
                                               std::to_string(fields.size()));
    }
    if (!is_one_name(fields[0]) || !is_image_name(fields[0])) {
      throw InputError({path, number, ""},
                       "expected the name of a JPEG or PNG file first, got " + in_quotes(fields[0]));
    }
    if (!is_one_name(fields[1])) {
      throw InputError({path, number, ""}, "expected the name of a class folder second, got " + in_quotes(fields[1]));
    }
    if (!seen.insert(fields[0]).second) {
      throw InputError({path, number, ""}, "the image " + in_quotes(fields[0]) + " stands there twice");
    }
    images.push_back({fields[0], fields[1]});
  });
  if (images.empty()) throw InputError({path, 0, ""}, "lists no images");
  return images;
}

std::vector<std::pair<std::string, std::string>> read_class_names(const fs::path& path) {
  std::vector<std::pair<std::string, std::string>> names;
  std::unordered_set<std::string> seen;
  each_line(path, [&](std::size_t number, std::string_view line) {
    const std::size_t gap = line.find_first_of(" \t");
    const std::size_t name = gap == std::string_view::npos ? gap : line.find_first_not_of(" \t", gap);
    if (gap == 0 || name == std::string_view::npos) {
      throw InputError({path, number, ""},
                       "expected a class folder's name and, after a space or tab, what the class is "
                       "called; got " +
                           in_quotes(line));
    }
    names.emplace_back(line.substr(0, gap), line.substr(name));
    if (!seen.insert(names.back().first).second) {
      throw InputError({path, number, ""}, "class folder " + in_quotes(names.back().first) + " stands there twice");
    }
  });
  return names;
}

std::unique_ptr<ImageSet> open_folder(const DatasetSpec& spec, const StudyFolder& study, Split split) {
  const Listing listing(spec);
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
