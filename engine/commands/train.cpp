#include "commands/train.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "stop_signals.h"
#include "tricky/data/command_line.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/progress.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"
#include "tricky/engine/training.h"
#include "tricky/protocols/study.h"

namespace tricky::engine {

namespace fs = std::filesystem;
using protocols::NetworkVariant;
using protocols::Study;

namespace {

std::string fixed(double value, int decimals) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

/// Left-aligned first column, right-aligned numbers, free last one.
void print_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line += std::string(widths[i] - row[i].size() + 2, ' ');
    }
    std::puts(line.c_str());
  }
}

std::string difference_from_base(const Study& study, const NetworkVariant& variant) {
  std::vector<std::string> parts;
  for (const auto& difference : differences(*study.base, variant.hyperparameters)) {
    parts.push_back(difference.field + " = " + to_json(difference.second, JsonLayout::one_line));
  }
  return parts.empty() ? "as base" : join(parts, ", ");
}

void list_networks(const Study& study, const std::vector<NetworkVariant>& variants) {
  std::vector<std::vector<std::string>> rows{{"run", "network", "epochs done", "what differs from base"}};
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const std::vector<int> complete = complete_epochs(study.file.parent_path() / "runs" / variants[i].run_name);
    const std::string done = complete.empty() ? "-" : std::to_string(complete.back());
    rows.push_back({std::to_string(i + 1), variants[i].run_name,
                    done + " of " + std::to_string(variants[i].hyperparameters.epochs),
                    difference_from_base(study, variants[i])});
  }
  print_table(rows);
}

/// Tells stderr how a run goes: a line that is redrawn on a terminal, a line an epoch in a log.
class Telling {
 public:
  Telling(const NetworkVariant& variant, std::size_t index, std::size_t n_runs)
      : label_("[" + std::to_string(index + 1) + "/" + std::to_string(n_runs) + "] " + variant.run_name),
        epochs_(variant.hyperparameters.epochs),
        terminal_(::isatty(STDERR_FILENO) == 1) {}

  void step(const TrainingEvents::Step& step) {
    if (!progress_) progress_.emplace(label_, step.images_total);
    progress_->update(step.images_done, "epoch " + std::to_string(step.epoch) + "/" + std::to_string(epochs_) +
                                            "  loss " + fixed(step.mean_loss, 3) + "  accuracy " +
                                            fixed(step.accuracy, 3) + "  " + fixed(step.images_per_s, 0) + " images/s");
  }

  void epoch(const EpochMetrics& metrics) {
    if (terminal_) return;
    std::string line = label_ + "  epoch " + std::to_string(metrics.epoch) + "/" + std::to_string(epochs_);
    if (metrics.epoch > 0) {
      line += "  loss " + fixed(metrics.train_loss, 4) + "  train " + fixed(metrics.train_accuracy, 4);
    }
    line += "  test " + fixed(metrics.test_accuracy, 4) + "  " + fixed(metrics.images_per_s, 0) + " images/s  " +
            fixed(metrics.seconds, 1) + " s";
    std::fprintf(stderr, "%s\n", line.c_str());
  }

  /// Leaves a line of the finished run on a terminal, where its progress line is wiped.
  void finish(const EpochMetrics& last) {
    if (!progress_) return;
    progress_.reset();
    if (terminal_) std::fprintf(stderr, "%s  test %s\n", label_.c_str(), fixed(last.test_accuracy, 4).c_str());
  }

  void note(std::string_view text) {
    progress_.reset();
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
  }

 private:
  std::string label_;
  int epochs_;
  bool terminal_;
  std::optional<Progress> progress_;
};

}  // namespace

void run_train(const Invocation& invocation) {
  const auto line =
      command_line(invocation,
                   "Trains the networks that a study file describes, and keeps every response at every epoch in "
                   "runs/ beside the file. Goes on where it was cut off.",
                   "tricky train mystudy/study.toml --run 3");
  fs::path file;
  std::optional<std::size_t> only;
  bool list = false;
  std::string device = "auto";
  Machine machine;
  line->add_option("STUDY", file, "the study file; its folder is the study's folder")->required();
  line->add_option("--run", only, "train only the network of this number, as --list counts them")->type_name("N");
  line->add_flag("--list", list, "print every network and what differs from base, and train nothing");
  line->add_option("--device", device, "where to compute: auto, cpu or cuda; auto takes a GPU if there is one")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->type_name("WHERE");
  line->add_option("--threads", machine.threads, "CPU threads; all cores when left out, and never changed within a run")
      ->check(CLI::Range(1, 4096))
      ->type_name("N");
  parse_command_line(*line, invocation);

  const Study study = protocols::read_study(file);
  const std::vector<NetworkVariant> variants = study.variants();
  if (variants.empty()) {
    throw InputError({file, 0, ""}, "describes no networks to train; add [base] and [[condition]] tables");
  }
  if (only && (*only < 1 || *only > variants.size())) {
    throw InputError("--run: expected a number from 1 to " + std::to_string(variants.size()) + ", got " +
                     std::to_string(*only));
  }
  if (list) {
    list_networks(study, variants);
    return;
  }
  machine.device = device == "cpu"    ? Machine::Device::cpu
                   : device == "cuda" ? Machine::Device::cuda
                                      : Machine::Device::automatic;

  const TrainingData data = load_training_data(study);
  for (const NetworkVariant& variant : variants) check_trainable(study, variant, data);
  const Provenance provenance = provenance_of(invocation, {file});

  const StopSignals signals;
  std::vector<std::vector<std::string>> rows{{"run", "epochs", "test accuracy"}};
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (only && i + 1 != *only) continue;
    Telling telling(variants[i], i, variants.size());
    TrainingEvents events;
    events.on_step = [&](const TrainingEvents::Step& step) { telling.step(step); };
    events.on_epoch = [&](const EpochMetrics& metrics) { telling.epoch(metrics); };
    events.on_note = [&](std::string_view text) { telling.note(text); };
    events.stop = [&] { return signals.requested(); };
    const std::vector<EpochMetrics> metrics = train_network(study, variants[i], data, machine, events, provenance);
    telling.finish(metrics.back());
    rows.push_back(
        {variants[i].run_name, std::to_string(metrics.back().epoch), fixed(metrics.back().test_accuracy, 4)});
  }
  print_table(rows);
}

}  // namespace tricky::engine
