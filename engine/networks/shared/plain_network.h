#pragma once

#include <initializer_list>
#include <vector>

#include "networks/network.h"
#include "networks/shared/dropout.h"

namespace tricky::engine {

/// Layers in a row, as before residual networks: `features` of convolutions, ReLUs and max-pools, averaged to a map of
/// a fixed side, then a `classifier` of fully connected layers, ReLUs and dropout.
class PlainNetwork : public Network {
 public:
  PlainNetwork(torch::nn::Sequential features, std::int64_t pooled_side, torch::nn::Sequential classifier);

  torch::Tensor forward(torch::Tensor x) override;
  void begin_update(const DropoutDraws& draws) override;

 private:
  torch::nn::Sequential features_;
  std::int64_t pooled_side_;
  torch::nn::Sequential classifier_;
};

}  // namespace tricky::engine
