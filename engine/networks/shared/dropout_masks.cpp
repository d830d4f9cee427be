#include "networks/shared/dropout_masks.h"

#include "tricky/data/random.h"

namespace tricky::engine {

void draw_dropout_mask(const DropoutDraws& draws, std::size_t image_in_batch, std::uint32_t layer,
                       std::span<float> factors) {
  RandomStream random(draws.seed, Stream::dropout, layer, draws.epoch, draws.images[image_in_batch]);
  std::uint32_t bits = 0;
  for (std::size_t unit = 0; unit < factors.size(); ++unit) {
    if (unit % 32 == 0) bits = random.next_u32();
    factors[unit] = (bits & 1U) != 0 ? 2.0F : 0.0F;
    bits >>= 1U;
  }
}

}  // namespace tricky::engine
