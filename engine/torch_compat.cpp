#include "torch_compat.h"

#include <ATen/Version.h>
#include <ATen/autocast_mode.h>

#include <vector>

#include "tricky/data/text.h"

// Only a LibTorch with CUDA has this file.
#if __has_include(<c10/cuda/impl/cuda_cmake_macros.h>)
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#define TRICKY_CUDA 1
#else
#define TRICKY_CUDA 0
#endif

namespace tricky::engine {

std::string library_versions() {
  std::vector<std::string> versions = {at::get_mkldnn_version(), at::get_mkl_version(), at::get_openmp_version()};
  if (at::hasCUDA()) versions.push_back(at::detail::getCUDAHooks().showConfig());
  return join(versions, "\n");
}

Autocast::Autocast(bool on, torch::Device device) : on_(on), device_(device) {
  if (on_) set(true);
}

Autocast::~Autocast() {
  if (on_) set(false);
}

void Autocast::set(bool on) const {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_dtype(device_.type(), torch::kBFloat16);
  at::autocast::set_autocast_enabled(device_.type(), on);
#else
  if (device_.is_cuda()) {
    at::autocast::set_autocast_gpu_dtype(torch::kBFloat16);
    at::autocast::set_enabled(on);
  } else {
    at::autocast::set_autocast_cpu_dtype(torch::kBFloat16);
    at::autocast::set_cpu_enabled(on);
  }
#endif
  // Each weight is cast once a forward, so there is nothing to keep.
  at::autocast::set_autocast_cache_enabled(!on);
}

#if TRICKY_CUDA

struct OwnStream::Guard {
  explicit Guard(torch::Device device) : guard(c10::cuda::getStreamFromPool(false, device.index())) {}
  c10::cuda::CUDAStreamGuard guard;
};

OwnStream::OwnStream(torch::Device device) {
  if (device.is_cuda()) guard_ = std::make_unique<Guard>(device);
}

struct Replay::Graph {
  at::cuda::CUDAGraph graph;
};

void Replay::run(const Sort& sort, const std::function<void()>& work) {
  // Libraries choose their algorithms and ask for memory the first times; neither can be recorded.
  constexpr int kUnrecorded = 3;
  if (!is_cuda_) return work();
  if (sort != sort_) {
    sort_ = sort;
    n_done_ = 0;
    graph_.reset();
  }
  if (n_done_++ < kUnrecorded) return work();
  if (!graph_) {
    c10::cuda::getCurrentCUDAStream().synchronize();
    graph_ = std::make_unique<Graph>();
    graph_->graph.capture_begin();
    work();
    graph_->graph.capture_end();
  }
  graph_->graph.replay();
}

#else

struct OwnStream::Guard {};
OwnStream::OwnStream(torch::Device) {}

struct Replay::Graph {};
void Replay::run(const Sort&, const std::function<void()>& work) { work(); }

#endif

OwnStream::~OwnStream() = default;
Replay::Replay(torch::Device device) : is_cuda_(device.is_cuda()) {}
Replay::~Replay() = default;

}  // namespace tricky::engine
