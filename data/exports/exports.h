#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "tricky/data/provenance.h"
#include "tricky/data/recorded_session.h"

namespace tricky {

struct ExportedFile {
  std::string content;
  bool is_personal = false;  ///< written for its owner's eyes only
};
/// Everything an export consists of, by its path within the export's folder.
using ExportedFiles = std::map<std::string, ExportedFile>;

struct ExportSettings {
  std::string name;  ///< of the data set: the study's, or the session's
  bool with_personal_data = false;
  Provenance provenance;
};

// One function a format. Each throws InputError when the format cannot hold a session, or two would get one name.

/// The Brain Imaging Data Structure, version 1.9.0: dataset_description.json, README, participants.tsv and .json, and
/// sub-LABEL/ses-NN/beh/sub-LABEL_ses-NN_task-LABEL_beh.tsv and .json. Labels are letters and digits, so "easier_image"
/// becomes "easierimage"; pilots are sub-pilotLABEL, simulated observers sub-simLABEL.
ExportedFiles bids_files(std::span<const RecordedSession> sessions, const ExportSettings& settings);

/// Psych-DS: dataset_description.json (schema.org's Dataset with variableMeasured), README.md and
/// data/subject-LABEL_session-NN_task-LABEL_data.csv, labels as in BIDS.
ExportedFiles psych_ds_files(std::span<const RecordedSession> sessions, const ExportSettings& settings);

/// model-vs-human's trial tables, one a session: TASK_subject-CODE_session_N.csv with the columns subj, session, trial,
/// rt, object_response, category, condition, imagename. Main trials alone, since the format knows no others, and tasks
/// with a right response only. `tricky import trials` reads them.
ExportedFiles model_vs_human_files(std::span<const RecordedSession> sessions, const ExportSettings& settings);

/// Two tables for any program: trials.csv (all of trials.tsv's columns, and whose they are), sessions.csv; trials.json
/// says what the columns mean.
ExportedFiles csv_files(std::span<const RecordedSession> sessions, const ExportSettings& settings);

}  // namespace tricky
