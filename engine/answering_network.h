#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tricky::engine {

class LayerTap;

/// A network that is only asked, wherever its weights come from.
class AnsweringNetwork {
 public:
  virtual ~AnsweringNetwork() = default;

  /// Outputs (n x classes, on the CPU, float32) for n x 3 x height x width values, in evaluation mode; `tap` hears how
  /// they are computed. Throws InputError naming the weights' file when the network cannot take such images or gives
  /// something else than n rows.
  torch::Tensor outputs(const torch::Tensor& images, LayerTap* tap = nullptr);

  /// Parameters and buffers by name, as they lie in memory: layers are called after those they use.
  virtual std::vector<std::pair<std::string, torch::Tensor>> tensors() const = 0;

 protected:
  AnsweringNetwork(std::filesystem::path file, torch::Device device) : file_(std::move(file)), device_(device) {}
  virtual c10::IValue compute(const torch::Tensor& images) = 0;

  const std::filesystem::path file_;
  const torch::Device device_;
};

/// A file of TorchScript, as torch.jit.trace(…).save or torch.jit.script(…).save write it. Such a file is a program:
/// it can do whatever TorchScript's operations can, and no Python. Throws InputError when it is none.
std::unique_ptr<AnsweringNetwork> open_torchscript(const std::filesystem::path& file, torch::Device device);

/// What an error of LibTorch says happened: the last line of its message, without control characters, since a
/// stranger's file may have written it.
std::string plain_message(const std::exception& error);

/// "2 x 3 x 224 x 224"
std::string shape_text(const torch::Tensor& tensor);

}  // namespace tricky::engine
