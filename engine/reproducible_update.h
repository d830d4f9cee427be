#pragma once

#include <torch/torch.h>

#include <cstddef>
#include <functional>
#include <string>

#include "tricky/protocols/study_hyperparameters.h"
#include "tricky/stimuli/resize.h"

namespace tricky::engine {

/// Whether `work` gives the same bytes twice, though the memory that the C library hands out holds other garbage.
bool is_same_in_any_memory(const std::function<std::string()>& work);

/// Whether an update of `n_images` made-up images of this size gives the same gradients, to the last bit, when it is
/// computed twice on this device with the settings and threads of now; on a CPU even with other garbage in the memory
/// that it is given. For a library that reads memory nobody wrote, as oneDNN 2.6 does in bfloat16: weight gradients of
/// 3 x 3 convolutions of stride 2 that see a single pixel.
bool update_is_reproducible(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes,
                            stimuli::Size size, std::size_t n_images, torch::Device device);

}  // namespace tricky::engine
