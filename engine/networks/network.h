#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "networks/shared/dropout_masks.h"

namespace tricky::engine {

/// What a network is built from. Everything else about it is in its own file.
struct NetworkOptions {
  std::int64_t n_classes = 1000;
  /// Channels of the first stage; 64 is the published network, and all its other layers grow in proportion.
  std::int64_t width = 64;
  /// How the network begins: for photographs, or for images of a few dozen pixels a side.
  enum class Stem { imagenet, small };
  Stem stem = Stem::imagenet;
};

/// The distribution that the first values of a parameter are drawn from.
struct Initialisation {
  enum class Distribution { constant, normal, uniform };
  Distribution distribution = Distribution::constant;
  double scale = 0.0;  ///< the constant; the standard deviation around 0; the largest distance from 0

  static Initialisation constant(double value) { return {Distribution::constant, value}; }
  static Initialisation normal(double sd) { return {Distribution::normal, sd}; }
  /// He et al. 2015: sd = sqrt(2 / fan), which is (out or in) channels * kernel height * kernel width.
  static Initialisation kaiming_normal_fan_out(const torch::Tensor& weight);
  static Initialisation kaiming_normal_fan_in(const torch::Tensor& weight);
  /// In +-1/sqrt(fan in): what PyTorch's Conv2d and Linear give weight and bias when nobody says otherwise.
  static Initialisation pytorch_default(const torch::Tensor& weight_of_layer);
};

/// A network: takes n x 3 x height x width normalised images, gives n x classes logits. Parameters bear torchvision's
/// names and shapes, so that its weights can be loaded by name.
class Network : public torch::nn::Module {
 public:
  using torch::nn::Module::Module;
  virtual torch::Tensor forward(torch::Tensor images) = 0;
  /// How the parameter of this name is drawn before training.
  virtual Initialisation initialisation_of(const std::string& parameter, const torch::Tensor& value) const = 0;
  /// To be called before each forward in training: draws the dropout masks of this batch, into memory that stays where
  /// it is while the batch keeps its size. Networks without dropout have nothing to do.
  virtual void begin_update(const DropoutDraws&) {}
};

/// One kind of network. Each file in networks/ defines the function `NetworkKind <file name>()`; CMake lists them.
struct NetworkKind {
  const char* name;
  const char* source;                        ///< the paper it is from
  std::int64_t smallest_side_px;             ///< of an image that leaves the last layer something to see
  std::int64_t smallest_side_px_small_stem;  ///< the same with the small stem; 0: there is none
  std::int64_t width_step;                   ///< the width must be a multiple of it
  std::shared_ptr<Network> (*make)(const NetworkOptions& options);
};

/// All kinds, by file name.
std::span<const NetworkKind> network_kinds();

/// Throws InputError for an unknown name, with the nearest.
const NetworkKind& network_kind(const std::string& name);

/// Throws InputError when this kind has no such stem or width.
void check_options(const NetworkKind& kind, const NetworkOptions& options);

}  // namespace tricky::engine
