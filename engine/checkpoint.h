#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "networks/network.h"
#include "sgd.h"

namespace tricky::engine {

/// How far an unfinished epoch has come.
struct EpochPosition {
  std::size_t n_updates = 0;  ///< made
  double loss_sum = 0.0;      ///< over the images so far
  std::int64_t n_right = 0;   ///< of them
  double seconds = 0.0;       ///< spent so far
};

/// A copy of everything that training changes. Shares no memory with the network, so it can be written while training
/// goes on.
struct TrainingState {
  int epoch = 0;
  std::optional<EpochPosition> within;  ///< nothing: the epoch is complete
  using Tensors = std::vector<std::pair<std::string, torch::Tensor>>;
  Tensors model;     ///< parameters, then buffers; on the CPU, in C order
  Tensors momentum;  ///< none before the first update
};

TrainingState copy_state(int epoch, const std::optional<EpochPosition>& within, const Network& network, const Sgd& sgd);

/// The content of a checkpoint file. Python's torch.load gives {"epoch": int, "model": {name: tensor}, "momentum":
/// {name: tensor}}, for an unfinished epoch also "n_updates", "loss_sum", "n_right", "seconds". The bytes depend on
/// nothing but these.
std::string to_checkpoint(const TrainingState& state);

/// Throws InputError when the file is damaged or none of ours.
TrainingState read_checkpoint(const std::filesystem::path& file);

/// Puts a state back. Throws InputError, naming the file, when it belongs to another network.
void put_back(const TrainingState& state, const std::filesystem::path& file, Network& network, Sgd& sgd);

}  // namespace tricky::engine
