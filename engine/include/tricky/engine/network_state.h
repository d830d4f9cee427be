#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tricky/protocols/study_hyperparameters.h"

namespace tricky::engine {

/// A parameter or buffer of a network, in C order.
struct NamedTensor {
  std::string name;  ///< torchvision's: "layer1.0.conv1.weight"
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// Throws InputError when the network is unknown, has no such stem or width, or cannot see images as small as these.
void check_network(const protocols::Hyperparameters& hyperparameters, std::int64_t height_px, std::int64_t width_px);

/// The parameters of the untrained network, in the order of the layers. Throws InputError for an unknown network.
std::vector<NamedTensor> initial_parameters(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes);

/// Logits (n x n_classes) of a network in evaluation mode for n x 3 x height x width normalised values. `state`
/// replaces the parameters and buffers it names; the others are as before training. Throws InputError for a name or
/// shape that the network has not.
std::vector<float> logits_of(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes,
                             const std::vector<NamedTensor>& state, const std::vector<float>& images, std::int64_t n,
                             std::int64_t height, std::int64_t width);

}  // namespace tricky::engine
