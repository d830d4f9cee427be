#pragma once

#include <torch/torch.h>
#include <torch/version.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

/// What differs between LibTorch 1.13 (Debian 12) and 2.x (what GPU machines have), and between a LibTorch with and
/// without CUDA. All of it is here and in torch_compat.cpp.
namespace tricky::engine {

/// Keeps float32 arithmetic float32: newer GPUs round to 10 bits otherwise.
inline void forbid_tensor_float_32() {
  at::globalContext().setAllowTF32CuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
}

/// Deterministic algorithms of 2.2 and newer would else write NaN into all new memory first, which takes time and
/// changes nothing where everything is written before it is read.
inline void leave_new_memory_alone() {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 2)
  at::globalContext().setDeterministicFillUninitializedMemory(false);
#endif
}

inline std::string torch_version() { return TORCH_VERSION; }

/// Versions of the libraries that LibTorch computes with, as it prints them; a line each.
std::string library_versions();

/// While it lives, convolutions and matrix products take and give bfloat16 where `on`; parameters stay float32.
class Autocast {
 public:
  Autocast(bool on, torch::Device device);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  void set(bool on) const;
  bool on_;
  torch::Device device_;
};

/// While it lives, a GPU does this thread's work on a stream of its own, beside other networks' work. Nothing on a CPU.
class OwnStream {
 public:
  explicit OwnStream(torch::Device device);
  ~OwnStream();

 private:
  struct Guard;
  std::unique_ptr<Guard> guard_;
};

/// Does the same work again and again. On a GPU it is recorded as a CUDA graph after a few times and then replayed
/// without the CPU's part; on a CPU, and with a LibTorch without CUDA, it is simply done. The work must read and write
/// the same memory each time and never wait for the GPU.
class Replay {
 public:
  explicit Replay(torch::Device device);
  ~Replay();

  /// `sort`: what the work depends on apart from memory. Work of another sort than before is recorded anew.
  using Sort = std::pair<std::int64_t, double>;
  void run(const Sort& sort, const std::function<void()>& work);

 private:
  struct Graph;
  bool is_cuda_;
  Sort sort_;
  int n_done_ = 0;  ///< of this sort
  std::unique_ptr<Graph> graph_;
};

}  // namespace tricky::engine
