#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "checkpoint.h"
#include "tricky/engine/metrics.h"

namespace tricky::engine {

std::filesystem::path metrics_file(const std::filesystem::path& run_folder);
std::filesystem::path last_checkpoint(const std::filesystem::path& run_folder);
std::filesystem::path partial_checkpoint(const std::filesystem::path& run_folder);

/// What an epoch leaves.
struct EpochResult {
  const TrainingState& state;
  const std::vector<std::uint16_t>& responses;
  const std::vector<EpochMetrics>& metrics;  ///< of all epochs so far
  bool keeps_state = false;                  ///< in a file of its own
};

/// Writes an epoch's files. Their order is what makes a run resumable wherever it is cut off: responses, metrics,
/// checkpoints/epoch_NNNN.pt if it is kept, last.pt, then away with partial.pt, then the marker. So the epoch that
/// last.pt is of has all its files but perhaps the marker, and what follows it is done again.
void write_epoch(const std::filesystem::path& run_folder, const EpochResult& epoch);

/// Writes the state within an epoch.
void write_partial(const std::filesystem::path& run_folder, const TrainingState& state);
void remove_partial(const std::filesystem::path& run_folder);

/// Removes what a kill in the middle of a write left behind, which nothing reads. Only for who holds the folder.
void remove_leftovers(const std::filesystem::path& run_folder);

}  // namespace tricky::engine
