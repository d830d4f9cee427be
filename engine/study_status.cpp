#include "study_status.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "run_marks.h"
#include "slurm.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/engine/metrics.h"

namespace tricky::engine {

namespace fs = std::filesystem;
using protocols::NetworkVariant;
using State = RunStatus::State;

namespace {

/// Mean seconds of one epoch on all training images, by kind of network.
class Pace {
 public:
  void add(const NetworkVariant& network, const std::vector<EpochMetrics>& metrics) {
    for (const EpochMetrics& epoch : metrics) {
      if (epoch.epoch == 0 || !std::isfinite(epoch.seconds)) continue;
      for (const std::string& kind : {network.hyperparameters.network, kAny}) {
        sums_[kind].seconds += epoch.seconds / share(network);
        ++sums_[kind].n;
      }
    }
  }

  std::optional<double> seconds(const NetworkVariant& network, int epochs) const {
    auto found = sums_.find(network.hyperparameters.network);
    if (found == sums_.end()) found = sums_.find(kAny);
    if (found == sums_.end()) return std::nullopt;
    return found->second.seconds / found->second.n * share(network) * epochs;
  }

 private:
  struct Sum {
    double seconds = 0.0;
    double n = 0.0;
  };
  static double share(const NetworkVariant& network) { return network.hyperparameters.data_half == 0 ? 1.0 : 0.5; }
  inline static const std::string kAny;
  std::map<std::string, Sum> sums_;
};

/// The rows that can be read: a status is no place to stop at a broken file.
std::vector<EpochMetrics> metrics_of(const fs::path& run_folder) {
  std::error_code error;
  if (!fs::exists(run_folder / "metrics.csv", error)) return {};
  try {
    return read_metrics(run_folder / "metrics.csv");
  } catch (const InputError&) {
    return {};
  }
}

RunStatus status_of_run(const NetworkVariant& network, std::size_t number, const fs::path& folder,
                        const std::vector<EpochMetrics>& metrics, const SlurmTask* task) {
  RunStatus status;
  status.number = number;
  status.run_name = network.run_name;
  status.epochs = network.hyperparameters.epochs;
  const std::vector<int> complete = complete_epochs(folder);
  if (!complete.empty()) status.epoch = complete.back();
  for (const EpochMetrics& epoch : metrics) {
    if (!status.epoch || epoch.epoch != *status.epoch) continue;
    status.test_accuracy = epoch.test_accuracy;
    if (epoch.epoch > 0) status.images_per_s = epoch.images_per_s;
  }
  if (task != nullptr) status.slurm_job = task->job;

  const auto running = read_running(folder);
  if (running && running->alive) {
    status.state = State::running;
    status.host = running->mark.host;
    status.process = running->mark.process;
    if (!running->mark.slurm_job.empty()) status.slurm_job = running->mark.slurm_job;
    if (running->mark.images_per_s > 0.0) status.images_per_s = running->mark.images_per_s;
    if (running->mark.seconds_left > 0.0) status.seconds_left = running->mark.seconds_left;
  } else if (status.epoch && *status.epoch >= status.epochs) {
    status.state = State::done;
  } else if (task != nullptr) {
    status.state = State::queued;
    status.note = task->waits() ? task->where : "starting on " + task->where;
  } else if (const auto error = read_failure(folder)) {
    status.state = State::failed;
    status.note = *error;
  } else if (status.epoch || running) {
    status.state = State::stopped;
    if (running) {
      status.note = "process " + std::to_string(running->mark.process) + " on " + running->mark.host +
                    " ended without a word, as when it is killed";
    }
  }
  return status;
}

}  // namespace

std::string_view word_for(State state) {
  switch (state) {
    case State::done: return "done";
    case State::running: return "running";
    case State::queued: return "queued";
    case State::failed: return "failed";
    case State::stopped: return "stopped";
    case State::waiting: return "waiting";
  }
  return "";
}

std::size_t StudyStatus::count(State state) const {
  return static_cast<std::size_t>(
      std::count_if(runs.begin(), runs.end(), [&](const RunStatus& each) { return each.state == state; }));
}

StudyStatus status_of(const protocols::Study& study) {
  const std::vector<NetworkVariant> networks = study.variants();
  const fs::path root = study.file.parent_path();
  const auto tasks = slurm_tasks(root);
  StudyStatus status;
  Pace pace;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const fs::path folder = root / "runs" / networks[i].run_name;
    const std::vector<EpochMetrics> metrics = metrics_of(folder);
    pace.add(networks[i], metrics);
    const auto task = tasks.find(networks[i].run_name);
    status.runs.push_back(
        status_of_run(networks[i], i + 1, folder, metrics, task == tasks.end() ? nullptr : &task->second));
  }
  double sum = 0.0;
  double longest = 0.0;
  bool known = true;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    RunStatus& run = status.runs[i];
    if (run.state == State::done) continue;
    if (!run.seconds_left) run.seconds_left = pace.seconds(networks[i], run.epochs - run.epoch.value_or(0));
    if (!run.seconds_left) known = false;
    sum += run.seconds_left.value_or(0.0);
    longest = std::max(longest, run.seconds_left.value_or(0.0));
  }
  const auto at_once = static_cast<double>(std::max<std::size_t>(1, status.count(State::running)));
  if (known) status.seconds_left = std::max(longest, sum / at_once);
  return status;
}

Value to_value(const protocols::Study& study, const StudyStatus& status) {
  const auto or_null = [](const auto& optional) { return optional ? Value(*optional) : Value(); };
  const auto text_or_null = [](const std::string& text) { return text.empty() ? Value() : Value(text); };
  Value runs = Value::Array{};
  for (const RunStatus& run : status.runs) {
    Value each;
    each["number"] = run.number;
    each["run"] = run.run_name;
    each["state"] = word_for(run.state);
    each["epoch"] = or_null(run.epoch);
    each["epochs"] = run.epochs;
    each["test_accuracy"] = or_null(run.test_accuracy);
    each["images_per_s"] = or_null(run.images_per_s);
    each["seconds_left"] = or_null(run.seconds_left);
    each["host"] = text_or_null(run.host);
    each["process"] = run.process == 0 ? Value() : Value(run.process);
    each["slurm_job"] = text_or_null(run.slurm_job);
    each["note"] = text_or_null(run.note);
    runs.push_back(std::move(each));
  }
  Value counts;
  for (const State state :
       {State::done, State::running, State::queued, State::failed, State::stopped, State::waiting}) {
    counts[word_for(state)] = status.count(state);
  }
  Value value;
  value["study"] = study.name;
  value["counts"] = std::move(counts);
  value["seconds_left"] = or_null(status.seconds_left);
  value["runs"] = std::move(runs);
  return value;
}

}  // namespace tricky::engine
