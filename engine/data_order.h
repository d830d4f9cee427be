#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tricky::engine {

/// Which of `n` training images a network sees, ascending: all (`half` 0), or one of two disjoint random halves of
/// equal size (1, 2). With an odd number one image is in neither, so that both halves make the same number of updates.
std::vector<std::uint32_t> training_half(std::uint32_t n, std::uint64_t split_seed, int half);

/// The images in the order in which an epoch shows them: a permutation that depends on seed and epoch alone.
std::vector<std::uint32_t> order_of_epoch(std::vector<std::uint32_t> images, std::uint64_t order_seed, int epoch);

/// Images [begin, begin + size) of an epoch's order, which make one update.
struct Update {
  std::size_t begin = 0;
  std::size_t size = 0;
  bool operator==(const Update&) const = default;
};

/// Cuts an epoch into batches, the last one being what is left; with `split_batches` each batch becomes two updates,
/// the first having the odd image.
std::vector<Update> updates_of_epoch(std::size_t n_images, std::size_t batch_size, bool split_batches);

}  // namespace tricky::engine
