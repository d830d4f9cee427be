#include "checkpoint.h"

#include <string>
#include <vector>

#include "torch_compat.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace {

using Tensors = c10::Dict<std::string, torch::Tensor>;
using Content = c10::impl::GenericDict;

constexpr std::size_t kLargestBytes = std::size_t{16} << 30U;

/// A copy that shares nothing, on the CPU and channels-first: what other programs expect, and always the same bytes.
torch::Tensor plain(const torch::Tensor& tensor) {
  return tensor.detach().to(torch::kCPU).contiguous(at::MemoryFormat::Contiguous).clone();
}

void put_back(torch::Tensor into, const std::string& name, const Tensors& from, const std::filesystem::path& file) {
  if (!from.contains(name)) throw InputError({file, 0, name}, "is missing; the file belongs to another network");
  const torch::Tensor value = from.at(name);
  if (value.sizes() != into.sizes() || value.scalar_type() != into.scalar_type()) {
    throw InputError({file, 0, name}, "has another shape or type; the file belongs to another network");
  }
  into.copy_(value);
}

Tensors tensors_of(const Content& content, const std::string& name) {
  Tensors tensors;
  for (const auto& entry : content.at(name).toGenericDict()) {
    tensors.insert(entry.key().toStringRef(), entry.value().toTensor());
  }
  return tensors;
}

Content read_content(const std::filesystem::path& file) {
  const std::string bytes = read_file(file, kLargestBytes);
  try {
    const c10::IValue value = torch::pickle_load({bytes.begin(), bytes.end()});
    const Content content = value.toGenericDict();
    for (const char* name : {"epoch", "model", "momentum"}) {
      if (!content.contains(name)) throw InputError({file, 0, name}, "is missing");
    }
    return content;
  } catch (const c10::Error&) {
    throw InputError({file, 0, ""},
                     "is not a checkpoint of tricky, or is damaged; remove the run's folder to train it anew");
  }
}

}  // namespace

void save_checkpoint(const std::filesystem::path& file, int epoch, const Network& network,
                     torch::optim::SGD& optimiser) {
  const torch::NoGradGuard no_gradient;
  Tensors model;
  Tensors momentum;
  for (const auto& parameter : network.named_parameters()) {
    model.insert(parameter.key(), plain(parameter.value()));
    const auto state = optimiser.state().find(optimiser_key(parameter.value()));
    if (state == optimiser.state().end()) continue;
    const torch::Tensor buffer = static_cast<torch::optim::SGDParamState&>(*state->second).momentum_buffer();
    if (buffer.defined()) momentum.insert(parameter.key(), plain(buffer));
  }
  for (const auto& buffer : network.named_buffers()) model.insert(buffer.key(), plain(buffer.value()));
  Content content(c10::StringType::get(), c10::AnyType::get());
  content.insert("epoch", static_cast<std::int64_t>(epoch));
  content.insert("model", model);
  content.insert("momentum", momentum);
  const std::vector<char> bytes = torch::pickle_save(content);
  write_file(file, {bytes.data(), bytes.size()});
}

int load_checkpoint(const std::filesystem::path& file, Network& network, torch::optim::SGD& optimiser) {
  const torch::NoGradGuard no_gradient;
  const Content content = read_content(file);
  try {
    const Tensors model = tensors_of(content, "model");
    const Tensors momentum = tensors_of(content, "momentum");
    for (const auto& parameter : network.named_parameters()) {
      put_back(parameter.value(), parameter.key(), model, file);
      if (!momentum.contains(parameter.key())) continue;
      torch::Tensor buffer = torch::zeros_like(parameter.value());
      put_back(buffer, parameter.key(), momentum, file);
      auto state = std::make_unique<torch::optim::SGDParamState>();
      state->momentum_buffer(buffer);
      optimiser.state()[optimiser_key(parameter.value())] = std::move(state);
    }
    for (const auto& buffer : network.named_buffers()) put_back(buffer.value(), buffer.key(), model, file);
    return static_cast<int>(content.at("epoch").toInt());
  } catch (const c10::Error&) {
    throw InputError({file, 0, ""}, "holds other things than a checkpoint of tricky does");
  }
}

}  // namespace tricky::engine
