#pragma once

#include <cstdint>
#include <span>

namespace tricky::engine {

/// Which units drop out is decided by the `dropout` stream at (seed, epoch, image) and the layer, so it depends neither
/// on the batch an image is in, nor on threads, nor on where a run was resumed.
struct DropoutDraws {
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::span<const std::uint32_t> images;  ///< numbers of the batch's images, in its order
};

/// The factors of one image's units: 0 for a unit that drops out, which one half do, 2 for one that stays, so that the
/// mean stays (Srivastava et al. 2014, scaled in training as PyTorch does). Unit i takes bit i % 32 of the stream's
/// number i / 32. Layers count from 0 in the order they are passed.
void draw_dropout_mask(const DropoutDraws& draws, std::size_t image_in_batch, std::uint32_t layer,
                       std::span<float> factors);

}  // namespace tricky::engine
