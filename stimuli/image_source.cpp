#include "tricky/stimuli/image_source.h"

#include <algorithm>

#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/image_file.h"
#include "tricky/stimuli/labelled_images.h"

namespace tricky::stimuli {

namespace {

class FolderSource final : public ImageSource {
 public:
  explicit FolderSource(std::filesystem::path root) : root_(std::move(root)) {
    if (!std::filesystem::is_directory(root_)) {
      throw InputError({root_, 0, ""}, "is not a folder; [dataset] folder in study.toml names where the images lie");
    }
  }

  RgbImage image(const Item& item) const override {
    if (item.path.empty()) {
      throw InputError(
          "item " + in_quotes(item.item_id) +
          " has no image: its path in items.csv is empty; fill it in, or leave the item out with --exclude");
    }
    const std::filesystem::path file = confined_path(root_, item.path);
    if (!std::filesystem::exists(file)) {
      throw InputError({file, 0, ""},
                       "the image of item " + in_quotes(item.item_id) +
                           " is not there; check its path in items.csv and [dataset] folder in study.toml");
    }
    return read_image(file);
  }

  std::vector<std::filesystem::path> files() const override { return {}; }

 private:
  std::filesystem::path root_;
};

class IdxSource final : public ImageSource {
 public:
  explicit IdxSource(const DatasetSpec& spec) : spec_(spec), images_(load_idx(spec, Split::test)) {}

  RgbImage image(const Item& item) const override {
    const std::size_t index = index_of(item);
    if (item.label != images_.labels[index]) {
      throw InputError("item " + in_quotes(item.item_id) + " has label " + std::to_string(item.label) +
                       " in items.csv, but " + std::to_string(images_.labels[index]) + " in " +
                       spec_.test_labels.string() + "; the data set was changed after its items were listed");
    }
    const std::size_t n_pixels = images_.height_px * images_.width_px;
    RgbImage image = black_image(static_cast<int>(images_.width_px), static_cast<int>(images_.height_px));
    const std::uint8_t* grey = images_.pixels.data() + index * n_pixels;
    for (std::size_t i = 0; i < n_pixels; ++i) std::fill_n(image.pixels.data() + 3 * i, 3, grey[i]);
    return image;
  }

  std::vector<std::filesystem::path> files() const override { return {spec_.test_images, spec_.test_labels}; }

 private:
  std::size_t index_of(const Item& item) const {
    const auto index = parse_integer(item.item_id.substr(std::min(item.item_id.size(), spec_.name.size() + 6)));
    if (!index || *index < 0 || item.item_id != test_item_id(spec_.name, static_cast<std::size_t>(*index))) {
      throw InputError("item " + in_quotes(item.item_id) + " is not of the study's data set, whose items are named " +
                       in_quotes(test_item_id(spec_.name, 0)) + " and so on; check [dataset] name in study.toml");
    }
    if (static_cast<std::size_t>(*index) >= images_.n) {
      throw InputError("item " + in_quotes(item.item_id) + " is beyond the " + std::to_string(images_.n) +
                       " images of " + spec_.test_images.string() + " (test_count in study.toml)");
    }
    return static_cast<std::size_t>(*index);
  }

  DatasetSpec spec_;
  LabelledImages images_;
};

}  // namespace

std::unique_ptr<ImageSource> open_images(const DatasetSpec& spec, const StudyFolder& study) {
  switch (spec.kind) {
    case DatasetSpec::Kind::image_folder:
      return std::make_unique<FolderSource>(spec.folder.empty() ? study.root() : spec.folder);
    case DatasetSpec::Kind::idx: return std::make_unique<IdxSource>(spec);
    case DatasetSpec::Kind::none: break;
  }
  return nullptr;
}

}  // namespace tricky::stimuli
