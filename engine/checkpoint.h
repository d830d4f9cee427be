#pragma once

#include <torch/torch.h>

#include <filesystem>

#include "networks/network.h"

namespace tricky::engine {

/// Writes epoch, parameters, buffers and momentum in one step (a kill leaves the old file). Python's torch.load gives
/// {"epoch": int, "model": {name: tensor}, "momentum": {name: tensor}}; the bytes depend on nothing but these.
void save_checkpoint(const std::filesystem::path& file, int epoch, const Network& network,
                     torch::optim::SGD& optimiser);

/// Puts back what save_checkpoint wrote and returns the epoch. Throws InputError when the file is damaged or belongs to
/// another network.
int load_checkpoint(const std::filesystem::path& file, Network& network, torch::optim::SGD& optimiser);

}  // namespace tricky::engine
