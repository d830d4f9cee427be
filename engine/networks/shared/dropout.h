#pragma once

#include <torch/torch.h>

#include "networks/shared/dropout_masks.h"

namespace tricky::engine {

/// torch.nn.Dropout(0.5) for n x units values, with masks from the `dropout` stream instead of LibTorch's generator.
/// In evaluation mode it passes its input on.
class DropoutImpl : public torch::nn::Module {
 public:
  DropoutImpl(std::uint32_t layer, std::int64_t n_units) : layer_(layer), n_units_(n_units) {}

  /// The masks of this batch, into the memory of the last batch's where that was as large.
  void draw(const DropoutDraws& draws, const torch::Device& device);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  std::uint32_t layer_;
  std::int64_t n_units_;
  torch::Tensor drawn_;  ///< on the CPU
  torch::Tensor mask_;   ///< where the network computes
};
TORCH_MODULE(Dropout);

}  // namespace tricky::engine
