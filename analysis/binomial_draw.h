#pragma once

#include <cstdint>

#include "tricky/data/random.h"

namespace tricky::analysis {

/// One draw from the binomial distribution: successes among n trials of probability p in [0, 1]. Exact, in bounded time
/// whatever n: inversion for small n p, else Hörmann's transformed rejection with squeeze (BTRS; Journal of Statistical
/// Computation and Simulation 46, 1993).
std::uint64_t draw_binomial(RandomStream& random, std::uint64_t n, double p);

}  // namespace tricky::analysis
