#include "checkpoint.h"

#include <cmath>
#include <map>
#include <string_view>

#include "tricky/data/errors.h"
#include "tricky/data/files.h"

namespace tricky::engine {

namespace {

using Tensors = c10::Dict<std::string, torch::Tensor>;
using Content = c10::impl::GenericDict;

constexpr std::size_t kLargestBytes = std::size_t{16} << 30U;

/// On the CPU and in C order: what other programs expect, and always the same bytes.
torch::Tensor plain_copy(const torch::Tensor& tensor) {
  torch::Tensor copy = torch::empty(tensor.sizes(), tensor.options().device(torch::kCPU).requires_grad(false));
  copy.copy_(tensor);
  return copy;
}

Tensors to_dictionary(const TrainingState::Tensors& tensors) {
  Tensors dictionary;
  for (const auto& [name, tensor] : tensors) dictionary.insert(name, tensor);
  return dictionary;
}

TrainingState::Tensors tensors_of(const Content& content, const std::string& name) {
  TrainingState::Tensors tensors;
  for (const auto& entry : content.at(name).toGenericDict()) {
    tensors.emplace_back(entry.key().toStringRef(), entry.value().toTensor());
  }
  return tensors;
}

using Named = std::map<std::string_view, torch::Tensor>;

Named by_name(const TrainingState::Tensors& tensors) { return {tensors.begin(), tensors.end()}; }

void copy_into(torch::Tensor into, const std::string& name, const Named& from, const std::filesystem::path& file) {
  const auto found = from.find(name);
  if (found == from.end()) throw InputError({file, 0, name}, "is missing; the file belongs to another network");
  if (found->second.sizes() != into.sizes() || found->second.scalar_type() != into.scalar_type()) {
    throw InputError({file, 0, name}, "has another shape or type; the file belongs to another network");
  }
  into.copy_(found->second);
}

}  // namespace

TrainingState copy_state(int epoch, const std::optional<EpochPosition>& within, const Network& network,
                         const Sgd& sgd) {
  const torch::NoGradGuard no_gradient;
  TrainingState state{epoch, within, {}, {}};
  for (const Sgd::Part& part : sgd.parts()) {
    state.model.emplace_back(part.name, plain_copy(part.value));
    if (sgd.has_momentum()) state.momentum.emplace_back(part.name, plain_copy(part.momentum));
  }
  for (const auto& buffer : network.named_buffers()) state.model.emplace_back(buffer.key(), plain_copy(buffer.value()));
  return state;
}

std::string to_checkpoint(const TrainingState& state) {
  Content content(c10::StringType::get(), c10::AnyType::get());
  content.insert("epoch", static_cast<std::int64_t>(state.epoch));
  if (state.within) {
    content.insert("n_updates", static_cast<std::int64_t>(state.within->n_updates));
    content.insert("loss_sum", state.within->loss_sum);
    content.insert("n_right", state.within->n_right);
    content.insert("seconds", state.within->seconds);
  }
  content.insert("model", to_dictionary(state.model));
  content.insert("momentum", to_dictionary(state.momentum));
  const std::vector<char> bytes = torch::pickle_save(content);
  return {bytes.begin(), bytes.end()};
}

TrainingState read_checkpoint(const std::filesystem::path& file) {
  const std::string bytes = read_file(file, kLargestBytes);
  try {
    const Content content = torch::pickle_load({bytes.begin(), bytes.end()}).toGenericDict();
    for (const char* name : {"epoch", "model", "momentum"}) {
      if (!content.contains(name)) throw InputError({file, 0, name}, "is missing");
    }
    TrainingState state;
    state.epoch = static_cast<int>(content.at("epoch").toInt());
    if (content.contains("n_updates")) {
      state.within = {static_cast<std::size_t>(content.at("n_updates").toInt()), content.at("loss_sum").toDouble(),
                      content.at("n_right").toInt(), content.at("seconds").toDouble()};
    }
    state.model = tensors_of(content, "model");
    state.momentum = tensors_of(content, "momentum");
    return state;
  } catch (const InputError&) {
    throw;
  } catch (const std::exception&) {
    throw InputError({file, 0, ""},
                     "is not a checkpoint of tricky, or is damaged; remove the run's folder to train it anew");
  }
}

void put_back(const TrainingState& state, const std::filesystem::path& file, Network& network, Sgd& sgd) {
  const torch::NoGradGuard no_gradient;
  const Named model = by_name(state.model);
  const Named momentum = by_name(state.momentum);
  for (const Sgd::Part& part : sgd.parts()) {
    copy_into(part.value, part.name, model, file);
    if (!momentum.empty()) copy_into(part.momentum, part.name, momentum, file);
  }
  if (!momentum.empty()) sgd.resume_with_momentum();
  for (const auto& buffer : network.named_buffers()) copy_into(buffer.value(), buffer.key(), model, file);
}

}  // namespace tricky::engine
