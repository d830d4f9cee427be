#include <cstdio>
#include <map>

#include "exports/export_parts.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

/// model-vs-human calls observers subject-01, and imported ones are called so already.
std::string subject_name(const SessionRecord& session) {
  switch (session.origin) {
    case SessionOrigin::imported: return session.observer;
    case SessionOrigin::pilot: return "pilot-" + session.observer;
    case SessionOrigin::simulated: return "simulated-" + session.observer;
    default: return "subject-" + session.observer;
  }
}

/// Files are called TASK_subject-…, from which readers take the task's name.
std::string file_stem(const std::string& task, const std::string& subject) {
  return task + (subject.starts_with("subject-") ? "_" : "_subject-") + subject;
}

/// Its image names begin with trial, experiment and subject ("0001_edg_s01_…"), which reading them takes away again.
std::string image_name(const TrialRecord& trial, const std::string& experiment, std::size_t subject) {
  char prefix[64];
  std::snprintf(prefix, sizeof prefix, "%04d_%s_s%02zu_", trial.trial, experiment.c_str(), subject);
  return prefix + trial.item_id;
}

}  // namespace

ExportedFiles model_vs_human_files(std::span<const RecordedSession> sessions, const ExportSettings&) {
  ExportedFiles files;
  std::map<std::string, std::size_t> subjects;
  for (const RecordedSession& session : sessions) {
    const SessionRecord& record = session.record;
    if (record.task == Task::ratings) {
      throw InputError({session.folder, 0, ""},
                       "asks for ratings, and model-vs-human's tables hold responses that are right or wrong; export "
                       "it with --format csv, bids or psych-ds");
    }
    const std::string subject = subject_name(record);
    const std::size_t number = subjects.try_emplace(subject, subjects.size() + 1).first->second;
    const std::string experiment = label_of(record.protocol).substr(0, 3);
    CsvWriter writer({"subj", "session", "trial", "rt", "object_response", "category", "condition", "imagename"},
                     Separator::comma);
    for (const TrialRecord& trial : session.trials) {
      if (trial.phase != Phase::main || trial.kind != TrialKind::main) continue;
      writer.field(std::string_view(subject)).field(record.session).field(trial.trial);
      writer.field(trial.response_time_s ? std::string_view(format_real(*trial.response_time_s)) : "NaN");
      writer.field(trial.response.empty() ? "na" : std::string_view(trial.response));
      writer.field(std::string_view(trial.expected)).field("0");
      writer.field(std::string_view(image_name(trial, experiment, number)));
      writer.end_row();
    }
    add_file(files, file_stem(record.protocol, subject) + "_session_" + std::to_string(record.session) + ".csv",
             writer.text());
  }
  return files;
}

}  // namespace tricky
