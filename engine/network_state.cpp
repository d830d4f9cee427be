#include "tricky/engine/network_state.h"

#include "model.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::engine {

std::vector<NamedTensor> initial_parameters(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes) {
  const std::shared_ptr<Network> network = make_model(hyperparameters, n_classes);
  std::vector<NamedTensor> parameters;
  for (const auto& parameter : network->named_parameters()) {
    const torch::Tensor value = parameter.value().detach().contiguous(at::MemoryFormat::Contiguous);
    const float* begin = value.data_ptr<float>();
    parameters.push_back({parameter.key(), value.sizes().vec(), {begin, begin + value.numel()}});
  }
  return parameters;
}

std::vector<float> logits_of(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes,
                             const std::vector<NamedTensor>& state, const std::vector<float>& images, std::int64_t n,
                             std::int64_t height, std::int64_t width) {
  TRICKY_ASSERT(images.size() == static_cast<std::size_t>(n * 3 * height * width));
  return with_plain_errors([&] {
    const torch::NoGradGuard no_gradient;
    const std::shared_ptr<Network> network = make_model(hyperparameters, n_classes);
    network->eval();
    auto named = network->named_parameters();
    const auto buffers = network->named_buffers();
    for (const auto& buffer : buffers) named.insert(buffer.key(), buffer.value());
    for (const NamedTensor& tensor : state) {
      torch::Tensor* into = named.find(tensor.name);
      if (into == nullptr) throw InputError("the network has no parameter " + in_quotes(tensor.name));
      if (into->sizes().vec() != tensor.shape)
        throw InputError(in_quotes(tensor.name) + " has another shape in this network");
      into->copy_(torch::from_blob(const_cast<float*>(tensor.values.data()), tensor.shape, torch::kFloat32));
    }
    const torch::Tensor batch =
        torch::from_blob(const_cast<float*>(images.data()), {n, 3, height, width}, torch::kFloat32);
    const torch::Tensor logits = network->forward(batch).contiguous();
    return std::vector<float>(logits.data_ptr<float>(), logits.data_ptr<float>() + logits.numel());
  });
}

}  // namespace tricky::engine
