#pragma once

#include <array>
#include <memory>

#include "networks/network.h"

namespace tricky::engine {

/// A residual network of four stages (He et al., "Deep residual learning for image recognition", CVPR 2016, table 1).
/// `basic`: two 3x3 convolutions beside a shortcut. `bottleneck`: 1x1, 3x3, 1x1 with four times the channels at its
/// end; the 3x3 one has the stride, as in torchvision, where the paper gave it to the first 1x1.
enum class ResidualBlock { basic, bottleneck };

std::shared_ptr<Network> make_resnet(ResidualBlock block, const std::array<int, 4>& blocks_per_stage,
                                     const NetworkOptions& options);

}  // namespace tricky::engine
