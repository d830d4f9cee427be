#include "networks/shared/dropout.h"

#include "tricky/data/errors.h"

namespace tricky::engine {

void DropoutImpl::draw(const DropoutDraws& draws, const torch::Device& device) {
  const auto n = static_cast<std::int64_t>(draws.images.size());
  if (!drawn_.defined() || drawn_.size(0) != n || mask_.device() != device) {
    drawn_ = torch::empty({n, n_units_});
    mask_ = device.is_cpu() ? drawn_ : torch::empty({n, n_units_}, device);
  }
  float* const factors = drawn_.data_ptr<float>();
  at::parallel_for(0, n, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      draw_dropout_mask(draws, static_cast<std::size_t>(i), layer_,
                        {factors + i * n_units_, static_cast<std::size_t>(n_units_)});
    }
  });
  if (!device.is_cpu()) mask_.copy_(drawn_);
}

torch::Tensor DropoutImpl::forward(const torch::Tensor& x) {
  if (!is_training()) return x;
  TRICKY_ASSERT(mask_.defined() && mask_.sizes() == x.sizes());
  return x * mask_.to(x.scalar_type());
}

}  // namespace tricky::engine
