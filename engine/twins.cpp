#include "twins.h"

#include "epoch_files.h"
#include "tricky/data/decisions.h"
#include "tricky/data/digest.h"
#include "tricky/data/files.h"

namespace tricky::engine {

namespace fs = std::filesystem;

namespace {

/// What a finished run came to; empty for one that is not finished.
std::string final_state(const fs::path& run_folder, int epochs) {
  const fs::path file = last_checkpoint(run_folder);
  const std::vector<int> complete = complete_epochs(run_folder);
  if (complete.empty() || complete.back() != epochs || !fs::exists(file)) return "";
  return sha256_of_file(file);
}

}  // namespace

std::vector<std::string> identical_twins(const protocols::Study& study, const protocols::NetworkVariant& variant) {
  std::vector<std::string> twins;
  if (variant.hyperparameters.deterministic) return twins;
  const fs::path runs = study.file.parent_path() / "runs";
  const std::string own = final_state(runs / variant.run_name, variant.hyperparameters.epochs);
  for (const protocols::NetworkVariant& other : study.variants()) {
    if (other.run_name == variant.run_name || other.hyperparameters != variant.hyperparameters) continue;
    if (final_state(runs / other.run_name, other.hyperparameters.epochs) == own) twins.push_back(other.run_name);
  }
  return twins;
}

}  // namespace tricky::engine
