#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tricky/protocols/study_hyperparameters.h"

namespace tricky::engine {

/// Throws InputError when the network is unknown, or has no such stem or width.
void check_network(const protocols::Hyperparameters& hyperparameters);
/// The same, and when it cannot see images as small as these.
void check_network(const protocols::Hyperparameters& hyperparameters, std::int64_t height_px, std::int64_t width_px);

/// A parameter or buffer of a network, or its gradient, in C order.
struct NamedTensor {
  std::string name;  ///< torchvision's: "layer1.0.conv1.weight"
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// n x 3 x height x width normalised values.
struct ImageValues {
  std::int64_t n = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<float> values;
};

/// A network without LibTorch's types: what tests and other programs compare. Begins untrained, its parameters drawn.
class OpenNetwork {
 public:
  /// Throws InputError for an unknown network, and for options it has not.
  OpenNetwork(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes);
  ~OpenNetwork();

  /// In the order of the layers, which is torchvision's.
  std::vector<NamedTensor> parameters() const;
  std::vector<NamedTensor> buffers() const;

  /// Replaces the parameters and buffers that are named. Throws InputError for a name or shape that it has not.
  void assign(const std::vector<NamedTensor>& state);
  /// From and to a safetensors file. Throws InputError unless the file holds exactly this network's parameters.
  void load_weights(const std::filesystem::path& file);
  void write_weights(const std::filesystem::path& file) const;

  /// n x classes logits in evaluation mode.
  std::vector<float> logits(const ImageValues& images);

  /// What one pass in training mode gives: logits, mean cross-entropy, and its gradient for each parameter. Computed in
  /// double precision: in single, a ReLU whose input is almost 0 may change every digit of the gradients before it.
  struct TrainingPass {
    std::vector<float> logits;
    double loss = 0.0;
    std::vector<NamedTensor> gradients;
  };
  /// `image_numbers` are where the dropout masks come from (with hyperparameters.dropout_seed). Changes the buffers.
  TrainingPass training_pass(const ImageValues& images, const std::vector<std::int64_t>& labels, std::uint32_t epoch,
                             const std::vector<std::uint32_t>& image_numbers);

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace tricky::engine
