#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include "answering_network.h"
#include "tricky/data/errors.h"

namespace tricky::engine {

namespace {

namespace fs = std::filesystem;

class TorchScriptNetwork final : public AnsweringNetwork {
 public:
  TorchScriptNetwork(const fs::path& file, torch::Device device) : AnsweringNetwork(file, device) {
    if (!fs::is_regular_file(file)) throw InputError({file, 0, ""}, "there is no such file");
    try {
      module_ = torch::jit::load(file.string(), device);
    } catch (const std::exception& error) {
      throw InputError({file, 0, ""}, "is not a TorchScript file that LibTorch can read (" + plain_message(error) +
                                          "); in Python, write it with torch.jit.trace(network.eval(), "
                                          "images).save(\"network.pt\"). Networks that tricky trained: --run");
    }
    if (!module_.find_method("forward")) {
      throw InputError({file, 0, ""}, "holds no network: its module has no method forward");
    }
    module_.eval();
  }

  std::vector<std::pair<std::string, torch::Tensor>> tensors() const override {
    std::vector<std::pair<std::string, torch::Tensor>> named;
    for (const auto& each : module_.named_parameters()) named.emplace_back(each.name, each.value);
    for (const auto& each : module_.named_buffers()) named.emplace_back(each.name, each.value);
    return named;
  }

 private:
  c10::IValue compute(const torch::Tensor& images) override {
    // The optimiser watches the first batches and then computes the later ones otherwise: all are computed as written.
    const torch::jit::GraphOptimizerEnabledGuard as_written(false);
    return module_.forward({images});
  }

  torch::jit::Module module_;
};

}  // namespace

std::unique_ptr<AnsweringNetwork> open_torchscript(const fs::path& file, torch::Device device) {
  return std::make_unique<TorchScriptNetwork>(file, device);
}

}  // namespace tricky::engine
