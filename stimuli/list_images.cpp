#include "tricky/stimuli/list_images.h"

#include "tricky/data/errors.h"
#include "tricky/stimuli/image_file.h"

namespace tricky::stimuli {

namespace {

/// 7 as "0007.png".
std::string numbered_png(std::size_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
  return digits + ".png";
}

}  // namespace

void make_list_images(StimulusList& list, const ItemSet& items, const ImageSource& source, Framing framing,
                      const std::filesystem::path& folder, const std::string& prefix,
                      const std::function<void(std::size_t)>& made) {
  for (std::size_t i = 0; i < list.stimuli.size(); ++i) {
    ListedStimulus& stimulus = list.stimuli[i];
    const auto item = items.find(stimulus.item_id);
    TRICKY_ASSERT(item.has_value());
    const RgbImage image = resize_and_crop(source.image(items[*item]), framing);
    const std::string name = numbered_png(i + 1);
    write_png(folder / name, image);
    stimulus.image = prefix + "/" + name;
    stimulus.sha256_rgb = sha256_of_pixels(image);
    made(i + 1);
  }
  list.image_width_px = framing.crop_px;
  list.image_height_px = framing.crop_px;
}

}  // namespace tricky::stimuli
