#include "idx_images.h"

#include <string>
#include <utility>

#include "block_images.h"
#include "idx.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/image_file.h"

namespace tricky::stimuli {

namespace {

struct SplitFiles {
  const std::filesystem::path& images;
  const std::filesystem::path& labels;
  std::size_t count;
  const char* count_field;
};

SplitFiles files_of(const DatasetSpec& spec, Split split) {
  if (split == Split::train) return {spec.train_images, spec.train_labels, spec.train_count, "train_count"};
  return {spec.test_images, spec.test_labels, spec.test_count, "test_count"};
}

std::vector<std::uint16_t> read_labels(const SplitFiles& files, std::size_t n_images, const DatasetSpec& spec) {
  const IdxArray array = read_idx(files.labels, 1, files.count);
  if (array.shape[0] != n_images) {
    throw InputError({files.labels, 0, ""}, "holds " + std::to_string(array.shape[0]) + " labels for the " +
                                                std::to_string(n_images) + " images of " + files.images.string());
  }
  if (files.count > n_images) {
    throw InputError({files.images, 0, ""}, "holds " + std::to_string(n_images) + " images, fewer than the " +
                                                std::to_string(files.count) + " that " + files.count_field +
                                                " in study.toml asks for");
  }
  for (std::size_t i = 0; i < array.elements.size(); ++i) {
    if (!spec.categories.empty() && array.elements[i] >= spec.categories.size()) {
      throw InputError({files.labels, 0, ""}, "label " + std::to_string(i) + " is class " +
                                                  std::to_string(array.elements[i]) + ", but study.toml names only " +
                                                  std::to_string(spec.categories.size()) + " categories, from 0");
    }
  }
  return {array.elements.begin(), array.elements.end()};
}

}  // namespace

std::unique_ptr<ImageSet> open_idx(const DatasetSpec& spec, Split split) {
  const SplitFiles files = files_of(spec, split);
  const std::vector<std::size_t> shape = read_idx_shape(files.images, 3);
  if (shape[1] > static_cast<std::size_t>(kLargestImagePixels) / shape[2]) {
    throw InputError({files.images, 0, ""}, "announces images of " + std::to_string(shape[2]) + " x " +
                                                std::to_string(shape[1]) + " pixels; it is damaged, fetch it again");
  }
  IdxArray array = read_idx(files.images, 3, files.count);
  BlockContent content;
  content.dataset_name = spec.name;
  content.split = split;
  content.files = {files.images, files.labels};
  content.labels = read_labels(files, array.shape[0], spec);
  content.class_names = spec.categories;
  content.height_px = static_cast<int>(array.shape[1]);
  content.width_px = static_cast<int>(array.shape[2]);
  content.channels = 1;
  content.pixels = std::move(array.elements);
  return std::make_unique<BlockImages>(std::move(content));
}

}  // namespace tricky::stimuli
