#include "initialise.h"

#include <cmath>

#include "tricky/data/random.h"

namespace tricky::engine {

void draw_parameters(Network& network, std::uint64_t init_seed) {
  const torch::NoGradGuard no_gradient;
  std::uint32_t index = 0;
  for (const auto& parameter : network.named_parameters()) {
    torch::Tensor value = torch::empty(parameter.value().sizes(), torch::kFloat32);
    float* elements = value.data_ptr<float>();
    const std::int64_t n = value.numel();
    const Network::Drawing drawing = network.drawing_of(parameter.key(), value);
    RandomStream random(init_seed, Stream::init, 0, 0, index++);
    switch (drawing.how) {
      case Initialisation::kaiming_normal_fan_out: {
        const double fan_out = static_cast<double>(value.size(0) * value[0][0].numel());
        const double sd = std::sqrt(2.0 / fan_out);
        for (std::int64_t i = 0; i < n; ++i) elements[i] = static_cast<float>(sd * random.normal());
        break;
      }
      case Initialisation::uniform_fan_in: {
        const double bound = 1.0 / std::sqrt(static_cast<double>(drawing.fan_in));
        for (std::int64_t i = 0; i < n; ++i) elements[i] = static_cast<float>(bound * (2.0 * random.uniform() - 1.0));
        break;
      }
      case Initialisation::one: value.fill_(1.0); break;
      case Initialisation::zero: value.zero_(); break;
    }
    parameter.value().copy_(value);
  }
}

}  // namespace tricky::engine
