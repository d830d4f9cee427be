#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "exports/exports.h"
#include "exports/write_export.h"
#include "tricky/data/command_line.h"
#include "tricky/data/derived_files.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/study_folder.h"
#include "tricky/data/text.h"

namespace tricky {

namespace fs = std::filesystem;

namespace {

struct Options {
  fs::path session;
  fs::path study;
  std::string format;
  fs::path out;
  std::vector<std::string> origins{"observer", "imported"};
  bool with_personal_data = false;
};

Options read_options(const Invocation& invocation) {
  Options options;
  const auto line = command_line(
      invocation,
      "Writes recorded sessions in a form that other programs read. Everything comes from the sessions' journals. "
      "Format derived makes a session's own trials.tsv, trials.json and session.json anew, in its folder.",
      "tricky export --study mystudy --format bids --out mystudy_bids\n"
      "  tricky export --session mystudy/sessions/sub-01/ses-01_task-easier_image --format csv --out first");
  auto* session = line->add_option("--session", options.session, "one session's folder")->type_name("DIR");
  line->add_option("--study", options.study, "all sessions of this study folder")->type_name("DIR")->excludes(session);
  line->add_option("--format", options.format, "bids, psych-ds, model-vs-human, csv or derived")
      ->required()
      ->check(CLI::IsMember({"bids", "psych-ds", "model-vs-human", "csv", "derived"}))
      ->type_name("NAME");
  line->add_option("--out", options.out, "the folder to make; default: export_FORMAT here")->type_name("DIR");
  line->add_option("--origin", options.origins,
                   "with --study, whose sessions, of observer, imported, pilot, simulated (with commas between them); "
                   "default: what is data, observer,imported")
      ->delimiter(',')
      ->check(CLI::IsMember({"observer", "imported", "pilot", "simulated"}))
      ->type_name("WHOSE");
  line->add_flag("--with-personal-data", options.with_personal_data,
                 "also what observers said about themselves (observer.json)");
  parse_command_line(*line, invocation);
  if (options.session.empty() == options.study.empty()) {
    throw InputError("say what to export: --session DIR for one session, or --study DIR for all");
  }
  if (options.format == "derived" && !options.out.empty()) {
    throw InputError("--format derived writes into the session's own folder, so --out has no meaning");
  }
  if (options.out.empty()) options.out = "export_" + options.format;
  return options;
}

void tell_if_torn(const RecordedSession& session) {
  if (session.n_torn_bytes == 0) return;
  std::fprintf(stderr, "%s: the last line is unfinished (%zu bytes) and is left out; it was never acknowledged\n",
               session.source.c_str(), session.n_torn_bytes);
}

std::vector<RecordedSession> read_study(const Options& options) {
  const StudyFolder study(options.study);
  std::vector<RecordedSession> sessions;
  std::size_t n_other = 0;
  for (const fs::path& folder : recorded_session_folders(study)) {
    const fs::path journal_file = folder / "journal.jsonl";
    // A session that was killed before its first line holds nothing yet.
    if (fs::exists(journal_file) && read_journal(journal_file).events.empty()) continue;
    RecordedSession session = read_recorded_session(folder);
    const std::string origin(to_text(session.record.origin));
    if (std::find(options.origins.begin(), options.origins.end(), origin) == options.origins.end()) {
      ++n_other;
      continue;
    }
    sessions.push_back(std::move(session));
  }
  if (sessions.empty()) {
    throw InputError({study.sessions(), 0, ""},
                     "holds no session of origin " + join(options.origins, " or ") +
                         (n_other == 0 ? ""
                                       : ", but " + std::to_string(n_other) +
                                             " pilot, simulated or imported ones; name them with --origin"));
  }
  if (n_other > 0) std::fprintf(stderr, "%zu sessions of another origin are left out (--origin)\n", n_other);
  return sessions;
}

void derive(const std::vector<RecordedSession>& sessions) {
  for (const RecordedSession& session : sessions) {
    if (session.record.origin == SessionOrigin::imported) continue;  // has no journal
    const FolderLock lock(session.folder);                           // nobody runs it meanwhile
    write_derived_files(session.folder);
    std::printf("%s\n", session.folder.c_str());
  }
}

ExportedFiles make_files(const Options& options, const std::vector<RecordedSession>& sessions,
                         const ExportSettings& settings) {
  if (options.format == "bids") return bids_files(sessions, settings);
  if (options.format == "psych-ds") return psych_ds_files(sessions, settings);
  if (options.format == "csv") return csv_files(sessions, settings);
  return model_vs_human_files(sessions, settings);
}

std::string name_of(const fs::path& folder) {
  return fs::absolute(folder / ".").lexically_normal().parent_path().filename().string();
}

}  // namespace

void run_export(const Invocation& invocation) {
  const Options options = read_options(invocation);
  std::vector<RecordedSession> sessions;
  if (options.study.empty()) {
    sessions.push_back(read_recorded_session(options.session));
  } else {
    sessions = read_study(options);
  }
  for (const RecordedSession& session : sessions) tell_if_torn(session);
  if (options.format == "derived") return derive(sessions);
  ExportSettings settings;
  settings.name = name_of(options.study.empty() ? options.session : options.study);
  settings.with_personal_data = options.with_personal_data;
  std::vector<fs::path> sources;
  for (const RecordedSession& session : sessions) sources.push_back(session.source);
  settings.provenance = provenance_of(invocation, sources);
  write_export(options.out, make_files(options, sessions, settings));
  std::printf("%s: %zu session%s\n", options.out.c_str(), sessions.size(), sessions.size() == 1 ? "" : "s");
}

}  // namespace tricky
