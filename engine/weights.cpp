#include "weights.h"

#include <map>
#include <string>
#include <vector>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace {

/// torchvision's name now for the name it wrote before module names could not hold dots.
std::string current_name(std::string name) {
  if (name.find("denselayer") == std::string::npos) return name;
  for (const char* layer : {".norm.1.", ".norm.2.", ".conv.1.", ".conv.2."}) {
    const std::size_t at = name.find(layer);
    if (at != std::string::npos) name.erase(at + 5, 1);
  }
  return name;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::vector<std::string> lengths;
  for (const std::int64_t length : shape) lengths.push_back(std::to_string(length));
  return shape.empty() ? "a single number" : join(lengths, " x ");
}

std::map<std::string, torch::Tensor> state_of(const Network& network) {
  std::map<std::string, torch::Tensor> state;
  for (const auto& parameter : network.named_parameters()) state.emplace(parameter.key(), parameter.value());
  for (const auto& buffer : network.named_buffers()) state.emplace(buffer.key(), buffer.value());
  return state;
}

/// The file's tensor for each of the network's.
std::map<std::string, const StoredTensor*> match(const std::map<std::string, torch::Tensor>& state,
                                                 const SafetensorsFile& file) {
  std::map<std::string, const StoredTensor*> matched;
  for (const StoredTensor& tensor : file.tensors()) {
    const SourcePlace place{file.path(), 0, in_quotes(tensor.name)};
    const std::string name = current_name(tensor.name);
    const auto into = state.find(name);
    if (into == state.end()) {
      std::vector<std::string> names;
      for (const auto& [known, value] : state) names.push_back(known);
      const auto nearest = nearest_name(name, names);
      throw InputError(place,
                       "is not a parameter of this network" + (nearest ? "; did you mean " + in_quotes(*nearest) + "?"
                                                                       : "; it has " + in_quotes(names.front()) +
                                                                             " and others; name the network "
                                                                             "that the file is of"));
    }
    const std::vector<std::int64_t> shape = into->second.sizes().vec();
    if (tensor.shape != shape) {
      throw InputError(
          place, "expected a shape of " + shape_text(shape) + ", as this network has, got " + shape_text(tensor.shape));
    }
    const bool counts = !into->second.is_floating_point();
    if (counts != (tensor.type == ElementType::i64)) {
      throw InputError(place, counts ? "expected whole numbers (I64)" : "expected real numbers, got I64");
    }
    if (!matched.emplace(name, &tensor).second) throw InputError(place, "is there twice, as " + in_quotes(name));
  }
  for (const auto& [name, value] : state) {
    if (matched.contains(name) || name.ends_with("num_batches_tracked")) continue;
    throw InputError({file.path(), 0, in_quotes(name)}, "is missing (" + shape_text(value.sizes().vec()) +
                                                            "); the file is of another network, or incomplete");
  }
  return matched;
}

torch::Tensor plain(const torch::Tensor& tensor) {
  return tensor.detach().to(torch::kCPU).contiguous(at::MemoryFormat::Contiguous);
}

}  // namespace

void load_by_name(Network& network, const SafetensorsFile& file) {
  const torch::NoGradGuard no_gradient;
  auto state = state_of(network);
  for (const auto& [name, tensor] : match(state, file)) {
    torch::Tensor& into = state.at(name);
    if (tensor->type == ElementType::i64) {
      torch::Tensor values = torch::empty(into.sizes(), torch::kInt64);
      std::memcpy(values.data_ptr(), tensor->bytes.data(), tensor->bytes.size());
      into.copy_(values);
    } else {
      torch::Tensor values = torch::empty(into.sizes());
      read_as_float(*tensor, {values.data_ptr<float>(), tensor->n_elements()});
      into.copy_(values);
    }
  }
}

void write_weights(const std::filesystem::path& path, const Network& network) {
  std::vector<torch::Tensor> values;
  std::vector<StoredTensor> tensors;
  const auto add = [&](const std::string& name, const torch::Tensor& tensor) {
    const torch::Tensor& value = values.emplace_back(plain(tensor));
    tensors.push_back({name,
                       value.is_floating_point() ? ElementType::f32 : ElementType::i64,
                       value.sizes().vec(),
                       {static_cast<const char*>(value.data_ptr()), value.nbytes()}});
  };
  for (const auto& parameter : network.named_parameters()) add(parameter.key(), parameter.value());
  for (const auto& buffer : network.named_buffers()) add(buffer.key(), buffer.value());
  write_safetensors(path, tensors, {{"format", "pt"}});
}

}  // namespace tricky::engine
