#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace tricky::engine {

/// running.json: who trains a run, and how far it is. Renewed every two seconds; gone when the process ends in order.
struct RunningMark {
  std::string host;
  std::int64_t process = 0;
  std::int64_t process_start = 0;  ///< the kernel's clock ticks: tells it from a later process of the same number
  std::string slurm_job;           ///< "1234_5"; empty outside Slurm
  int epoch = 0;                   ///< being trained; 0 until the untrained network has answered
  double images_per_s = 0.0;       ///< trained on; 0 before anything was
  double seconds_left = 0.0;       ///< of this run; 0 while nobody can say
};

/// Whether the process that left the mark still works: on this machine it is looked up, on another one the mark must
/// be younger than two minutes.
struct RunningState {
  RunningMark mark;
  bool alive = false;
};
std::optional<RunningState> read_running(const std::filesystem::path& run_folder);

/// Keeps running.json while a run is trained.
class RunningMarkKeeper {
 public:
  explicit RunningMarkKeeper(std::filesystem::path run_folder);
  ~RunningMarkKeeper();
  RunningMarkKeeper(const RunningMarkKeeper&) = delete;
  RunningMarkKeeper& operator=(const RunningMarkKeeper&) = delete;

  /// At every sign of life of the training. Only the first and then one every two seconds reaches the disk; a mark that
  /// cannot be written is left out, since training matters more.
  void keep(int epoch, double images_per_s, double seconds_left);
  void keep();

 private:
  void write();

  std::filesystem::path file_;
  RunningMark mark_;
  std::optional<std::chrono::steady_clock::time_point> written_;
};

/// failed.json: why a run stopped. It is removed when the run goes on.
void write_failure(const std::filesystem::path& run_folder, const std::string& error);
void remove_failure(const std::filesystem::path& run_folder);
/// The error's text, or nothing.
std::optional<std::string> read_failure(const std::filesystem::path& run_folder);

}  // namespace tricky::engine
