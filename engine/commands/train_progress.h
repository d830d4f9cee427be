#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "processes.h"
#include "tricky/data/progress.h"
#include "tricky/engine/training.h"
#include "tricky/protocols/study.h"

namespace tricky::engine {

/// How long a run will still take, from how far it came since it was started now. 0 while nobody can say.
class TimeLeft {
 public:
  double seconds(std::size_t done, std::size_t total);

 private:
  std::optional<std::chrono::steady_clock::time_point> begin_;
  std::size_t done_at_begin_ = 0;
};

/// "[ 3/31] combined_1"
std::string run_label(std::size_t index, std::size_t n_runs, const std::string& run_name);

/// A run's progress on stderr: a line that is redrawn on a terminal, a line an epoch in a log.
class RunLines {
 public:
  enum class Epochs { told, left_out };
  RunLines(std::string label, int epochs, Epochs told);

  void step(const TrainingEvents::Step& step);
  void epoch(const EpochMetrics& metrics);
  void note(std::string_view text);
  /// Leaves a line of the finished run on a terminal, where its progress line is wiped.
  void finish(const EpochMetrics& last);

 private:
  std::string label_;
  int epochs_;
  Epochs told_;
  bool terminal_;
  std::optional<Progress> progress_;
};

/// Several runs' progress on a terminal's last lines, a line a run; what is said meanwhile scrolls by above.
class ProgressBlock {
 public:
  explicit ProgressBlock(bool visible) : visible_(visible) {}
  ~ProgressBlock() { wipe(); }
  ProgressBlock(const ProgressBlock&) = delete;
  ProgressBlock& operator=(const ProgressBlock&) = delete;

  /// At most ten times a second.
  void draw(const std::vector<std::string>& lines);
  void say(std::string_view line);

 private:
  void wipe();

  bool visible_;
  std::size_t n_drawn_ = 0;
  std::chrono::steady_clock::time_point drawn_;
};

/// "epoch 12/90  3 h 5 min left  loss 1.234  accuracy 0.654  1,203 images/s"
std::string progress_text(const SharedProgress& progress, int epochs);

}  // namespace tricky::engine
