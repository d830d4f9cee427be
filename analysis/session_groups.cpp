#include "tricky/analysis/session_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "showing.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace fs = std::filesystem;

namespace {

std::string origin_suffix(SessionOrigin origin, SimulatedObservers simulated) {
  if (simulated == SimulatedObservers::pooled &&
      (origin == SessionOrigin::observer || origin == SessionOrigin::simulated)) {
    return " (with simulated)";
  }
  return origin == SessionOrigin::observer ? "" : fmt::format(" ({})", to_text(origin));
}

std::string over_of(const SessionRecord& session, SimulatedObservers simulated) {
  return fmt::format("task-{}_list-{}{}", session.protocol, session.list, origin_suffix(session.origin, simulated));
}

void read_trials_of(SessionOfGroup& session, const fs::path& tsv) {
  session.shown = read_trials(tsv);
  std::erase_if(session.shown, [](const TrialRecord& trial) { return trial.phase != Phase::main; });
  session.trials = session.shown;
  std::erase_if(session.trials, [](const TrialRecord& trial) { return trial.kind != TrialKind::main; });
}

/// Names the sessions; an observer's sessions are told apart from the second on.
void name_makers(SessionGroup& group, SimulatedObservers simulated) {
  std::sort(group.sessions.begin(), group.sessions.end(), [](const SessionOfGroup& a, const SessionOfGroup& b) {
    return std::tuple(a.record.observer, a.record.origin, a.record.session) <
           std::tuple(b.record.observer, b.record.origin, b.record.session);
  });
  std::set<std::string> seen;
  for (SessionOfGroup& session : group.sessions) {
    session.maker = session.record.observer;
    if (simulated == SimulatedObservers::pooled && session.record.origin == SessionOrigin::simulated) {
      session.maker += " (simulated)";
    }
    if (!seen.insert(session.maker).second) session.maker += fmt::format(" (session {})", session.record.session);
  }
}

}  // namespace

SessionGroups load_session_groups(const StudyFolder& study, SimulatedObservers simulated) {
  SessionGroups loaded;
  std::map<std::pair<std::string, Task>, SessionGroup> groups;
  for (const fs::path& folder : study.session_folders()) {
    const fs::path tsv = folder / "trials.tsv";
    const auto leave_out = [&](const std::string& why) {
      loaded.notes.push_back(fmt::format("{} is left out: {}", folder.lexically_relative(study.root()).string(), why));
    };
    SessionOfGroup session;
    session.record = read_session(folder);
    session.folder = folder;
    if (!fs::exists(tsv)) {
      leave_out("it has no trials.tsv yet");
      continue;
    }
    read_trials_of(session, tsv);
    if (std::none_of(session.trials.begin(), session.trials.end(),
                     [](const TrialRecord& trial) { return !trial.response.empty(); })) {
      leave_out("no main trial has a response");
      continue;
    }
    if (session.record.state == "interrupted") {
      loaded.notes.push_back(
          fmt::format("{} was interrupted after {} of its main trials' responses; they count as they are",
                      folder.lexically_relative(study.root()).string(), session.trials.size()));
    }
    const std::string over = over_of(session.record, simulated);
    SessionGroup& group = groups[{over, session.record.task}];
    group.over = over;
    group.task = session.record.task;
    group.list = session.record.list;
    group.sessions.push_back(std::move(session));
  }
  for (const fs::path& folder : study.cut_off_session_folders()) {
    loaded.notes.push_back(fmt::format("{} was cut off and is left out; go on with it by tricky session … --resume",
                                       folder.lexically_relative(study.root()).string()));
  }
  for (auto& [key, group] : groups) {
    name_makers(group, simulated);
    const SessionRecord& first = group.sessions.front().record;
    for (const SessionOfGroup& session : group.sessions) {
      if (session.record.list_sha256 == first.list_sha256 && session.record.protocol_sha256 == first.protocol_sha256)
        continue;
      loaded.notes.push_back(fmt::format("{}: {} saw another version of the list or the protocol than {}", group.over,
                                         session.maker, group.sessions.front().maker));
    }
    loaded.groups.push_back(std::move(group));
  }
  return loaded;
}

CorrectnessMatrix correctness_of(const SessionGroup& group) {
  std::map<Showing, std::size_t> columns;
  for (const SessionOfGroup& session : group.sessions) {
    for (const Showing& showing : showings_of(session.trials)) columns.try_emplace(showing, 0);
  }
  CorrectnessMatrix matrix;
  for (auto& [showing, column] : columns) {
    column = matrix.item_ids.size();
    matrix.item_ids.push_back(showing.item_id);
  }
  matrix.cells.resize(group.sessions.size() * columns.size(), Correctness::missing);
  for (std::size_t i = 0; i < group.sessions.size(); ++i) {
    const SessionOfGroup& session = group.sessions[i];
    matrix.makers.push_back({session.maker, DecisionMaker::Kind::observer, group.over, session.record.session});
    const std::vector<Showing> showings = showings_of(session.trials);
    for (std::size_t trial = 0; trial < showings.size(); ++trial) {
      matrix.cells[i * columns.size() + columns.at(showings[trial])] = session.trials[trial].correct;
    }
  }
  return matrix;
}

}  // namespace tricky::analysis
