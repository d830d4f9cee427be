#include "epoch_files.h"

#include <cstdio>

#include "run_files.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

fs::path numbered_checkpoint(const fs::path& run_folder, int epoch) {
  char name[24];
  std::snprintf(name, sizeof name, "epoch_%04d.pt", epoch);
  return run_folder / "checkpoints" / name;
}

void remove_file(const fs::path& file) {
  std::error_code error;
  fs::remove(file, error);
  if (error) throw IoError(file, "cannot be removed", error.value());
}

}  // namespace

fs::path metrics_file(const fs::path& run_folder) { return run_folder / "metrics.csv"; }
fs::path last_checkpoint(const fs::path& run_folder) { return run_folder / "checkpoints" / "last.pt"; }
fs::path partial_checkpoint(const fs::path& run_folder) { return run_folder / "checkpoints" / "partial.pt"; }

void write_epoch(const fs::path& run_folder, const EpochResult& epoch) {
  const int number = epoch.state.epoch;
  write_responses(responses_file(run_folder, number), epoch.responses);
  write_metrics(metrics_file(run_folder), epoch.metrics);
  const std::string bytes = to_checkpoint(epoch.state);
  if (epoch.keeps_state) write_file(numbered_checkpoint(run_folder, number), bytes);
  write_file(last_checkpoint(run_folder), bytes);
  remove_partial(run_folder);
  write_file(done_file(run_folder, number), "");
}

void write_partial(const fs::path& run_folder, const TrainingState& state) {
  write_file(partial_checkpoint(run_folder), to_checkpoint(state));
}

void remove_partial(const fs::path& run_folder) { remove_file(partial_checkpoint(run_folder)); }

void remove_leftovers(const fs::path& run_folder) {
  std::vector<fs::path> leftovers;
  for (const auto& entry : fs::recursive_directory_iterator(run_folder)) {
    if (entry.is_regular_file() && entry.path().filename().string().find(".tmp-") != std::string::npos) {
      leftovers.push_back(entry.path());
    }
  }
  for (const fs::path& file : leftovers) remove_file(file);
}

}  // namespace tricky::engine
