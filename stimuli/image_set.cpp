#include "tricky/stimuli/image_set.h"

#include "cifar.h"
#include "folder_images.h"
#include "idx_images.h"
#include "image_decoder.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/gaussian_noise.h"
#include "tricky/stimuli/packed_file.h"

namespace tricky::stimuli {

namespace {

/// Where each class's sigma stands beside its items: what an analyst plots accuracy against.
ItemSet with_noise_columns(std::vector<Item> items, int n_classes) {
  std::vector<std::vector<std::string>> extra;
  extra.reserve(items.size());
  for (const Item& item : items) {
    const int sigma = gaussian_sigma(item.label);
    extra.push_back(
        {std::to_string(sigma), item.label + 1 < n_classes ? format_real(gaussian_divergence(sigma, sigma + 1)) : ""});
  }
  return {std::move(items), {"sigma", "kl_to_next_class"}, std::move(extra)};
}

}  // namespace

void ImageSet::read_part(std::size_t index, const std::function<Region(Size)>& choose, RgbImage& into) const {
  read(index, into);
  cut_out(into, choose({into.width_px, into.height_px}));
}

std::unique_ptr<ImageSet> open_image_set(const DatasetSpec& spec, const StudyFolder& study, Split split) {
  const auto refuse = [&study](const std::string& message) {
    throw InputError({study.study_file(), 0, "[dataset]"}, message);
  };
  switch (spec.kind) {
    case DatasetSpec::Kind::idx: return open_idx(spec, split);
    case DatasetSpec::Kind::cifar10:
    case DatasetSpec::Kind::cifar100: return open_cifar(spec, split);
    case DatasetSpec::Kind::image_folder:
      if (split == Split::train && spec.train.empty()) {
        refuse(
            "the study has no training images; say with train = \"…\" which folder below `folder` holds them, one "
            "folder a class");
      }
      return open_folder(spec, study, split);
    case DatasetSpec::Kind::gaussian:
      if (split == Split::train && spec.train_per_class == 0) refuse("train_per_class = 0 leaves no training images");
      return std::make_unique<GaussianNoise>(spec, split);
    case DatasetSpec::Kind::packed:
      if (split == Split::train && spec.train_file.empty()) {
        refuse("the study has no training images; say with train_file = \"…\" which packed file holds them");
      }
      return open_packed(split == Split::train ? spec.train_file : spec.test_file);
    case DatasetSpec::Kind::none: break;
  }
  refuse("the study names no images; set kind to image_folder, packed, cifar10, cifar100, idx or gaussian");
  return nullptr;
}

std::string item_id(const std::string& dataset_name, Split split, std::size_t index) {
  std::string digits = std::to_string(index);
  digits.insert(0, digits.size() < 5 ? 5 - digits.size() : 0, '0');
  return dataset_name + (split == Split::train ? "-train-" : "-test-") + digits;
}

ItemSet items_of(const DatasetSpec& spec, const StudyFolder& study) {
  if (spec.kind == DatasetSpec::Kind::image_folder && spec.test.empty()) return read_items(study.items_file());
  const std::unique_ptr<ImageSet> images = open_image_set(spec, study, Split::test);
  std::vector<Item> items;
  items.reserve(images->size());
  for (std::size_t i = 0; i < images->size(); ++i) items.push_back(images->item(i));
  if (spec.kind == DatasetSpec::Kind::gaussian) return with_noise_columns(std::move(items), spec.n_classes);
  return ItemSet(std::move(items));
}

}  // namespace tricky::stimuli
