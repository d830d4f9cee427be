#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tricky::engine {

/// A step of a network's computation.
struct Layer {
  std::string name;
  std::string operation;  ///< "conv2d"
  std::vector<std::int64_t> shape;
};

/// Listens to a network while it computes on this thread. Neither LibTorch's modules nor TorchScript's have hooks, but
/// every operation tells LibTorch's profiler what it gets and gives, so one way serves all networks, and none needs to
/// know of it.
///
/// A layer is an operation that the network itself calls (not one that another operation calls) and that gets something
/// computed from the images. It bears the name of the module whose parameter it uses: "layer1.0.conv1", "fc"; a second
/// operation that uses the same module is "fc#2". One without parameters is named by operation and count: "relu.3".
class LayerTap {
 public:
  using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

  /// `wanted`: the layer whose output is to be kept; empty: none.
  LayerTap(const NamedTensors& tensors, std::string wanted);
  LayerTap(const LayerTap&) = delete;
  LayerTap& operator=(const LayerTap&) = delete;
  ~LayerTap();

  /// Runs `compute` on the images; `layers` and `kept` are of this run afterwards.
  template <typename Compute>
  void listen(const torch::Tensor& images, const Compute& compute) {
    const Listening until_end(*this, images);
    compute();
  }

  const std::vector<Layer>& layers() const { return layers_; }
  /// What the wanted layer gave, or nothing when no layer bears its name.
  const std::optional<torch::Tensor>& kept() const { return kept_; }

 private:
  friend struct TapCallbacks;
  struct State;

  class Listening {
   public:
    Listening(LayerTap& tap, const torch::Tensor& images);
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
    ~Listening();

   private:
    LayerTap& tap_;
  };

  std::string wanted_;
  std::vector<Layer> layers_;
  std::optional<torch::Tensor> kept_;
  std::unique_ptr<State> state_;
};

}  // namespace tricky::engine
