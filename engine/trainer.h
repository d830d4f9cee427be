#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "checkpoint.h"
#include "feed.h"
#include "networks/network.h"
#include "sgd.h"
#include "torch_compat.h"
#include "tricky/engine/training.h"

namespace tricky::engine {

/// Thrown when somebody asked to stop.
struct StopRequested {};

/// A loss or a logit that is no number any more.
struct NotANumber {
  std::size_t n_updates = 0;  ///< of this epoch, before it happened
};

/// A network, its optimiser and its images: does an epoch update by update, and answers the test set. Knows nothing of
/// files.
class Trainer {
 public:
  Trainer(const protocols::Hyperparameters& hyperparameters, const TrainingData& data, torch::Device device,
          const Machine& machine);

  /// What follows are the updates of this epoch, from a position on.
  void begin_epoch(int epoch, const EpochPosition& from);
  bool epoch_is_over() const { return n_updates_ == pass_.batches.size(); }
  /// One update. Counts loss and hits where they are computed: nothing waits for a GPU.
  void update();
  /// Where the epoch is, apart from the time. Waits for the device. Throws NotANumber when an update so far had such a
  /// loss.
  EpochPosition position() const;
  /// Images of this epoch so far.
  std::size_t n_images_done() const;

  /// The class with the largest logit (the first of equals) for every test image; in float32 whatever the precision, so
  /// that there are hardly ever equals; missing for images that are skipped. Asks `stop` before every batch: throws
  /// StopRequested, and NotANumber.
  std::vector<std::uint16_t> respond(const std::function<bool()>& stop);

  std::size_t n_updates_per_epoch() const;
  std::size_t n_training_images() const { return images_.size(); }
  Network& network() { return *network_; }
  Sgd& sgd() { return sgd_; }

 private:
  std::vector<Update> updates() const;
  void compute_update(const torch::Tensor& pixels, const torch::Tensor& labels);

  protocols::Hyperparameters hyperparameters_;
  const TrainingData& data_;
  torch::Device device_;
  OwnStream stream_;
  std::shared_ptr<Network> network_;
  Sgd sgd_;
  std::vector<std::uint32_t> images_;  ///< training images this network sees
  std::unique_ptr<Feed> training_feed_;
  std::unique_ptr<Feed> test_feed_;
  Pass test_pass_;
  Replay replay_;

  Pass pass_;  ///< of the epoch
  double learning_rate_ = 0.0;
  std::size_t n_updates_ = 0;
  std::vector<std::int64_t> labels_;  ///< of the current batch
  torch::Tensor device_labels_;       ///< room for those of any batch
  torch::Tensor loss_sum_;            ///< float64
  torch::Tensor n_right_;             ///< int64
  torch::Tensor n_sound_;             ///< updates before the first whose loss is no number, int64
  torch::Tensor all_sound_;           ///< bool
};

}  // namespace tricky::engine
