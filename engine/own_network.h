#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "answering_network.h"
#include "tricky/protocols/preprocessing.h"
#include "tricky/protocols/study_hyperparameters.h"

namespace tricky::engine {

/// A safetensors file as the weights of one of tricky's own networks, by torchvision's names; the last layer's size is
/// the number of classes. Only `network`, `stem` and `width` of the hyperparameters matter. Throws InputError for an
/// unknown network and for a file of another one.
std::unique_ptr<AnsweringNetwork> open_safetensors(const std::filesystem::path& file,
                                                   const protocols::Hyperparameters& hyperparameters,
                                                   torch::Device device);

/// A network that tricky trained, at one of the epochs whose state was kept.
struct TrainedNetwork {
  std::string name;  ///< of the run
  int epoch = 0;
  std::filesystem::path checkpoint;
  protocols::Hyperparameters hyperparameters;
  std::int64_t n_classes = 0;
};

/// What run.json and checkpoints/ say of a run at an epoch (nothing: the last complete one). Throws InputError when the
/// folder holds no run that tricky trained, or no state of that epoch (saying which are there).
TrainedNetwork find_trained(const std::filesystem::path& run_folder, std::optional<int> epoch);

/// Whether find_trained would find this epoch of a run.
bool is_state_kept(const std::filesystem::path& run_folder, int epoch);

std::unique_ptr<AnsweringNetwork> open_trained(const TrainedNetwork& trained, torch::Device device);

/// What the network saw of test images, as a preprocessing. Throws InputError for randomly cropped ones, which no
/// preprocessing can give again.
protocols::Preprocessing preprocessing_of(const TrainedNetwork& trained);

}  // namespace tricky::engine
