#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <map>

#include "commands/import.h"
#include "tricky/data/errors.h"
#include "tricky/data/provenance.h"
#include "tricky/data/sessions.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

struct Options : ImportOptions {
  std::string task;
  std::string no_response = "wrong";
};

struct ImportedSession {
  SessionRecord record;
  std::vector<TrialRecord> trials;
  std::filesystem::path source;
};

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// model-vs-human's image names begin with trial number, experiment and observer ("0001_edg_s01_0_oven_00_oven10.png"):
/// without those three parts the same image has the same name for every observer.
std::string item_of_image_name(const std::string& name) {
  const std::vector<std::string> parts = split(name, '_');
  if (parts.size() < 4 || !all_digits(parts[0]) || parts[2].size() < 2 || parts[2][0] != 's' ||
      !all_digits(parts[2].substr(1))) {
    return name;
  }
  return join(std::span(parts).subspan(3), "_");
}

/// "edge_subject-01_session_1.csv" is of the task "edge".
std::string task_of_file(const std::filesystem::path& file) {
  const std::string stem = file.stem().string();
  return stem.substr(0, stem.find("_sub"));
}

void read_table(const std::filesystem::path& file, const Options& options,
                std::map<std::string, ImportedSession>& sessions) {
  const std::string task = options.task.empty() ? task_of_file(file) : options.task;
  if (!is_plain_name(task))
    throw InputError({file, 0, ""}, "gives the task the name " + in_quotes(task) + "; name it with --task");
  CsvReader reader(file);
  const std::size_t subject = reader.column("subj");
  const std::size_t session = reader.column_of({"session", "Session"});
  const std::size_t trial_number = reader.column("trial");
  const std::size_t rt = reader.column("rt");
  const std::size_t response = reader.column("object_response");
  const std::size_t category = reader.column("category");
  const std::size_t image = reader.column("imagename");
  reader.column("condition");  // part of the image's name; its absence means another kind of table
  while (reader.next()) {
    if (!is_plain_name(reader[subject]))
      reader.fail(subject, "expected 1 to 64 letters, digits, '.', '_' or '-', got " + in_quotes(reader[subject]));
    const auto number = static_cast<int>(reader.integer(session, 1, 9999));
    ImportedSession& imported = sessions[task + "/" + reader[subject] + "/" + std::to_string(number)];
    if (imported.trials.empty()) {
      imported.source = file;
      imported.record.observer = reader[subject];
      imported.record.session = number;
      imported.record.origin = SessionOrigin::imported;
      imported.record.task = Task::categorisation;
      imported.record.protocol = task;
      imported.record.list = task;
      imported.record.state = "imported";
    } else if (imported.source != file) {
      reader.fail(subject, "this observer and session came already in " + imported.source.string());
    }
    TrialRecord trial;
    trial.trial = static_cast<int>(reader.integer(trial_number, 1, 1'000'000));
    trial.question = "category";
    trial.item_id = item_of_image_name(clean_text(reader, image));
    trial.expected = clean_text(reader, category);
    const bool given = reader[response] != "na" && !reader[response].empty();
    if (given) {
      trial.response = clean_text(reader, response);
      trial.correct = trial.response == trial.expected ? Correctness::right : Correctness::wrong;
    } else {
      trial.correct = options.no_response == "wrong" ? Correctness::wrong : Correctness::missing;
    }
    for (const TrialRecord& before : imported.trials) {
      if (before.trial == trial.trial) reader.fail(trial_number, "this trial of the session stands there twice");
    }
    const auto seconds = parse_real(reader[rt]);
    if (seconds && *seconds < 0) reader.fail(rt, "is negative");
    if (!seconds && reader[rt] != "NaN" && reader[rt] != "na" && !reader[rt].empty())
      reader.real(rt);  // says what is wrong
    if (seconds && std::isfinite(*seconds)) trial.response_time_s = *seconds;
    imported.trials.push_back(std::move(trial));
  }
}

void import_trials(const Options& options, const Invocation& invocation) {
  const StudyFolder study(options.study);
  std::map<std::string, ImportedSession> sessions;
  for (const std::filesystem::path& file : options.files) read_table(file, options, sessions);
  if (sessions.empty()) throw InputError("the files hold no trials, only column names");
  for (const auto& [key, each] : sessions) guard_existing(session_folder(study, each.record) / "session.json", options);
  for (auto& [key, each] : sessions) {
    const std::filesystem::path folder = session_folder(study, each.record);
    each.record.details["no_response_counts_as"] = options.no_response;
    each.record.details["provenance"] = to_value(provenance_of(invocation, {each.source}));
    write_trials(folder, each.trials);
    write_session(folder, each.record);
    const auto n_right = std::count_if(each.trials.begin(), each.trials.end(),
                                       [](const TrialRecord& trial) { return trial.correct == Correctness::right; });
    std::printf("%-24s session %d of %-16s %6zu trials, %5.1f %% right\n", each.record.observer.c_str(),
                each.record.session, each.record.protocol.c_str(), each.trials.size(),
                100.0 * static_cast<double>(n_right) / static_cast<double>(each.trials.size()));
  }
}

}  // namespace

ImportAction add_import_trials(CLI::App& line, const Invocation& invocation) {
  auto options = std::make_shared<Options>();
  CLI::App* kind =
      add_import_kind(line, *options, FileCount::many, "trials",
                      "Observers' trial tables in model-vs-human's form: subj, session, trial, rt, object_response, "
                      "category, condition, imagename.",
                      "tricky import trials raw-data/edge/*.csv --study mystudy");
  kind->add_option("--task", options->task, "name of the task; default: the files' names up to \"_sub\"");
  kind->add_option("--no-response", options->no_response,
                   "what a trial without a response (\"na\") counts as: wrong, as model-vs-human has it, or missing")
      ->check(CLI::IsMember({"wrong", "missing"}))
      ->capture_default_str();
  return [options, &invocation] { import_trials(*options, invocation); };
}

}  // namespace tricky
