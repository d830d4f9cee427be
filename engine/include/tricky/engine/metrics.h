#pragma once

#include <filesystem>
#include <vector>

namespace tricky::engine {

/// What one epoch brought; a row of metrics.csv. Epoch 0 is the untrained network: it has no learning rate and no
/// training loss or accuracy (NaN, written as nothing).
struct EpochMetrics {
  int epoch = 0;
  double learning_rate = 0.0;
  double train_loss = 0.0;      ///< cross-entropy in nats, mean over the images as they were trained on
  double train_accuracy = 0.0;  ///< share, likewise
  double test_accuracy = 0.0;   ///< share of the test images
  double seconds = 0.0;         ///< wall clock, training and evaluation
  double images_per_s = 0.0;    ///< trained on (epoch 0: evaluated) a second
};

/// metrics.csv: epoch,learning_rate,train_loss,train_accuracy,test_accuracy,seconds,images_per_s.
std::vector<EpochMetrics> read_metrics(const std::filesystem::path& csv);
void write_metrics(const std::filesystem::path& csv, const std::vector<EpochMetrics>& metrics);

}  // namespace tricky::engine
