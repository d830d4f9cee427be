#include "tricky/stimuli/image_source.h"

#include <string>
#include <unordered_map>
#include <utility>

#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/image_file.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

namespace {

class FolderSource final : public ImageSource {
 public:
  explicit FolderSource(std::filesystem::path root) : root_(std::move(root)) {
    if (!std::filesystem::is_directory(root_)) {
      throw InputError({root_, 0, ""}, "is not a folder; [dataset] folder in study.toml names where the images lie");
    }
  }

  RgbImage image(const Item& item) const override { return read_image(file_of(item)); }

  std::optional<std::int64_t> file_bytes(const Item& item) const override {
    return static_cast<std::int64_t>(std::filesystem::file_size(file_of(item)));
  }

  std::vector<std::filesystem::path> files() const override { return {}; }

 private:
  std::filesystem::path file_of(const Item& item) const {
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
    return file;
  }

  std::filesystem::path root_;
};

/// Images that are found by their item's id.
class SetSource final : public ImageSource {
 public:
  explicit SetSource(std::unique_ptr<ImageSet> images) : images_(std::move(images)) {
    for (std::size_t i = 0; i < images_->size(); ++i) index_.emplace(images_->item(i).item_id, i);
  }

  RgbImage image(const Item& item) const override {
    const auto found = index_.find(item.item_id);
    if (found == index_.end()) {
      throw InputError("item " + in_quotes(item.item_id) + " is not one of the " + std::to_string(images_->size()) +
                       " test images of the study's data set, whose items are named like " +
                       in_quotes(images_->item(0).item_id) + "; check [dataset] in study.toml");
    }
    const std::uint16_t label = images_->labels()[found->second];
    if (item.label != label) {
      throw InputError("item " + in_quotes(item.item_id) + " has label " + std::to_string(item.label) +
                       " in items.csv, but " + std::to_string(label) +
                       " in its data set, which was changed after its items were listed");
    }
    RgbImage image;
    images_->read(found->second, image);
    return image;
  }

  std::vector<std::filesystem::path> files() const override { return images_->files(); }

 private:
  std::unique_ptr<ImageSet> images_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace

std::unique_ptr<ImageSource> open_images(const DatasetSpec& spec, const StudyFolder& study) {
  switch (spec.kind) {
    case DatasetSpec::Kind::image_folder:
      return std::make_unique<FolderSource>(spec.folder.empty() ? study.root() : spec.folder);
    case DatasetSpec::Kind::none: return nullptr;
    default: return std::make_unique<SetSource>(open_image_set(spec, study, Split::test));
  }
}

}  // namespace tricky::stimuli
