#include <algorithm>

#include "data_order.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/items.h"
#include "tricky/data/text.h"
#include "tricky/engine/network_state.h"
#include "tricky/engine/training.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

std::string digest_of(const stimuli::LabelledImages& images) {
  Sha256 digest;
  digest.update(std::to_string(images.height_px) + "x" + std::to_string(images.width_px) + "x" +
                std::to_string(images.channels) + "\n");
  digest.update({reinterpret_cast<const char*>(images.pixels.data()), images.pixels.size()});
  for (const std::uint16_t label : images.labels) {
    const char bytes[2] = {static_cast<char>(label & 0xFFU), static_cast<char>(label >> 8U)};
    digest.update({bytes, 2});
  }
  return digest.hex();
}

}  // namespace

TrainingData load_training_data(const protocols::Study& study) {
  const DatasetSpec& spec = study.dataset;
  if (spec.kind != DatasetSpec::Kind::idx) {
    throw InputError({study.file, 0, "[dataset]"},
                     spec.kind == DatasetSpec::Kind::none
                         ? "the study names no images to train on; set kind = \"idx\""
                         : "kind \"image_folder\" holds no training images; set kind = \"idx\"");
  }
  TrainingData data;
  data.train = stimuli::load_idx(spec, stimuli::Split::train);
  data.test = stimuli::load_idx(spec, stimuli::Split::test);
  if (data.train.height_px != data.test.height_px || data.train.width_px != data.test.width_px ||
      data.train.channels != data.test.channels) {
    throw InputError({spec.test_images, 0, ""}, "test images have another size than training images");
  }
  if (data.train.n == 0 || data.test.n == 0) {
    throw InputError({data.train.n == 0 ? spec.train_images : spec.test_images, 0, ""}, "holds no images");
  }
  const auto largest = [](const std::vector<std::uint16_t>& labels) {
    return *std::max_element(labels.begin(), labels.end());
  };
  data.n_classes = std::max<std::int64_t>(largest(data.train.labels), largest(data.test.labels)) + 1;
  data.n_classes = std::max<std::int64_t>(data.n_classes, static_cast<std::int64_t>(spec.categories.size()));
  data.train_sha256 = digest_of(data.train);
  data.test_sha256 = digest_of(data.test);

  const ItemSet items = stimuli::items_of(spec);
  data.item_set_digest = items.digest();
  const fs::path items_file = study.file.parent_path() / "items.csv";
  if (!fs::exists(items_file)) {
    write_items(items_file, items);
  } else if (read_items(items_file).digest() != items.digest()) {
    throw InputError(
        {items_file, 0, ""},
        "lists other items than the test images that study.toml names; use a new study folder, or put [dataset] "
        "back as it was");
  }
  return data;
}

void check_trainable(const protocols::Study& study, const protocols::NetworkVariant& variant,
                     const TrainingData& data) {
  const protocols::Hyperparameters& h = variant.hyperparameters;
  try {
    check_network(h, static_cast<std::int64_t>(data.train.height_px), static_cast<std::int64_t>(data.train.width_px));
  } catch (const InputError& error) {
    throw InputError({study.file, 0, "network"}, error.what());
  }
  const std::size_t n = h.data_half == 0 ? data.train.n : data.train.n / 2;
  for (const Update& update : updates_of_epoch(n, static_cast<std::size_t>(h.batch_size), h.split_batches)) {
    if (update.size > 1) continue;
    throw InputError({study.file, 0, "batch_size"}, "the last update of an epoch of " + variant.run_name +
                                                        " would see a single image, which batch "
                                                        "normalisation cannot use; change batch_size or train_count");
  }
  if (n == 0) throw InputError({study.file, 0, "data_half"}, variant.run_name + " would have no training images");
}

}  // namespace tricky::engine
