#include "network_views.h"

#include <algorithm>

#include "data_order.h"

namespace tricky::engine {

stimuli::TrainingView training_view(const protocols::Hyperparameters& hyperparameters) {
  return {stimuli::view_steps(hyperparameters.augment), hyperparameters.crop_padding, hyperparameters.input_px,
          hyperparameters.augment_seed};
}

stimuli::EvaluationView evaluation_view(const protocols::Hyperparameters& hyperparameters) {
  return {stimuli::evaluation_kind(hyperparameters.evaluation_view), hyperparameters.resize_px,
          hyperparameters.input_px, hyperparameters.augment_seed};
}

std::vector<std::uint32_t> training_images(const protocols::Hyperparameters& hyperparameters,
                                           const TrainingData& data) {
  std::vector<std::uint32_t> images = training_half(static_cast<std::uint32_t>(data.train->size()),
                                                    hyperparameters.split_seed, hyperparameters.data_half);
  std::erase_if(images, [&](std::uint32_t image) {
    return std::binary_search(data.skipped_train.begin(), data.skipped_train.end(), image);
  });
  return images;
}

}  // namespace tricky::engine
