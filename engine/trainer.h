#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "batch_pixels.h"
#include "networks/network.h"
#include "tricky/engine/training.h"

namespace tricky::engine {

/// Thrown through an epoch when somebody asked to stop.
struct StopRequested {};

/// A loss or a logit that is no number any more.
struct NotANumber {
  std::size_t n_updates = 0;  ///< of this epoch, before it happened
};

/// A network, its optimiser and its images: does one epoch, and answers the test set. Knows nothing of files.
class Trainer {
 public:
  Trainer(const protocols::Hyperparameters& hyperparameters, const TrainingData& data, torch::Device device);

  struct EpochResult {
    double mean_loss = 0.0;
    double accuracy = 0.0;
    double seconds = 0.0;
  };
  /// Called after each update with the images done in this epoch.
  using OnUpdate = std::function<void(std::size_t images_done, const EpochResult& so_far)>;

  /// One pass over the training images. Throws StopRequested between updates, and NotANumber.
  EpochResult train_epoch(int epoch, const OnUpdate& on_update, const std::function<bool()>& stop);

  /// The class with the largest logit (the first of equals) for every test image. Throws like train_epoch.
  std::vector<std::uint16_t> respond(const std::function<bool()>& stop);

  std::size_t n_training_images() const { return images_.size(); }
  Network& network() { return *network_; }
  torch::optim::SGD& optimiser() { return optimiser_; }

 private:
  torch::Tensor on_device(std::size_t n);

  protocols::Hyperparameters hyperparameters_;
  const TrainingData& data_;
  torch::Device device_;
  std::shared_ptr<Network> network_;
  torch::optim::SGD optimiser_;
  std::vector<std::uint32_t> images_;  ///< training images this network sees
  BatchPixels train_pixels_;
  BatchPixels test_pixels_;
  std::vector<float> values_;  ///< of the current batch
};

}  // namespace tricky::engine
