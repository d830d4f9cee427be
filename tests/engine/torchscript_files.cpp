#include "engine/torchscript_files.h"

#include <torch/script.h>

#include <fstream>

namespace {

torch::Tensor tensor_of(const std::vector<float>& values) {
  return torch::tensor(at::ArrayRef<float>(values.data(), values.size()));
}

}  // namespace

void write_torchscript(const std::filesystem::path& file, const std::map<std::string, std::vector<float>>& parameters,
                       const std::string& methods) {
  torch::jit::Module network("network");
  std::map<std::string, torch::jit::Module> parts;
  for (const auto& [name, values] : parameters) {
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) {
      network.register_parameter(name, tensor_of(values), /*is_buffer=*/false);
      continue;
    }
    auto [part, is_new] = parts.try_emplace(name.substr(0, dot), torch::jit::Module("part_" + name.substr(0, dot)));
    part->second.register_parameter(name.substr(dot + 1), tensor_of(values), /*is_buffer=*/false);
  }
  for (const auto& [name, part] : parts) network.register_module(name, part);
  if (!methods.empty()) network.define(methods);
  network.save(file.string());
}

void write_tensor_file(const std::filesystem::path& file) {
  const std::vector<char> bytes = torch::jit::pickle_save(torch::ones({2, 3}));
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}
