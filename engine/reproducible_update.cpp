#include "reproducible_update.h"

#include <malloc.h>

#include <numeric>
#include <string>
#include <vector>

#include "model.h"
#include "torch_compat.h"

namespace tricky::engine {

namespace {

/// While it lives, memory that the C library hands out holds this byte's complement everywhere.
class Garbage {
 public:
  explicit Garbage(unsigned char byte) {
    ::mallopt(M_MMAP_MAX, 0);  // what comes straight from the kernel is zero
    ::mallopt(M_PERTURB, byte);
  }
  ~Garbage() { ::mallopt(M_PERTURB, 0); }
  Garbage(const Garbage&) = delete;
  Garbage& operator=(const Garbage&) = delete;
};

}  // namespace

bool is_same_in_any_memory(const std::function<std::string()>& work) {
  // Complements 0xAA and 0x7F: a tiny negative number and nearly the largest one, in bfloat16 and in float32.
  const auto in_memory_of = [&](unsigned char byte) {
    const Garbage garbage(byte);
    return work();
  };
  return in_memory_of(0x55) == in_memory_of(0x80);
}

bool update_is_reproducible(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes,
                            stimuli::Size size, std::size_t n_images, torch::Device device) {
  const std::shared_ptr<Network> network = make_model(hyperparameters, n_classes);
  network->to(device);
  network->train();
  const auto n = static_cast<std::int64_t>(n_images);
  torch::Tensor pixels = torch::arange(n * 3 * size.height_px * size.width_px, torch::kFloat64).sin();
  pixels = pixels.to(torch::kFloat32).view({n, size.height_px, size.width_px, 3}).permute({0, 3, 1, 2}).to(device);
  if (hyperparameters.memory_format != "channels_last") pixels = pixels.contiguous();
  const torch::Tensor labels = torch::arange(n, torch::kInt64).remainder(n_classes).to(device);
  std::vector<std::uint32_t> images(n_images);
  std::iota(images.begin(), images.end(), 0U);

  return is_same_in_any_memory([&] {
    network->begin_update({hyperparameters.dropout_seed, 1, images});
    for (torch::Tensor& parameter : network->parameters()) parameter.mutable_grad().reset();
    torch::Tensor logits;
    {
      const Autocast autocast(hyperparameters.precision == "bfloat16", device);
      logits = network->forward(pixels).to(torch::kFloat32);
    }
    torch::cross_entropy_loss(logits, labels).backward();
    std::string bytes;
    for (const torch::Tensor& parameter : network->parameters()) {
      const torch::Tensor values = parameter.grad().to(torch::kCPU).contiguous();
      bytes.append(static_cast<const char*>(values.data_ptr()), values.nbytes());
    }
    return bytes;
  });
}

}  // namespace tricky::engine
