#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <utility>

#include "commands/analysis_summary.h"
#include "commands/commands.h"
#include "tricky/analysis/study_analysis.h"
#include "tricky/data/command_line.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path study;
  AnalysisOptions analysis;
  std::vector<std::string> excluded_observers;
  bool exclude_label_errors = false;
  fs::path only_trials;
  bool pool_simulated = false;
  std::string interval = "bca";
  bool json = false;
};

Options parse(const Invocation& invocation) {
  Options options;
  BootstrapOptions& bootstrap = options.analysis.bootstrap;
  auto line = command_line(
      invocation,
      "Computes accuracies, error consistency, difficulty and agreement of ratings, each with its uncertainty, for all "
      "networks and sessions of a study. Writes reports/results.json and the same as reports/results.csv.",
      "tricky analyse --study exp2 --exclude-observer main_category=subj3 --exclude-label-errors \\\n"
      "    --only-trials balanced.csv");
  line->add_option("--study", options.study, "study folder")->required();
  line->add_option("--seed", bootstrap.seed, "of the bootstrap; the same seed gives the same intervals")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
  line->add_option("--draws", bootstrap.draws, "bootstrap draws; 0: none of these intervals")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
  line->add_option("--interval", options.interval, "how bootstrap intervals are read off the draws")
      ->check(CLI::IsMember({"bca", "percentile"}))
      ->capture_default_str();
  line->add_option("--level", bootstrap.level, "of all intervals")->capture_default_str();
  line->add_option(
          "--exclude-observer", options.excluded_observers,
          "leave this observer out of the agreement (Pearson, alpha) on this question; the answers still count "
          "in network accuracy and answer shares. The reason is printed in the report's methods: "
          "--exclude-observer \"clear=03: fell asleep\". May be given several times")
      ->type_name("QUESTION=OBSERVER[: REASON]");
  line->add_flag("--exclude-label-errors", options.exclude_label_errors,
                 "leave ratings of images whose label is wrong out");
  line->add_option("--only-trials", options.only_trials, "only the ratings of the trials in this file's column trial")
      ->type_name("FILE.csv");
  line->add_option("--groups", options.analysis.group_column,
                   "the column of items.csv whose values difficulty is divided by; superclass when it is there")
      ->type_name("COLUMN");
  line->add_flag("--pool-simulated", options.pool_simulated, "compare simulated observers with real ones");
  line->add_option("--too-fast", options.analysis.behaviour.too_fast_s,
                   "response times below this many seconds are counted as too fast to be replies to what was seen")
      ->check(CLI::Range(0.0, 10.0))
      ->capture_default_str();
  line->add_flag("--json", options.json, "print the summary as JSON");
  parse_command_line(*line, invocation);
  if (!(bootstrap.level > 0.0 && bootstrap.level < 1.0)) {
    throw InputError("--level: expected a number between 0 and 1, such as 0.95, got " + format_real(bootstrap.level));
  }
  return options;
}

std::set<int> read_trial_numbers(const fs::path& csv) {
  CsvReader reader(csv);
  const std::size_t trial = reader.column("trial");
  std::set<int> trials;
  while (reader.next()) {
    if (!trials.insert(static_cast<int>(reader.integer(trial, 1, 1'000'000))).second) {
      reader.fail(trial, "this trial stands in the file twice");
    }
  }
  if (trials.empty()) throw InputError({csv, 0, "trial"}, "names no trials");
  return trials;
}

/// QUESTION=OBSERVER, or QUESTION=OBSERVER: REASON.
void add_excluded_observer(RatingsSelection& selection, const std::string& text) {
  const std::size_t sign = text.find('=');
  const std::size_t colon = text.find(':', sign == std::string::npos ? 0 : sign);
  const std::size_t reason_at = colon == std::string::npos ? text.size() : text.find_first_not_of(' ', colon + 1);
  if (sign == std::string::npos || sign == 0 || sign + 1 == std::min(colon, text.size()) ||
      reason_at == std::string::npos) {
    throw InputError("--exclude-observer: expected QUESTION=OBSERVER or QUESTION=OBSERVER: REASON, got " +
                     in_quotes(text));
  }
  const std::string reason = text.substr(reason_at);
  // It becomes a part of `method`, which semicolons divide.
  if (!is_valid_utf8(reason) || reason.find(';') != std::string::npos ||
      std::any_of(reason.begin(), reason.end(), [](unsigned char c) { return c < 0x20; })) {
    throw InputError("--exclude-observer: expected a reason of one line without semicolons, got " + in_quotes(text));
  }
  const std::string observer = text.substr(sign + 1, std::min(colon, text.size()) - sign - 1);
  if (!selection.excluded_observers.emplace(std::pair(text.substr(0, sign), observer), reason).second) {
    throw InputError("--exclude-observer: observer " + in_quotes(observer) + " is left out of " +
                     in_quotes(text.substr(0, sign)) + " twice; say it once");
  }
}

RatingsSelection selection_of(const Options& options) {
  RatingsSelection selection;
  for (const std::string& text : options.excluded_observers) add_excluded_observer(selection, text);
  if (options.exclude_label_errors) selection.label_errors = LabelErrors::exclude;
  if (!options.only_trials.empty()) {
    selection.only_trials = read_trial_numbers(options.only_trials);
    selection.only_trials_source = options.only_trials.filename().string();
  }
  return selection;
}

}  // namespace

void run_analyse(const Invocation& invocation) {
  Options options = parse(invocation);
  options.analysis.selection = selection_of(options);
  if (options.interval == "percentile") options.analysis.bootstrap.kind = IntervalKind::percentile;
  if (options.pool_simulated) options.analysis.simulated = SimulatedObservers::pooled;
  const StudyFolder study(options.study);
  StudyAnalysis analysis = analyse_study(study, options.analysis);
  if (!options.only_trials.empty()) analysis.inputs.push_back(options.only_trials);
  const FolderLock lock(study.reports());
  write_results(study.reports(), analysis.results,
                provenance_of(invocation, analysis.inputs, options.analysis.bootstrap.seed));
  if (!analysis.class_accuracies.empty()) {
    write_file(study.reports() / "class_accuracy.csv", analysis.class_accuracies);
  }
  write_file(study.reports() / "item_difficulty.csv", as_csv(analysis.item_difficulties));
  for (const std::string& note : analysis.notes) std::fprintf(stderr, "%s\n", note.c_str());
  const std::string summary = options.json ? summary_as_json(analysis, study) : summary_as_text(analysis, study);
  std::fputs(summary.c_str(), stdout);
}

}  // namespace tricky::analysis
