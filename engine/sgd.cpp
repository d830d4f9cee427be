#include "sgd.h"

#include "tricky/data/errors.h"

namespace tricky::engine {

namespace {

/// Each parameter begins at a cache line, as it would in memory of its own.
constexpr std::int64_t kAlignment = 64 / sizeof(float);

std::int64_t room_for(std::int64_t n) { return (n + kAlignment - 1) / kAlignment * kAlignment; }

/// The elements of a tensor without gaps, in the order in which they lie in memory.
torch::Tensor in_memory_order(const torch::Tensor& tensor) { return tensor.as_strided({tensor.numel()}, {1}); }

/// Strides of dimensions of size 1 mean nothing.
bool same_layout(const torch::Tensor& first, const torch::Tensor& second) {
  for (std::int64_t i = 0; i < first.dim(); ++i) {
    if (first.size(i) != 1 && first.stride(i) != second.stride(i)) return false;
  }
  return true;
}

}  // namespace

Sgd::Sgd(Network& network, const protocols::Hyperparameters& hyperparameters)
    : momentum_(hyperparameters.momentum),
      weight_decay_(hyperparameters.weight_decay),
      nesterov_(hyperparameters.nesterov) {
  const torch::NoGradGuard no_gradient;
  std::int64_t size = 0;
  for (const auto& parameter : network.named_parameters()) size += room_for(parameter.value().numel());
  const auto options = network.parameters().at(0).options().requires_grad(false);
  values_ = torch::zeros({size}, options);
  gradients_ = torch::zeros({size}, options);
  momenta_ = torch::zeros({size}, options);
  zeros_ = torch::zeros({kAlignment}, options);
  std::int64_t begin = 0;
  for (const auto& each : network.named_parameters()) {
    torch::Tensor parameter = each.value();
    TRICKY_ASSERT(parameter.is_non_overlapping_and_dense() && parameter.scalar_type() == torch::kFloat32);
    const auto within = [&](const torch::Tensor& block) {
      return block.as_strided(parameter.sizes(), parameter.strides(), begin);
    };
    const torch::Tensor value = within(values_);
    value.copy_(parameter);
    parts_.push_back({each.key(), value, within(momenta_)});
    parameter.set_data(value);
    parameters_.push_back(parameter);
    begin += room_for(parameter.numel());
  }
}

void Sgd::drop_gradients() {
  for (torch::Tensor& parameter : parameters_) parameter.mutable_grad() = torch::Tensor();
}

void Sgd::step(double learning_rate) {
  const torch::NoGradGuard no_gradient;
  std::vector<torch::Tensor> pieces;
  pieces.reserve(2 * parameters_.size());
  for (const torch::Tensor& parameter : parameters_) {
    const torch::Tensor& gradient = parameter.grad();
    TRICKY_ASSERT(gradient.defined() && same_layout(gradient, parameter));
    pieces.push_back(in_memory_order(gradient));
    const std::int64_t gap = room_for(parameter.numel()) - parameter.numel();
    if (gap > 0) pieces.push_back(zeros_.narrow(0, 0, gap));
  }
  at::cat_out(gradients_, pieces);
  if (weight_decay_ != 0.0) gradients_.add_(values_, weight_decay_);
  if (momentum_ == 0.0) {
    values_.add_(gradients_, -learning_rate);
    return;
  }
  if (has_momentum_) {
    momenta_.mul_(momentum_).add_(gradients_);
  } else {
    momenta_.copy_(gradients_);
    has_momentum_ = true;
  }
  values_.add_(nesterov_ ? gradients_.add_(momenta_, momentum_) : momenta_, -learning_rate);
}

}  // namespace tricky::engine
