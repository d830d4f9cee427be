#pragma once

#include <filesystem>

#include "networks/network.h"
#include "safetensors.h"

namespace tricky::engine {

/// Puts the tensors of the file into the parameters and buffers of the same names, converted to their types. Takes what
/// torchvision takes: the older names of DenseNet's layers ("denselayer1.norm.1.weight"), and files without the
/// counters num_batches_tracked. Throws InputError naming the parameter that is missing, is not the network's, is there
/// twice, or has another shape; the network is then as before.
void load_by_name(Network& network, const SafetensorsFile& file);

/// Writes parameters and buffers under torchvision's names; load_by_name and Python's safetensors package read it.
void write_weights(const std::filesystem::path& path, const Network& network);

}  // namespace tricky::engine
