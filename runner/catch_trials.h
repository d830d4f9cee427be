#pragma once

#include <cstddef>
#include <vector>

#include "tricky/data/random.h"

namespace tricky::runner {

/// Where among all of a session's main trials its catch trials come: so many places, ascending, from 1, in a session of
/// `n_trials` (catch trials included) with a break before every `break_every`-th trial (0: none). Never first or last,
/// never beside a break, never two side by side. The places that are left are cut into as many stretches as there are
/// catch trials, and each gets one of them, at random within it: so they are spread evenly and cannot be foretold.
/// Empty when there is no room for them.
std::vector<std::size_t> catch_places(std::size_t n_trials, std::size_t n_catch, std::size_t break_every,
                                      RandomStream random);

}  // namespace tricky::runner
