#include "catch_trials.h"

namespace tricky::runner {

std::vector<std::size_t> catch_places(std::size_t n_trials, std::size_t n_catch, std::size_t break_every,
                                      RandomStream random) {
  std::vector<std::size_t> allowed;
  for (std::size_t place = 2; place < n_trials; ++place) {
    const bool beside_break = break_every > 0 && (place % break_every == 0 || (place - 1) % break_every == 0);
    if (!beside_break) allowed.push_back(place);
  }
  // Two places a stretch, so that one is left where the other lies beside the catch trial before.
  if (allowed.size() < 2 * n_catch) return {};
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < n_catch; ++k) {
    std::size_t begin = k * allowed.size() / n_catch;
    const std::size_t end = (k + 1) * allowed.size() / n_catch;
    if (!places.empty() && allowed[begin] == places.back() + 1) ++begin;
    places.push_back(allowed[begin + random.below(end - begin)]);
  }
  return places;
}

}  // namespace tricky::runner
