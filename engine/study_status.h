#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tricky/data/value.h"
#include "tricky/protocols/study.h"

namespace tricky::engine {

/// How far a network of a study is.
struct RunStatus {
  enum class State {
    done,     ///< all its epochs
    running,  ///< a process trains it, here or on another machine
    queued,   ///< Slurm has it
    failed,   ///< it stopped with an error
    stopped,  ///< begun, and nobody goes on with it
    waiting,  ///< not begun
  };
  std::size_t number = 0;  ///< from 1, as `tricky train --list` counts
  std::string run_name;
  State state = State::waiting;
  std::optional<int> epoch;  ///< the last complete one
  int epochs = 0;            ///< to be trained in all
  std::optional<double> test_accuracy;
  std::optional<double> images_per_s;  ///< now, or in the last epoch
  std::optional<double> seconds_left;  ///< of this network, from its own pace or that of networks like it
  std::string host;                    ///< running: where
  std::int64_t process = 0;
  std::string slurm_job;
  std::string note;  ///< failed: the error; stopped without one, or queued: why
};

struct StudyStatus {
  std::vector<RunStatus> runs;
  std::size_t count(RunStatus::State state) const;
  /// For the whole study at the pace of as many networks at once as run now (at least one); nothing while no epoch
  /// gives a pace.
  std::optional<double> seconds_left;
};

std::string_view word_for(RunStatus::State state);

/// Reads what is in the study's folder and in Slurm's queue; writes nothing.
StudyStatus status_of(const protocols::Study& study);

Value to_value(const protocols::Study& study, const StudyStatus& status);

}  // namespace tricky::engine
