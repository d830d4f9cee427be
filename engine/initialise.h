#pragma once

#include <cstdint>

#include "networks/network.h"

namespace tricky::engine {

/// Draws every parameter as the network says. Parameter i (in the order of named_parameters()) draws from the stream
/// (init_seed, init, item i), element after element, so the result is the same whatever was drawn before and with any
/// number of threads. LibTorch's own generator is not used.
void draw_parameters(Network& network, std::uint64_t init_seed);

}  // namespace tricky::engine
