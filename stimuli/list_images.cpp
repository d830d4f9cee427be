#include "tricky/stimuli/list_images.h"

#include <set>
#include <utility>

#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/image_features.h"
#include "tricky/stimuli/image_file.h"

namespace tricky::stimuli {

namespace {

/// 7 as "0007.png".
std::string numbered_png(std::size_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
  return digits + ".png";
}

/// Measures images one after the other; an item that is shown again is measured once.
class Measured {
 public:
  void add(const std::string& item_id, const RgbImage& shown, const std::string& sha256_rgb, const RgbImage* original,
           std::optional<std::int64_t> file_bytes) {
    if (!known_.insert(item_id).second) return;
    ImageFeatures features;
    features.item_id = item_id;
    features.sha256_rgb = sha256_rgb;
    if (original != nullptr) {
      features.width_px = original->width_px;
      features.height_px = original->height_px;
    }
    features.file_bytes = file_bytes;
    const LuminanceOf luminance = luminance_of(shown);
    features.luminance = luminance.luminance;
    features.rms_contrast = luminance.rms_contrast;
    features.entropy_bits = entropy_bits(shown);
    features_.push_back(std::move(features));
    thumbnails_.push_back(thumbnail_of(shown));
  }
  bool knows(const std::string& item_id) const { return known_.contains(item_id); }
  std::vector<ImageFeatures> all() && {
    find_nearest(features_, thumbnails_);
    return std::move(features_);
  }

 private:
  std::set<std::string> known_;
  std::vector<ImageFeatures> features_;
  std::vector<Thumbnail> thumbnails_;
};

}  // namespace

std::vector<ImageFeatures> make_list_images(StimulusList& list, const ItemSet& items, const ImageSource& source, Framing framing,
                      const std::filesystem::path& folder, const std::string& prefix,
                      const std::function<void(std::size_t)>& made) {
  Measured measured;
  for (std::size_t i = 0; i < list.stimuli.size(); ++i) {
    ListedStimulus& stimulus = list.stimuli[i];
    const auto item = items.find(stimulus.item_id);
    TRICKY_ASSERT(item.has_value());
    const RgbImage original = source.image(items[*item]);
    const RgbImage image = resize_and_crop(original, framing);
    const std::string name = numbered_png(i + 1);
    write_png(folder / name, image);
    stimulus.image = prefix + "/" + name;
    stimulus.sha256_rgb = sha256_of_pixels(image);
    measured.add(stimulus.item_id, image, stimulus.sha256_rgb, &original, source.file_bytes(items[*item]));
    made(i + 1);
  }
  list.image_width_px = framing.crop_px;
  list.image_height_px = framing.crop_px;
  return std::move(measured).all();
}

std::vector<ImageFeatures> features_of_list(const StimulusList& list, const ItemSet& items, const ImageSource* source,
                                            Framing framing, const std::filesystem::path& lists_folder,
                                            const std::function<void(std::size_t)>& done) {
  if (list.image_width_px == 0) throw InputError("list " + in_quotes(list.name) + " names items without images");
  Measured measured;
  for (std::size_t i = 0; i < list.stimuli.size(); ++i, done(i)) {
    const ListedStimulus& stimulus = list.stimuli[i];
    if (measured.knows(stimulus.item_id)) continue;
    RgbImage original;
    RgbImage shown;
    std::optional<std::int64_t> file_bytes;
    if (source != nullptr) {
      const auto item = items.find(stimulus.item_id);
      if (!item) {
        throw InputError("item " + in_quotes(stimulus.item_id) + " of list " + in_quotes(list.name) +
                         " is not in the study's items.csv");
      }
      original = source->image(items[*item]);
      file_bytes = source->file_bytes(items[*item]);
      shown = resize_and_crop(original, framing);
    } else {
      shown = read_image(confined_path(lists_folder, stimulus.image));
    }
    if (sha256_of_pixels(shown) != stimulus.sha256_rgb) {
      throw InputError("the image of item " + in_quotes(stimulus.item_id) + " is not the one that list " +
                       in_quotes(list.name) + " names; the images were changed since the list was made");
    }
    measured.add(stimulus.item_id, shown, stimulus.sha256_rgb, source != nullptr ? &original : nullptr, file_bytes);
  }
  return std::move(measured).all();
}

}  // namespace tricky::stimuli
