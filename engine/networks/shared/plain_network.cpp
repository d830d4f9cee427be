#include "networks/shared/plain_network.h"

namespace tricky::engine {

PlainNetwork::PlainNetwork(torch::nn::Sequential features, std::int64_t pooled_side, torch::nn::Sequential classifier)
    : features_(register_module("features", std::move(features))),
      pooled_side_(pooled_side),
      classifier_(register_module("classifier", std::move(classifier))) {}

torch::Tensor PlainNetwork::forward(torch::Tensor x) {
  x = features_->forward(x);
  // Of a map that has that side already the average is the map. On a GPU the pooling's gradient has no deterministic
  // algorithm, so it must not be asked for in vain.
  if (x.size(2) != pooled_side_ || x.size(3) != pooled_side_) {
    x = torch::adaptive_avg_pool2d(x, {pooled_side_, pooled_side_});
  }
  return classifier_->forward(x.flatten(1));
}

void PlainNetwork::begin_update(const DropoutDraws& draws) {
  const torch::Device device = parameters().front().device();
  for (const auto& layer : classifier_->children()) {
    if (auto* dropout = layer->as<DropoutImpl>()) dropout->draw(draws, device);
  }
}

}  // namespace tricky::engine
