#include "own_network.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "checkpoint.h"
#include "networks/network.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/fields.h"
#include "weights.h"

namespace tricky::engine {

namespace {

namespace fs = std::filesystem;
using protocols::Hyperparameters;
using protocols::Preprocessing;

class OwnNetwork final : public AnsweringNetwork {
 public:
  OwnNetwork(const fs::path& file, std::shared_ptr<Network> network, torch::Device device)
      : AnsweringNetwork(file, device), network_(std::move(network)) {
    network_->to(device);
    network_->eval();
    for (torch::Tensor& parameter : network_->parameters()) {
      if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
    }
  }

  std::vector<std::pair<std::string, torch::Tensor>> tensors() const override {
    std::vector<std::pair<std::string, torch::Tensor>> named;
    for (const auto& each : network_->named_parameters()) named.emplace_back(each.key(), each.value());
    for (const auto& each : network_->named_buffers()) named.emplace_back(each.key(), each.value());
    return named;
  }

 private:
  c10::IValue compute(const torch::Tensor& images) override { return network_->forward(images); }

  std::shared_ptr<Network> network_;
};

std::shared_ptr<Network> undrawn(const Hyperparameters& hyperparameters, std::int64_t n_classes) {
  NetworkOptions options;
  options.n_classes = n_classes;
  options.width = hyperparameters.width;
  options.stem = hyperparameters.stem == "small" ? NetworkOptions::Stem::small : NetworkOptions::Stem::imagenet;
  return network_kind(hyperparameters.network).make(options);
}

fs::path checkpoint_of(const fs::path& run_folder, std::optional<int> epoch) {
  if (!epoch) return run_folder / "checkpoints" / "last.pt";
  char name[32];
  std::snprintf(name, sizeof name, "epoch_%04d.pt", *epoch);
  return run_folder / "checkpoints" / name;
}

}  // namespace

std::unique_ptr<AnsweringNetwork> open_safetensors(const fs::path& file, const Hyperparameters& hyperparameters,
                                                   torch::Device device) {
  const SafetensorsFile content(file);
  const torch::NoGradGuard no_gradient;
  // The last parameter is the last layer's bias, whose length is the number of classes; no more than responses can
  // name, so that a file cannot ask for all memory.
  const std::string last = undrawn(hyperparameters, 2)->named_parameters().back().key();
  std::int64_t n_classes = 1000;
  for (const StoredTensor& tensor : content.tensors()) {
    if (tensor.name == last && tensor.shape.size() == 1)
      n_classes = std::clamp<std::int64_t>(tensor.shape[0], 1, kMissingResponse);
  }
  std::shared_ptr<Network> network = undrawn(hyperparameters, n_classes);
  load_by_name(*network, content);
  return std::make_unique<OwnNetwork>(file, std::move(network), device);
}

TrainedNetwork find_trained(const fs::path& run_folder, std::optional<int> epoch) {
  if (!fs::exists(run_folder / "run.json")) {
    throw InputError({run_folder, 0, ""}, "holds no run: run.json is not there");
  }
  const RunRecord run = read_run(run_folder);
  const fs::path file = run_folder / "run.json";
  const Value* hyperparameters = run.details.find("hyperparameters");
  const Value* images = run.details.find("images");
  const Value* n_classes = images == nullptr ? nullptr : images->find("n_classes");
  if (run.origin != RunRecord::Origin::trained || hyperparameters == nullptr || n_classes == nullptr ||
      n_classes->if_integer() == nullptr) {
    throw InputError({file, 0, "origin"}, "is no network that tricky trained; evaluate others with --weights");
  }
  TrainedNetwork trained;
  trained.name = run.name;
  Fields fields(*hyperparameters, file, "hyperparameters");
  trained.hyperparameters = protocols::read_hyperparameters(fields, {}, protocols::Completeness::all_required);
  fields.finish();
  trained.n_classes = *n_classes->if_integer();
  const std::vector<int> epochs = complete_epochs(run_folder);
  if (epochs.empty()) throw InputError({run_folder, 0, ""}, "has no complete epoch yet; train it first");
  trained.epoch = epoch.value_or(epochs.back());
  trained.checkpoint = checkpoint_of(run_folder, epoch);
  if (trained.epoch == epochs.back() && !fs::exists(trained.checkpoint)) {
    trained.checkpoint = checkpoint_of(run_folder, std::nullopt);
  }
  if (!fs::exists(trained.checkpoint)) {
    throw InputError({trained.checkpoint, 0, ""}, "is not there: the state of epoch " + std::to_string(trained.epoch) +
                                                      " was not kept; the study's field checkpoints says which are");
  }
  return trained;
}

bool is_state_kept(const fs::path& run_folder, int epoch) {
  const std::vector<int> epochs = complete_epochs(run_folder);
  return !epochs.empty() && (epoch == epochs.back() || fs::exists(checkpoint_of(run_folder, epoch)));
}

std::unique_ptr<AnsweringNetwork> open_trained(const TrainedNetwork& trained, torch::Device device) {
  const TrainingState kept = read_checkpoint(trained.checkpoint);
  const torch::NoGradGuard no_gradient;
  std::shared_ptr<Network> network = undrawn(trained.hyperparameters, trained.n_classes);
  auto named = network->named_parameters();
  for (const auto& buffer : network->named_buffers()) named.insert(buffer.key(), buffer.value());
  std::size_t n_filled = 0;
  for (const auto& [name, value] : kept.model) {
    torch::Tensor* into = named.find(name);
    if (into == nullptr || into->sizes() != value.sizes()) {
      throw InputError({trained.checkpoint, 0, name}, "is not a tensor of the network that run.json describes");
    }
    into->copy_(value);
    ++n_filled;
  }
  if (n_filled != named.size() || kept.epoch != trained.epoch || kept.within) {
    throw InputError({trained.checkpoint, 0, ""},
                     "is not the state of epoch " + std::to_string(trained.epoch) + " that run.json describes");
  }
  return std::make_unique<OwnNetwork>(trained.checkpoint, std::move(network), device);
}

Preprocessing preprocessing_of(const TrainedNetwork& trained) {
  const Hyperparameters& h = trained.hyperparameters;
  if (h.evaluation_view == "random_resized_crop") {
    throw InputError("--preprocessing: " + trained.name +
                     " saw randomly cropped images, which no preprocessing gives again; name one");
  }
  Preprocessing preprocessing;
  preprocessing.name = trained.name;
  if (h.evaluation_view == "centre_crop") {
    preprocessing.resize = h.resize_px > 0 ? Preprocessing::Resize::short_side : Preprocessing::Resize::none;
    preprocessing.resize_px = h.resize_px;
    preprocessing.crop_px = h.input_px;
  }
  preprocessing.mean = h.mean;
  preprocessing.std = h.std;
  return preprocessing;
}

}  // namespace tricky::engine
