#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "answering_network.h"
#include "item_batches.h"
#include "tricky/data/dataset_spec.h"
#include "tricky/data/items.h"
#include "tricky/data/study_folder.h"
#include "tricky/data/value.h"
#include "tricky/engine/training.h"

namespace tricky::engine {

/// Where and how networks are asked: options that several commands share.
struct AskingMachine {
  std::string device = "auto";
  Machine machine;
  std::size_t batch = 32;

  void add_to(CLI::App& line);
};

/// The options by which `tricky evaluate` and `tricky features` name a network and its images.
struct NetworkChoice {
  std::filesystem::path study;
  std::filesystem::path weights;  ///< of somebody else's network …
  std::string network;            ///< … which kind of network a safetensors file is of
  std::string stem = "imagenet";
  int width = 64;
  std::string run;  ///< or one that tricky trained: a name in the study, or a folder
  std::optional<int> epoch;
  std::string preprocessing;
  AskingMachine asking;

  void add_to(CLI::App& line);
};

/// What was chosen, opened: everything that is needed to ask the network.
struct AskedNetwork {
  StudyFolder study;
  ItemSet items;
  DatasetSpec dataset;
  std::unique_ptr<stimuli::ImageSource> images;
  Preprocessor preprocessor;
  std::unique_ptr<AnsweringNetwork> network;
  std::string name;  ///< the run's, or the weights' file's without its endings
  int threads = 1;
  std::size_t batch = 32;
  /// What decides the answers, for run.json and the like: weights, preprocessing, hardware, batch.
  Value details;
  std::vector<std::filesystem::path> inputs;  ///< for provenance

  ItemBatches batches() const;
};

/// Throws InputError for whatever is missing, unreadable or contradictory. Sets the process's threads and algorithms.
AskedNetwork open_choice(const NetworkChoice& choice);

}  // namespace tricky::engine
