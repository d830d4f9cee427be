#include "model.h"

#include <algorithm>
#include <string>

#include "initialise.h"
#include "tricky/data/errors.h"
#include "tricky/engine/network_state.h"

namespace tricky::engine {

namespace {

NetworkOptions options_of(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes) {
  return {.n_classes = n_classes,
          .width = hyperparameters.width,
          .stem = hyperparameters.stem == "small" ? NetworkOptions::Stem::small : NetworkOptions::Stem::imagenet};
}

}  // namespace

void check_network(const protocols::Hyperparameters& hyperparameters) {
  check_options(network_kind(hyperparameters.network), options_of(hyperparameters, 1));
}

void check_network(const protocols::Hyperparameters& hyperparameters, std::int64_t height_px, std::int64_t width_px) {
  check_network(hyperparameters);
  const NetworkKind& kind = network_kind(hyperparameters.network);
  const NetworkOptions options = options_of(hyperparameters, 1);
  const bool small_stem = options.stem == NetworkOptions::Stem::small;
  const std::int64_t smallest_px = small_stem ? kind.smallest_side_px_small_stem : kind.smallest_side_px;
  if (std::min(height_px, width_px) >= smallest_px) return;
  const std::string side = std::to_string(smallest_px);
  throw InputError(std::string(kind.name) + (small_stem ? " with the small stem" : "") + " needs images of at least " +
                   side + " x " + side + " pixels, not " + std::to_string(width_px) + " x " +
                   std::to_string(height_px) +
                   (!small_stem && kind.smallest_side_px_small_stem > 0 ? "; set stem = \"small\", or larger images"
                                                                        : "; use larger images, or another network"));
}

std::shared_ptr<Network> make_model(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes) {
  const NetworkKind& kind = network_kind(hyperparameters.network);
  const NetworkOptions options = options_of(hyperparameters, n_classes);
  check_options(kind, options);
  std::shared_ptr<Network> network = kind.make(options);
  draw_parameters(*network, hyperparameters.init_seed);
  const bool channels_last = hyperparameters.memory_format == "channels_last";
  for (torch::Tensor& parameter : network->parameters()) {
    if (channels_last && parameter.dim() == 4) parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
  }
  return network;
}

}  // namespace tricky::engine
