#include "commands/status.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>

#include "commands/study_file.h"
#include "commands/table.h"
#include "stop_signals.h"
#include "study_status.h"
#include "tricky/data/command_line.h"
#include "tricky/data/errors.h"
#include "tricky/data/progress.h"
#include "tricky/data/text.h"

namespace tricky::engine {

namespace {

using State = RunStatus::State;

std::string where_or_why(const RunStatus& run) {
  std::string text;
  if (run.state == State::running) text = run.host + ", process " + std::to_string(run.process);
  if (!run.slurm_job.empty()) text += (text.empty() ? "" : ", ") + ("job " + run.slurm_job);
  if (run.state == State::queued) text += ": " + run.note;
  return text;
}

/// The lines below the table: "12 networks: 3 done, 2 running, 7 waiting; 2 h 10 min left with 2 at once".
std::string summary(const StudyStatus& status) {
  std::string text = std::to_string(status.runs.size()) + (status.runs.size() == 1 ? " network: " : " networks: ");
  std::vector<std::string> counts;
  for (const State state :
       {State::done, State::running, State::queued, State::failed, State::stopped, State::waiting}) {
    if (status.count(state) > 0) {
      counts.push_back(std::to_string(status.count(state)) + " " + std::string(word_for(state)));
    }
  }
  text += join(counts, ", ");
  if (status.count(State::done) < status.runs.size()) {
    const std::size_t at_once = std::max<std::size_t>(1, status.count(State::running));
    text += status.seconds_left ? "; about " + duration_text(*status.seconds_left) + " left" +
                                      (at_once > 1 ? " with " + std::to_string(at_once) + " at once" : "")
                                : "; time left unknown until an epoch is complete";
  }
  return text + "\n";
}

std::string shown(const StudyStatus& status, std::size_t columns) {
  Table table({"run", "network", "state", "epochs", "accuracy", "images/s", "left", "where"});
  std::string notes;
  for (const RunStatus& run : status.runs) {
    const bool goes_on = run.state != State::done && run.seconds_left;
    table.add({std::to_string(run.number), run.run_name, std::string(word_for(run.state)),
               (run.epoch ? std::to_string(*run.epoch) : "-") + "/" + std::to_string(run.epochs),
               run.test_accuracy ? fixed(*run.test_accuracy, 4) : "-",
               run.images_per_s ? with_thousands(static_cast<std::int64_t>(*run.images_per_s)) : "-",
               goes_on ? duration_text(*run.seconds_left) : "-", where_or_why(run)});
    if ((run.state == State::failed || run.state == State::stopped) && !run.note.empty()) {
      notes += run.run_name + ": " + run.note + "\n";
    }
  }
  return table.text(columns) + "\n" + notes + summary(status);
}

/// Again and again in the same place, until all is done or somebody presses Ctrl-C.
void watch(const protocols::Study& study) {
  const StopSignals signals;
  while (!signals.requested()) {
    const StudyStatus status = status_of(study);
    // Home, then wipe what is left of each line and below: no flicker.
    std::string text = "\033[H";
    for (const std::string& line : split(shown(status, terminal_columns(STDOUT_FILENO)), '\n')) {
      text += line + "\033[K\n";
    }
    std::fputs((text + "\033[J").c_str(), stdout);
    std::fflush(stdout);
    if (status.count(State::done) == status.runs.size()) return;
    for (int i = 0; i < 20 && !signals.requested(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

}  // namespace

void run_status(const Invocation& invocation) {
  const auto line =
      command_line(invocation,
                   "Shows how far each network of a study is: done, running (and where), queued in Slurm, "
                   "failed (and why), stopped, waiting; and how long the whole will still take.",
                   "tricky status mystudy/study.toml --watch");
  std::filesystem::path file;
  bool json = false;
  bool watches = false;
  line->add_option("STUDY", file, "the study folder, or its study.toml")->required();
  const auto* as_json = line->add_flag("--json", json, "as JSON, for other programs");
  line->add_flag("--watch", watches, "show it again every two seconds; Ctrl-C ends")
      ->excludes(const_cast<CLI::Option*>(as_json));
  parse_command_line(*line, invocation);

  const protocols::Study study = protocols::read_study(study_file_of(file));
  if (study.variants().empty()) {
    throw InputError({study.file, 0, ""}, "describes no networks to train; tricky show lists imported ones");
  }
  if (watches) {
    if (::isatty(STDOUT_FILENO) != 1)
      throw InputError("--watch needs a terminal; leave it out to print the status once");
    std::fputs("\033[2J", stdout);
    watch(study);
    return;
  }
  const StudyStatus status = status_of(study);
  std::fputs(json ? to_json(to_value(study, status), JsonLayout::indented).c_str()
                  : shown(status, terminal_columns(STDOUT_FILENO)).c_str(),
             stdout);
}

}  // namespace tricky::engine
