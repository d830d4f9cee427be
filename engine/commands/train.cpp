#include "commands/train.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "commands/study_file.h"
#include "commands/table.h"
#include "commands/train_list.h"
#include "commands/train_progress.h"
#include "processes.h"
#include "run_marks.h"
#include "slurm.h"
#include "stop_signals.h"
#include "study_status.h"
#include "tricky/data/command_line.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/progress.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"
#include "tricky/engine/network_state.h"
#include "tricky/engine/training.h"
#include "tricky/protocols/run_choice.h"
#include "tricky/protocols/study.h"

namespace tricky::engine {

namespace fs = std::filesystem;
using protocols::NetworkVariant;
using protocols::Study;

namespace {

constexpr int kMostThreads = 4096;
constexpr int kMostAtOnce = 1024;

struct Options {
  fs::path study;
  std::vector<std::string> runs;
  bool list = false;
  bool json = false;
  std::optional<std::size_t> parallel;
  std::string device = "auto";
  std::optional<int> threads;
  std::optional<int> loader_threads;
  bool slurm = false;
  std::optional<int> array_limit;
  std::string sbatch_args;
  bool dry_run = false;
};

Options read_options(const Invocation& invocation) {
  const auto line =
      command_line(invocation,
                   "Trains the networks that a study file describes, and keeps every response at every epoch in "
                   "runs/ beside the file. Goes on where it was cut off; Ctrl-C saves and ends with exit code 75.",
                   "tricky train mystudy/study.toml --run 'different_*' --parallel 4");
  Options options;
  line->add_option("STUDY", options.study, "the study folder, or its study.toml; runs/ is beside it")->required();
  line->add_option("--run", options.runs,
                   "train only these networks: numbers as --list counts them (3, 4-8), names, conditions, or patterns "
                   "such as 'different_*'; several with commas, or --run again")
      ->delimiter(',')
      ->type_name("WHICH")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  auto* list =
      line->add_flag("--list", options.list, "print the networks and what differs from base, and train nothing");
  line->add_flag("--json", options.json, "print the list as JSON")->needs(list);
  auto* parallel = line->add_option("--parallel", options.parallel, "train so many networks at once on this machine")
                       ->check(CLI::Range(1, kMostAtOnce))
                       ->type_name("N");
  line->add_option("--device", options.device, "where to compute: auto, cpu or cuda; auto takes a GPU if there is one")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->type_name("WHERE");
  line->add_option("--threads", options.threads,
                   "CPU threads of each network; when left out all cores, divided among those trained at once. A "
                   "network goes on with as many as it began with")
      ->check(CLI::Range(1, kMostThreads))
      ->type_name("N");
  line->add_option("--loader-threads", options.loader_threads,
                   "threads that read and decode images ahead, for each network; when left out as many as --threads "
                   "where images are files, none where they lie in memory. Results do not depend on it")
      ->check(CLI::Range(0, kMostThreads))
      ->type_name("N");
  auto* slurm = line->add_flag("--slurm", options.slurm, "submit a Slurm job array instead, one task a network")
                    ->excludes(parallel)
                    ->excludes(list);
  line->add_option("--array-limit", options.array_limit, "most tasks of the array running at one time")
      ->needs(slurm)
      ->check(CLI::Range(1, kMostAtOnce))
      ->type_name("N");
  line->add_option("--sbatch-args", options.sbatch_args,
                   "sbatch's options for each task: \"--partition=gpu --gres=gpu:1\"")
      ->needs(slurm)
      ->type_name("ARGS");
  line->add_flag("--dry-run", options.dry_run, "print the batch script and submit nothing")->needs(slurm);
  parse_command_line(*line, invocation);
  return options;
}

/// Cores that this process may use: Slurm's word counts where it gave one.
int n_cores() {
  const char* given = std::getenv("SLURM_CPUS_PER_TASK");
  const auto n = given == nullptr ? std::nullopt : parse_integer(given);
  if (n && *n >= 1 && *n <= kMostThreads) return static_cast<int>(*n);
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Loads the images; on a terminal, says how far the first look at all of them is.
TrainingData load_data(const Study& study) {
  std::optional<Progress> progress;
  std::optional<stimuli::Split> shown;
  return load_training_data(study, [&](stimuli::Split split, std::size_t n_read, std::size_t n_images) {
    if (shown != split)
      progress.emplace(split == stimuli::Split::train ? "checking training images" : "checking test images", n_images);
    shown = split;
    progress->update(n_read);
  });
}

/// Everything that training one of the study's networks needs.
struct Work {
  const Study& study;
  const std::vector<NetworkVariant>& networks;
  const TrainingData& data;
  Machine::Device device;
  std::optional<int> threads;  ///< as asked for; nothing: `share` for networks that begin
  std::optional<int> loader_threads;
  int share = 1;
  Provenance provenance;
  const StopSignals& signals;

  fs::path folder(std::size_t i) const { return study.file.parent_path() / "runs" / networks[i].run_name; }

  /// Trains network i and leaves marks of it in its folder for `tricky status`.
  std::vector<EpochMetrics> train(std::size_t i, RunLines& lines, SharedProgress& shared) const {
    RunningMarkKeeper mark(folder(i));
    TimeLeft time_left;
    TrainingEvents events;
    events.on_step = [&](const TrainingEvents::Step& step) {
      lines.step(step);
      shared.epoch = step.epoch;
      shared.loss = step.mean_loss;
      shared.accuracy = step.accuracy;
      shared.images_per_s = step.images_per_s;
      shared.seconds_left = time_left.seconds(step.images_done, step.images_total);
      mark.keep(step.epoch, step.images_per_s, shared.seconds_left);
    };
    events.on_epoch = [&](const EpochMetrics& metrics) { lines.epoch(metrics); };
    events.on_note = [&](std::string_view text) { lines.note(text); };
    events.stop = [&] {
      int before = -1;
      shared.epoch.compare_exchange_strong(before, 0);
      mark.keep();
      return signals.requested();
    };
    Machine machine;
    machine.device = device;
    machine.threads = threads;
    if (!threads && !fs::exists(folder(i) / "run.json")) machine.threads = share;
    machine.loader_threads = loader_threads;
    try {
      return train_network(study, networks[i], data, machine, events, provenance);
    } catch (const InUse&) {
      throw;
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {
      write_failure(folder(i), error.what());
      throw;
    }
  }

  RunLines lines(std::size_t i, RunLines::Epochs epochs) const {
    return {run_label(i, networks.size(), networks[i].run_name), networks[i].hyperparameters.epochs, epochs};
  }
};

/// What stands in metrics.csv's last row, once a network is trained.
EpochMetrics last_epoch(const fs::path& run_folder) { return read_metrics(run_folder / "metrics.csv").back(); }

void print_results(const Work& work, const std::vector<std::size_t>& trained) {
  if (trained.empty()) return;
  Table table({"run", "epochs", "test accuracy"});
  for (const std::size_t i : trained) {
    const EpochMetrics last = last_epoch(work.folder(i));
    table.add({work.networks[i].run_name, std::to_string(last.epoch), fixed(last.test_accuracy, 4)});
  }
  table.print();
}

/// One network, in this process.
void train_alone(const Work& work, std::size_t i) {
  RunLines lines = work.lines(i, RunLines::Epochs::told);
  SharedProgress progress;
  const std::vector<EpochMetrics> metrics = work.train(i, lines, progress);
  lines.finish(metrics.back());
  print_results(work, {i});
}

/// "12 networks: 3 done, 2 running, 7 to go"
std::string counts_line(std::size_t n, std::size_t n_done, std::size_t n_failed, std::size_t n_running) {
  std::string text = std::to_string(n) + " networks: " + std::to_string(n_done) + " done, ";
  if (n_failed > 0) text += std::to_string(n_failed) + " failed, ";
  text += std::to_string(n_running) + " running, ";
  return text + std::to_string(n - n_done - n_failed - n_running) + " to go";
}

/// Ends the command as the networks ended: the worst of them decides the exit code.
void report_ends(const Work& work, const std::vector<std::size_t>& chosen, const std::vector<TaskEnd>& ends) {
  std::vector<std::size_t> done;
  std::vector<std::string> failed;
  std::size_t n_stopped = 0;
  bool only_bad_input = true;
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    const TaskEnd& end = ends[k];
    if (end.exit_code == 0) {
      done.push_back(chosen[k]);
    } else if (end.exit_code == 75 || end.exit_code == kNotStarted) {
      ++n_stopped;
    } else {
      failed.push_back(work.networks[chosen[k]].run_name + ": " + end.message);
      only_bad_input = only_bad_input && end.exit_code == 2;
    }
  }
  print_results(work, done);
  std::fflush(stdout);
  std::string text;
  if (!failed.empty()) {
    text = std::to_string(failed.size()) + " of " + std::to_string(chosen.size()) + " networks failed:\n  " +
           join(failed, "\n  ");
  }
  if (n_stopped > 0) {
    text += (text.empty() ? "" : "\n") +
            ("stopped with " + std::to_string(done.size()) + " of " + std::to_string(chosen.size()) +
             " networks done and everything saved; the same command goes on from there");
    throw Interrupted(text);
  }
  if (failed.empty()) return;
  if (only_bad_input) throw InputError(text);
  throw IoError(text);
}

/// Several networks, each in a process of its own, so that one that fails takes no other with it.
void train_in_processes(const Work& work, const std::vector<std::size_t>& chosen, std::size_t at_once) {
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  std::size_t name_width = 0;
  for (const std::size_t i : chosen) name_width = std::max(name_width, work.networks[i].run_name.size());
  ProgressBlock block(terminal);
  std::vector<std::string> drawn;
  std::size_t n_done = 0;
  std::size_t n_failed = 0;
  std::size_t n_running = 0;
  bool told_stop = false;
  const auto label = [&](std::size_t task) {
    const std::string& name = work.networks[chosen[task]].run_name;
    return run_label(chosen[task], work.networks.size(), name + std::string(name_width - name.size(), ' '));
  };

  ProcessEvents events;
  events.on_start = [&](std::size_t) { ++n_running; };
  events.on_message = [&](std::string_view text) { block.say(text); };
  events.on_end = [&](std::size_t task, const TaskEnd& end) {
    --n_running;
    ++(end.exit_code == 0 ? n_done : n_failed);
    if (end.exit_code == 0 && terminal) {
      block.say(label(task) + "  test " + fixed(last_epoch(work.folder(chosen[task])).test_accuracy, 4));
    }
    if (end.exit_code == 0 || end.exit_code == 75) return;
    block.say(label(task) + "  failed: " + end.message);
    // Whoever was killed could not write it down.
    if (end.exit_code > 128) write_failure(work.folder(chosen[task]), end.message);
  };
  events.on_progress = [&](std::size_t task, const SharedProgress& progress) {
    drawn.push_back(label(task) + "  " + progress_text(progress, work.networks[chosen[task]].hyperparameters.epochs));
  };
  events.on_tick = [&] {
    if (work.signals.requested() && !told_stop && n_running > 0) {
      told_stop = true;
      block.say("stopping: " + std::to_string(n_running) + (n_running == 1 ? " network saves" : " networks save"));
    }
    drawn.push_back(counts_line(chosen.size(), n_done, n_failed, n_running));
    block.draw(drawn);
    drawn.clear();
  };
  events.stop = [&] { return work.signals.requested(); };

  const auto ends = run_in_processes(
      chosen.size(), at_once, terminal ? Messages::collected : Messages::inherited, events,
      [&](std::size_t task, SharedProgress& shared) {
        RunLines lines = work.lines(chosen[task], terminal ? RunLines::Epochs::left_out : RunLines::Epochs::told);
        work.train(chosen[task], lines, shared);
      });
  block.draw({});
  report_ends(work, chosen, ends);
}

/// Submits those of the chosen networks that nobody has done or is doing.
void submit_to_slurm(const Options& options, const Study& study, const std::vector<std::size_t>& chosen) {
  const StudyStatus status = status_of(study);
  JobArray array;
  array.study_file = study.file;
  array.study_name = study.name;
  array.at_once = options.array_limit;
  array.threads = options.threads;
  array.loader_threads = options.loader_threads;
  array.device = options.device;
  array.sbatch_args = options.sbatch_args;
  std::size_t n_done = 0;
  std::size_t n_running = 0;
  std::size_t n_queued = 0;
  for (const std::size_t i : chosen) {
    const RunStatus& run = status.runs[i];
    switch (run.state) {
      case RunStatus::State::done: ++n_done; break;
      case RunStatus::State::running: ++n_running; break;
      case RunStatus::State::queued: ++n_queued; break;
      default: array.runs.push_back(run.run_name);
    }
  }
  const std::string others = std::to_string(n_done) + " done, " + std::to_string(n_running) + " running, " +
                             std::to_string(n_queued) + " queued";
  if (array.runs.empty()) {
    std::fprintf(stderr, "nothing to submit: %s\n", others.c_str());
    return;
  }
  if (options.dry_run) {
    std::fputs(job_array_script(array, study.file.parent_path() / "slurm" / "TIME.sbatch").c_str(), stdout);
    return;
  }
  const Submission submission = submit(array);
  std::printf("job %s: %zu %s (%s before)\n%s\n", submission.job.c_str(), array.runs.size(),
              array.runs.size() == 1 ? "network" : "networks", others.c_str(), submission.script.c_str());
  std::fprintf(stderr, "tricky status %s shows how far they are\n", options.study.c_str());
}

}  // namespace

void run_train(const Invocation& invocation) {
  const Options options = read_options(invocation);
  const Study study = protocols::read_study(study_file_of(options.study));
  const std::vector<NetworkVariant> networks = study.variants();
  if (networks.empty()) {
    throw InputError({study.file, 0, ""}, "describes no networks to train; add [base] and [[condition]] tables");
  }
  for (const NetworkVariant& network : networks) {
    try {
      check_network(network.hyperparameters);
    } catch (const InputError& error) {
      throw InputError({study.file, 0, "network"}, network.run_name + ": " + error.what());
    }
  }
  const std::vector<std::size_t> chosen = protocols::choose_runs(networks, options.runs);
  if (options.list) {
    print_networks(study, networks, chosen, options.json ? ListFormat::json : ListFormat::table);
    return;
  }
  check_study_folder(study);
  if (options.slurm) {
    submit_to_slurm(options, study, chosen);
    return;
  }
  const TrainingData data = load_data(study);
  for (const std::size_t i : chosen) check_trainable(study, networks[i], data);
  const std::size_t at_once = std::min(options.parallel.value_or(1), chosen.size());
  const StopSignals signals;
  const Work work{study,
                  networks,
                  data,
                  options.device == "cpu"    ? Machine::Device::cpu
                  : options.device == "cuda" ? Machine::Device::cuda
                                             : Machine::Device::automatic,
                  options.threads,
                  options.loader_threads,
                  std::max(1, n_cores() / static_cast<int>(at_once)),
                  provenance_of(invocation, {study.file}),
                  signals};
  if (chosen.size() == 1) {
    train_alone(work, chosen.front());
  } else {
    train_in_processes(work, chosen, at_once);
  }
}

}  // namespace tricky::engine
