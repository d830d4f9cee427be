#include "hardware.h"

#include <malloc.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "torch_compat.h"
#include "tricky/data/errors.h"

namespace tricky::engine {

namespace {

/// What follows "key   :" in a file of such lines; empty when there is none.
std::string value_of(const std::filesystem::path& file, const std::string& key) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (!line.starts_with(key) || colon == std::string::npos) continue;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

/// The driver's name of the first GPU: LibTorch's own way needs CUDA's headers, which a CPU build has not.
std::string gpu_name() {
  std::error_code error;
  for (const auto& gpu : std::filesystem::directory_iterator("/proc/driver/nvidia/gpus", error)) {
    return value_of(gpu.path() / "information", "Model");
  }
  return "";
}

/// By default the C library gives large blocks back to the kernel as soon as they are free, and the kernel clears their
/// pages each time they come again: a fifth of the time of a training step, whose tensors all have the same sizes as
/// the step's before.
void keep_freed_memory() {
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, -1);
  ::mallopt(M_TOP_PAD, 64 << 20);
}

}  // namespace

Hardware choose_hardware(const Machine& machine) {
  const bool gpu = machine.device != Machine::Device::cpu && torch::cuda::is_available();
  if (machine.device == Machine::Device::cuda && !gpu) {
    throw InputError("--device cuda: LibTorch " + torch_version() +
                     " finds no GPU it can use; --device cpu trains without");
  }
  Hardware hardware;
  hardware.device = gpu ? "cuda" : "cpu";
  hardware.device_name = gpu ? gpu_name() : value_of("/proc/cpuinfo", "model name");
  hardware.threads = machine.threads.value_or(static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
  hardware.torch_version = torch_version();
  return hardware;
}

void apply_hardware(const Hardware& hardware, bool deterministic) {
  // cuBLAS reads it when it starts; without, its results may differ between two calls.
  if (deterministic) ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 1);
  at::set_num_threads(hardware.threads);
  at::globalContext().setDeterministicAlgorithms(deterministic, /*warn_only=*/false);
  at::globalContext().setDeterministicCuDNN(deterministic);
  at::globalContext().setBenchmarkCuDNN(!deterministic);
  leave_new_memory_alone();
  forbid_tensor_float_32();
  keep_freed_memory();
}

Value settings_in_use() {
  const at::Context& context = at::globalContext();
  Value settings;
  settings["libraries"] = library_versions();
  settings["deterministic_algorithms"] = context.deterministicAlgorithms();
  settings["cudnn_deterministic"] = context.deterministicCuDNN();
  settings["cudnn_benchmark"] = context.benchmarkCuDNN();
  settings["tensor_float_32"] = context.allowTF32CuDNN() || context.allowTF32CuBLAS();
  const char* workspace = std::getenv("CUBLAS_WORKSPACE_CONFIG");
  settings["cublas_workspace_config"] = workspace == nullptr ? "" : workspace;
  return settings;
}

}  // namespace tricky::engine
