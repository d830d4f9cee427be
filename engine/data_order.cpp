#include "data_order.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "tricky/data/errors.h"
#include "tricky/data/random.h"

namespace tricky::engine {

std::vector<std::uint32_t> training_half(std::uint32_t n, std::uint64_t split_seed, int half) {
  TRICKY_ASSERT(half >= 0 && half <= 2);
  if (half == 0) {
    std::vector<std::uint32_t> all(n);
    std::iota(all.begin(), all.end(), 0U);
    return all;
  }
  RandomStream random(split_seed, Stream::split);
  const std::vector<std::uint32_t> shuffled = random_permutation(random, n);
  const auto begin = shuffled.begin() + (half == 1 ? 0 : n / 2);
  std::vector<std::uint32_t> images(begin, begin + n / 2);
  std::sort(images.begin(), images.end());
  return images;
}

std::vector<std::uint32_t> order_of_epoch(std::vector<std::uint32_t> images, std::uint64_t order_seed, int epoch) {
  RandomStream random(order_seed, Stream::order, 0, static_cast<std::uint32_t>(epoch));
  random.shuffle(std::span(images));
  return images;
}

std::vector<Update> updates_of_epoch(std::size_t n_images, std::size_t batch_size, bool split_batches) {
  TRICKY_ASSERT(batch_size > 0);
  std::vector<Update> updates;
  for (std::size_t begin = 0; begin < n_images; begin += batch_size) {
    const std::size_t size = std::min(batch_size, n_images - begin);
    const std::size_t first = split_batches ? (size + 1) / 2 : size;
    updates.push_back({begin, first});
    if (first < size) updates.push_back({begin + first, size - first});
  }
  return updates;
}

}  // namespace tricky::engine
