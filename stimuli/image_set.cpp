#include "tricky/stimuli/image_set.h"

#include <algorithm>

#include "block_images.h"
#include "tricky/data/errors.h"
#include "tricky/stimuli/labelled_images.h"

namespace tricky::stimuli {

void ImageSet::read_part(std::size_t index, const std::function<Region(Size)>& choose, RgbImage& into) const {
  RgbImage whole;
  read(index, whole);
  const Region region = choose({whole.width_px, whole.height_px});
  into.width_px = region.width_px;
  into.height_px = region.height_px;
  const std::size_t row_bytes = static_cast<std::size_t>(region.width_px) * 3;
  into.pixels.resize(row_bytes * static_cast<std::size_t>(region.height_px));
  for (int y = 0; y < region.height_px; ++y) {
    std::copy_n(whole.row(region.top + y) + static_cast<std::size_t>(region.left) * 3, row_bytes, into.row(y));
  }
}

std::unique_ptr<ImageSet> open_image_set(const DatasetSpec& spec, const StudyFolder& study, Split split) {
  switch (spec.kind) {
    case DatasetSpec::Kind::idx: {
      LabelledImages images = load_idx(spec, split);
      const std::filesystem::path& file = split == Split::train ? spec.train_images : spec.test_images;
      return std::make_unique<BlockImages>(file.string() + ": image", static_cast<int>(images.height_px),
                                           static_cast<int>(images.width_px), static_cast<int>(images.channels),
                                           std::move(images.pixels), std::move(images.labels), spec.categories.size());
    }
    case DatasetSpec::Kind::image_folder:
      throw InputError({study.study_file(), 0, "[dataset]"},
                       "kind \"image_folder\" holds no training images; set kind = \"idx\"");
    case DatasetSpec::Kind::none: break;
  }
  throw InputError({study.study_file(), 0, "[dataset]"}, "the study names no images; set kind = \"idx\"");
}

ItemSet items_of(const DatasetSpec& spec, const StudyFolder&) { return items_of(spec); }

}  // namespace tricky::stimuli
