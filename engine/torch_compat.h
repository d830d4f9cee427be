#pragma once

#include <torch/torch.h>
#include <torch/version.h>

#include <string>

/// What differs between LibTorch 1.13 (Debian 12) and 2.x (what GPU machines have). All of it is here.
namespace tricky::engine {

/// The key under which an optimiser keeps the state of a parameter: its address, as text until 2.0.
inline auto optimiser_key(const torch::Tensor& parameter) {
#if TORCH_VERSION_MAJOR >= 2
  return static_cast<void*>(parameter.unsafeGetTensorImpl());
#else
  return c10::guts::to_string(parameter.unsafeGetTensorImpl());
#endif
}

/// Keeps float32 arithmetic float32: newer GPUs round to 10 bits otherwise.
inline void forbid_tensor_float_32() {
  at::globalContext().setAllowTF32CuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
}

inline std::string torch_version() { return TORCH_VERSION; }

}  // namespace tricky::engine
