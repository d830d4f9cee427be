#include "tricky/stimuli/labelled_images.h"

#include <algorithm>
#include <cstdio>

#include "idx.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace {

struct SplitFiles {
  const std::filesystem::path& images;
  const std::filesystem::path& labels;
  std::size_t count;
  const char* count_field;
};

SplitFiles files_of(const DatasetSpec& spec, Split split) {
  if (spec.kind != DatasetSpec::Kind::idx) {
    throw InputError(
        "the study's [dataset] is not of kind \"idx\"; the items of other kinds are listed by items.csv "
        "(tricky import items)");
  }
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

LabelledImages load_idx(const DatasetSpec& spec, Split split) {
  const SplitFiles files = files_of(spec, split);
  IdxArray array = read_idx(files.images, 3, files.count);
  LabelledImages images;
  images.labels = read_labels(files, array.shape[0], spec);
  images.n = images.labels.size();
  images.height_px = array.shape[1];
  images.width_px = array.shape[2];
  images.channels = 1;
  images.pixels = std::move(array.elements);
  TRICKY_ASSERT(images.pixels.size() == images.n * images.height_px * images.width_px);
  return images;
}

ItemSet items_of(const DatasetSpec& spec) {
  const SplitFiles files = files_of(spec, Split::test);
  const std::vector<std::uint16_t> labels = read_labels(files, read_idx_shape(files.images, 3)[0], spec);
  std::vector<Item> items;
  items.reserve(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    items.push_back(
        {item_id(spec.name, Split::test, i), labels[i], spec.categories.empty() ? "" : spec.categories[labels[i]], ""});
  }
  return ItemSet(std::move(items));
}

}  // namespace tricky::stimuli
