#include "networks/network.h"

#include <cmath>
#include <string>
#include <vector>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace {

double fan_in(const torch::Tensor& weight) { return static_cast<double>(weight[0].numel()); }

}  // namespace

Initialisation Initialisation::kaiming_normal_fan_out(const torch::Tensor& weight) {
  return normal(std::sqrt(2.0 / static_cast<double>(weight.size(0) * weight[0][0].numel())));
}

Initialisation Initialisation::kaiming_normal_fan_in(const torch::Tensor& weight) {
  return normal(std::sqrt(2.0 / fan_in(weight)));
}

Initialisation Initialisation::pytorch_default(const torch::Tensor& weight_of_layer) {
  return {Distribution::uniform, 1.0 / std::sqrt(fan_in(weight_of_layer))};
}

const NetworkKind& network_kind(const std::string& name) {
  std::vector<std::string> names;
  for (const NetworkKind& kind : network_kinds()) {
    if (name == kind.name) return kind;
    names.emplace_back(kind.name);
  }
  const auto nearest = nearest_name(name, names);
  throw InputError(in_quotes(name) + " is not a network that tricky can train" +
                   (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; there are " + join(names, ", ")));
}

void check_options(const NetworkKind& kind, const NetworkOptions& options) {
  if (options.stem == NetworkOptions::Stem::small && kind.smallest_side_px_small_stem == 0) {
    throw InputError(std::string(kind.name) +
                     " has no stem for small images; leave stem out or set stem = \"imagenet\"");
  }
  if (options.width < 1 || options.width % kind.width_step != 0) {
    throw InputError(std::string(kind.name) + " needs a width that is a multiple of " +
                     std::to_string(kind.width_step) + ", not " + std::to_string(options.width));
  }
}

}  // namespace tricky::engine
