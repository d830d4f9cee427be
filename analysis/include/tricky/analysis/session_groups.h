#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tricky/data/decisions.h"
#include "tricky/data/sessions.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

/// One session as a decision maker.
struct SessionOfGroup {
  std::string maker;  ///< "01"; an observer's further sessions in the group are "01 (session 2)"
  SessionRecord record;
  std::vector<TrialRecord> trials;  ///< the main ones: what accuracy, agreement and the like are numbers of
  std::vector<TrialRecord> shown;   ///< these, catch trials and repeats, in the session's order; never practice
  std::filesystem::path folder;
};

/// Sessions that may be compared: same task, protocol, list and origin. There is at least one.
struct SessionGroup {
  std::string over;  ///< "task-PROTOCOL_list-LIST", with " (simulated)", " (pilot)", " (imported)" where it is not data
  Task task = Task::two_choice;
  std::string list;
  std::vector<SessionOfGroup> sessions;
};

/// Simulated observers stand apart from real ones, or beside them as "01 (simulated)" in one group
/// ("… (with simulated)"), for trying things out before there are enough real observers.
enum class SimulatedObservers { apart, pooled };

struct SessionGroups {
  std::vector<SessionGroup> groups;  ///< in order of `over`
  std::vector<std::string> notes;    ///< sessions left out, and why: for people
};

/// Groups the study's sessions. Those without responses in main trials are left out with a note. Throws InputError for
/// files that are broken.
SessionGroups load_session_groups(const StudyFolder& study, SimulatedObservers simulated);

/// Sessions x the items any of them saw, matched by item_id and question; an item that one session shows several times
/// is matched by its first, second, … showing. Items a session did not see or answer are missing. Columns are sorted,
/// so the order of sessions does not matter. For tasks with right responses.
CorrectnessMatrix correctness_of(const SessionGroup& group);

}  // namespace tricky::analysis
