#include "initialise.h"

#include "tricky/data/random.h"

namespace tricky::engine {

void draw_parameters(Network& network, std::uint64_t init_seed) {
  const torch::NoGradGuard no_gradient;
  std::uint32_t index = 0;
  for (const auto& parameter : network.named_parameters()) {
    torch::Tensor value = torch::empty(parameter.value().sizes(), torch::kFloat32);
    float* elements = value.data_ptr<float>();
    const std::int64_t n = value.numel();
    const auto [distribution, scale] = network.initialisation_of(parameter.key(), value);
    RandomStream random(init_seed, Stream::init, 0, 0, index++);
    switch (distribution) {
      case Initialisation::Distribution::constant: value.fill_(scale); break;
      case Initialisation::Distribution::normal:
        for (std::int64_t i = 0; i < n; ++i) elements[i] = static_cast<float>(scale * random.normal());
        break;
      case Initialisation::Distribution::uniform:
        for (std::int64_t i = 0; i < n; ++i) elements[i] = static_cast<float>(scale * (2.0 * random.uniform() - 1.0));
        break;
    }
    parameter.value().copy_(value);
  }
}

}  // namespace tricky::engine
