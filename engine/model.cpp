#include "model.h"

#include "initialise.h"

namespace tricky::engine {

std::shared_ptr<Network> make_model(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes) {
  NetworkOptions options;
  options.n_classes = n_classes;
  options.width = hyperparameters.width;
  options.stem = hyperparameters.stem == "small" ? NetworkOptions::Stem::small : NetworkOptions::Stem::imagenet;
  std::shared_ptr<Network> network = network_kind(hyperparameters.network).make(options);
  draw_parameters(*network, hyperparameters.init_seed);
  for (torch::Tensor& parameter : network->parameters()) {
    if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
  }
  return network;
}

}  // namespace tricky::engine
