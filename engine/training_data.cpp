#include <algorithm>
#include <thread>

#include "data_order.h"
#include "network_views.h"
#include "tricky/data/errors.h"
#include "tricky/data/items.h"
#include "tricky/data/study_folder.h"
#include "tricky/engine/network_state.h"
#include "tricky/engine/training.h"
#include "tricky/stimuli/image_check.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

std::string in_words(stimuli::Size size) {
  return std::to_string(size.width_px) + " x " + std::to_string(size.height_px);
}

}  // namespace

void check_study_folder(const protocols::Study& study) {
  if (study.file.filename() == "study.toml") return;
  throw InputError({study.file, 0, ""},
                   "cannot be trained under this name: a study is a folder with one study.toml, which all commands "
                   "read; make a folder with \"tricky init DIR\" and put this file there as DIR/study.toml");
}

TrainingData load_training_data(const protocols::Study& study, const OnCheck& on_check) {
  check_study_folder(study);
  const DatasetSpec& spec = study.dataset;
  const fs::path beside = study.file.parent_path();
  const StudyFolder folder(beside.empty() ? "." : beside);
  TrainingData data;
  data.train = stimuli::open_image_set(spec, folder, stimuli::Split::train);
  data.test = stimuli::open_image_set(spec, folder, stimuli::Split::test);
  if (data.train->size() == 0 || data.test->size() == 0) {
    throw InputError({study.file, 0, "[dataset]"},
                     data.train->size() == 0 ? "has no training images" : "has no test images");
  }
  const int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const auto usable = [&](const stimuli::ImageSet& images, stimuli::Split split) {
    return stimuli::usable_images(spec, folder, images, split, threads,
                                  [&](std::size_t n_read) { on_check(split, n_read, images.size()); });
  };
  stimuli::UsableImages train = usable(*data.train, stimuli::Split::train);
  stimuli::UsableImages test = usable(*data.test, stimuli::Split::test);
  data.skipped_train = std::move(train.skipped);
  data.skipped_test = std::move(test.skipped);
  data.train_sha256 = std::move(train.sha256);
  data.test_sha256 = std::move(test.sha256);
  data.n_classes = std::max(data.train->n_classes(), data.test->n_classes());

  const ItemSet items = stimuli::items_of(spec, folder);
  data.item_set_digest = items.digest();
  const fs::path items_file = folder.items_file();
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
  const stimuli::Size trained = view_size(*data.train, training_view(h));
  const stimuli::Size evaluated = view_size(*data.test, evaluation_view(h));
  if (trained.width_px != evaluated.width_px || trained.height_px != evaluated.height_px) {
    throw InputError({study.file, 0, "evaluation_view"},
                     variant.run_name + " would see training images of " + in_words(trained) +
                         " pixels and test images of " + in_words(evaluated) +
                         "; let \"random_resized_crop\" and evaluation_view = \"centre_crop\" bring both to input_px");
  }
  try {
    check_network(h, trained.height_px, trained.width_px);
  } catch (const InputError& error) {
    throw InputError({study.file, 0, "network"}, error.what());
  }
  const std::size_t n = training_images(h, data).size();
  for (const Update& update : updates_of_epoch(n, static_cast<std::size_t>(h.batch_size), h.split_batches)) {
    if (update.size > 1) continue;
    throw InputError({study.file, 0, "batch_size"}, "the last update of an epoch of " + variant.run_name +
                                                        " would see a single image, which batch "
                                                        "normalisation cannot use; change batch_size or train_count");
  }
  if (n == 0) throw InputError({study.file, 0, "data_half"}, variant.run_name + " would have no training images");
}

}  // namespace tricky::engine
