#include "commands/prepared_session.h"

#include <algorithm>

#include "simulated_spec.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

/// The command that goes on with this session: the same, with --resume.
std::string resume_command(const Invocation& invocation) {
  Invocation again = invocation;
  again.program = "tricky";
  if (std::find(again.arguments.begin(), again.arguments.end(), "--resume") == again.arguments.end()) {
    again.arguments.emplace_back("--resume");
  }
  return again.command_line();
}

/// The trials of the session that --yoked-to names, which must be one of the same list.
std::vector<YokedTrial> yoked_trials(const SessionOptions& options, const SessionPlan& plan, const StudyFolder& study) {
  const bool yoked = plan.protocol.order == protocols::TrialOrder::yoked;
  if (yoked == options.yoked_to.empty()) {
    throw InputError(yoked ? "protocol " + in_quotes(plan.protocol.name) +
                                 " follows the order of another session; name it: --yoked-to "
                                 "sub-01/ses-01_task-easier_image"
                           : "--yoked-to is for protocols with order = \"yoked\", and " +
                                 in_quotes(plan.protocol.name) + " has an order of its own");
  }
  if (!yoked) return {};
  const fs::path folder = confined_path(study.sessions(), options.yoked_to);
  if (!fs::is_regular_file(folder / "session.json")) {
    throw InputError("--yoked-to: there is no session " + folder.string() +
                     "; expected one below sessions/, such as sub-01/ses-01_task-easier_image");
  }
  const SessionRecord other = read_session(folder);
  if (other.list_sha256 != plan.record.list_sha256) {
    throw InputError("--yoked-to: " + folder.string() + " showed list " + in_quotes(other.list) +
                     (other.list == plan.record.list ? " in another version" : "") + ", this session shows " +
                     in_quotes(plan.record.list) + "; an order can only be followed through the same list");
  }
  return read_yoked_order(folder / "order.csv");
}

SessionPlan make_plan(const SessionOptions& options, const Invocation& invocation, const fs::path& protocol_file,
                      const fs::path& list_file, const StudyFolder& study) {
  SessionPlan plan;
  plan.protocol = protocols::read_protocol(protocol_file);
  plan.list = read_stimulus_list(list_file);
  SessionRecord& record = plan.record;
  record.observer = options.observer;
  record.session = options.session;
  record.origin = !options.simulate.empty() ? SessionOrigin::simulated
                  : options.pilot           ? SessionOrigin::pilot
                                            : SessionOrigin::observer;
  record.task = protocols::task_of(plan.protocol);
  record.protocol = plan.protocol.name;
  record.protocol_sha256 = plan.protocol.sha256;
  record.list = options.list;
  record.list_sha256 = stimulus_list_digest(list_file);
  plan.yoked_to = options.yoked_to;
  plan.trials = make_trials(plan.list, record.list_sha256, plan.protocol, record.observer, record.session,
                            yoked_trials(options, plan, study));
  plan.simulate = options.simulate;
  plan.command_line = invocation.command_line();
  plan.resume_command = resume_command(invocation);
  return plan;
}

}  // namespace

std::vector<std::string> protocol_names(const StudyFolder& study) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(study.root() / "protocols", ignored)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

fs::path find_protocol(const SessionOptions& options, const StudyFolder& study) {
  const fs::path given(options.protocol);
  if (fs::is_regular_file(given)) return given;
  const fs::path folder = study.root() / "protocols";
  if (is_plain_name(options.protocol) && fs::is_regular_file(folder / (options.protocol + ".toml"))) {
    return folder / (options.protocol + ".toml");
  }
  const std::vector<std::string> names = protocol_names(study);
  throw InputError("there is no protocol " + in_quotes(options.protocol) + ", neither as a file nor in " +
                   folder.string() + (names.empty() ? "" : "; there are " + join(names, ", ")));
}

fs::path find_list(const SessionOptions& options, const StudyFolder& study) {
  if (is_plain_name(options.list) && fs::is_regular_file(study.list_file(options.list)))
    return study.list_file(options.list);
  const auto names = study.list_names();
  const auto nearest = nearest_name(options.list, names);
  throw InputError("there is no list " + in_quotes(options.list) + " in " + (study.root() / "lists").string() +
                   (nearest         ? "; did you mean " + in_quotes(*nearest) + "?"
                    : names.empty() ? "; make one with: tricky stimuli"
                                    : "; there are " + join(names, ", ")));
}

PreparedSession prepare_session(const SessionOptions& options, const Invocation& invocation) {
  const StudyFolder study(options.study);
  PreparedSession prepared;
  prepared.protocol_file = find_protocol(options, study);
  prepared.list_file = find_list(options, study);
  prepared.plan = make_plan(options, invocation, prepared.protocol_file, prepared.list_file, study);
  const SessionRecord& record = prepared.plan.record;
  prepared.folder = session_folder(study, record);
  if (!options.simulate.empty()) {
    SimulatedObserver& observer =
        prepared.simulated.emplace(parse_simulated_observer(options.simulate, record.task, record.observer, record.session));
    if (!observer.network.empty()) {
      observer.decisions = read_network_decisions(study, prepared.plan.list, observer.network);
    }
    prepared.plan.simulated = to_value(observer, record.task);
  }
  return prepared;
}

}  // namespace tricky::runner
