#pragma once

#include <filesystem>
#include <string>

#include "tricky/data/decisions.h"
#include "tricky/data/provenance.h"
#include "tricky/engine/training.h"

namespace tricky::engine {

/// What a run computes with, once decided.
struct Hardware {
  std::string device;  ///< "cpu" or "cuda"
  std::string device_name;
  int threads = 1;
  int loader_threads = 0;  ///< results do not depend on it
  std::string torch_version;
  Value settings;  ///< libraries and switches, for the record: an object
};

/// Makes `run.json` for a run that begins. Everything that decides a run's numbers stands there.
RunRecord new_run_record(const protocols::Study& study, const protocols::NetworkVariant& variant,
                         const TrainingData& data, const Hardware& hardware, const Provenance& provenance);

/// The hardware that run.json records. Throws InputError when it is not one of tricky's own runs.
Hardware recorded_hardware(const RunRecord& run, const std::filesystem::path& run_folder);

/// Throws InputError, naming the first field that differs, when run.json describes another training than the study does
/// now; hyperparameters that protocols::may_change_later and `comparison` may differ.
void check_same_training(const RunRecord& run, const std::filesystem::path& run_folder, const protocols::Study& study,
                         const protocols::NetworkVariant& variant, const TrainingData& data);

/// Makes run.json, which has passed check_same_training, say what the study says now. False when it does already.
bool bring_up_to_date(RunRecord& run, const protocols::NetworkVariant& variant);

/// The empty marker that makes an epoch count, and its removal's opposite: DONE_0007.
std::filesystem::path done_file(const std::filesystem::path& run_folder, int epoch);

}  // namespace tricky::engine
