#include "networks/shared/resnet.h"

namespace tricky::engine {

NetworkKind resnet18() {
  return {.name = "resnet18",
          .source = "He et al. 2016",
          .smallest_side_px = 1,
          .smallest_side_px_small_stem = 1,
          .width_step = 1,
          .make = [](const NetworkOptions& options) {
            return make_resnet(ResidualBlock::basic, {2, 2, 2, 2}, options);
          }};
}

}  // namespace tricky::engine
