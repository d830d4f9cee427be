#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace tricky::engine {

/// What a network is built from. Everything else about it is in its own file.
struct NetworkOptions {
  std::int64_t n_classes = 1000;
  /// Channels of the first stage; 64 is the published network.
  std::int64_t width = 64;
  /// How the network begins: for photographs, or for images of a few dozen pixels a side.
  enum class Stem { imagenet, small };
  Stem stem = Stem::imagenet;
};

/// How the values of a parameter are drawn before training.
enum class Initialisation {
  kaiming_normal_fan_out,  ///< normal, sd = sqrt(2 / (out channels * kernel height * kernel width)); He et al. 2015
  uniform_fan_in,  ///< uniform in +-1/sqrt(fan in): what PyTorch's Conv2d and Linear do when nobody says otherwise
  one,
  zero,
};

/// A network: takes n x 3 x height x width normalised images, gives n x classes logits. Parameters bear torchvision's
/// names and shapes, so that its weights can be loaded by name.
class Network : public torch::nn::Module {
 public:
  using torch::nn::Module::Module;
  virtual torch::Tensor forward(torch::Tensor images) = 0;
  /// How the parameter of this name is drawn, and the fan-in where that needs one.
  struct Drawing {
    Initialisation how = Initialisation::zero;
    std::int64_t fan_in = 1;
  };
  virtual Drawing drawing_of(const std::string& parameter, const torch::Tensor& value) const = 0;
};

/// One kind of network. Each file in networks/ defines the function `NetworkKind <file name>()`; CMake lists them.
struct NetworkKind {
  const char* name;
  const char* source;  ///< the paper it is from
  std::shared_ptr<Network> (*make)(const NetworkOptions& options);
};

/// All kinds, by file name.
std::span<const NetworkKind> network_kinds();

/// Throws InputError for an unknown name, with the nearest.
const NetworkKind& network_kind(const std::string& name);

}  // namespace tricky::engine
