#include "launcher/launcher.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "checks/session_checks.h"
#include "commands/check_session.h"
#include "commands/prepared_session.h"
#include "tricky/data/errors.h"
#include "tricky/data/sessions.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Lists the protocol can show; all of them where that cannot be found out.
std::vector<std::string> fitting_lists(const StudyFolder& study, const std::string& protocol) {
  std::vector<std::string> fitting;
  try {
    const auto needed = protocols::list_kind_of(
        protocols::task_of(protocols::read_protocol(study.root() / "protocols" / (protocol + ".toml"))));
    for (const std::string& name : study.list_names()) {
      const Value about = read_json(study.list_file(name).replace_extension(".json"));
      const Value* kind = about.find("kind");
      if (kind != nullptr && kind->if_text() != nullptr && *kind->if_text() == to_text(needed)) fitting.push_back(name);
    }
  } catch (const std::exception&) {
    return study.list_names();
  }
  return fitting;
}

std::string first_new_observer(const StudyFolder& study) {
  for (int number = 1; number < 10'000; ++number) {
    char code[12];
    std::snprintf(code, sizeof code, "%02d", number);
    std::error_code ignored;
    if (!fs::exists(study.sessions() / (std::string("sub-") + code), ignored)) return code;
  }
  return {};
}

/// Sessions that showed a list of this name, as --yoked-to names them. Whether it is the same version, the checks tell.
std::vector<std::string> sessions_with_list(const StudyFolder& study, const std::string& list) {
  std::vector<std::string> names;
  for (const fs::path& folder : study.session_folders()) {
    try {
      if (read_session(folder).list == list && fs::is_regular_file(folder / "order.csv")) {
        names.push_back(folder.lexically_relative(study.sessions()).generic_string());
      }
    } catch (const std::exception&) {  // a damaged session is none to follow
    }
  }
  return names;
}

/// What the protocol asks for beside a list. What it has no use for leaves the form: a session refuses it.
void take_protocol(Launcher& launcher, const StudyFolder& study) {
  LauncherForm& form = launcher.form;
  launcher.sends_triggers = false;
  launcher.is_yoked = false;
  try {
    const protocols::Protocol protocol =
        protocols::read_protocol(study.root() / "protocols" / (form.protocol + ".toml"));
    launcher.sends_triggers = protocol.triggers.any();
    launcher.is_yoked = protocol.order == protocols::TrialOrder::yoked;
    launcher.usual_simulation =
        protocols::task_of(protocol) == Task::two_choice ? "accuracy=0.81,seed=1" : "noise=0.3,seed=1";
  } catch (const std::exception&) {  // the checks say what is wrong
  }
  launcher.ports = launcher.sends_triggers ? known_ports() : std::vector<KnownPort>{};
  if (!launcher.sends_triggers) form.trigger_port.clear();
  launcher.yokable = launcher.is_yoked ? sessions_with_list(study, form.list) : std::vector<std::string>{};
  if (!contains(launcher.yokable, form.yoked_to)) form.yoked_to.clear();
}

void take_lists(Launcher& launcher) {
  try {
    const StudyFolder study(launcher.form.study);
    launcher.protocols = protocol_names(study);
    if (!contains(launcher.protocols, launcher.form.protocol)) {
      launcher.form.protocol = launcher.protocols.empty() ? "" : launcher.protocols.front();
    }
    launcher.lists = fitting_lists(study, launcher.form.protocol);
    if (!contains(launcher.lists, launcher.form.list)) {
      launcher.form.list = launcher.lists.empty() ? "" : launcher.lists.front();
    }
    take_protocol(launcher, study);
  } catch (const std::exception&) {  // the checks say what is wrong
    launcher.protocols.clear();
    launcher.lists.clear();
  }
}

/// Whether what was interrupted may go on, and which session would be a new one.
void look_at_earlier(Launcher& launcher, const SessionOptions& options, const Invocation& invocation) {
  const PreparedSession prepared = prepare_session(options, invocation);
  const StudyFolder study(options.study);
  launcher.can_resume = check_earlier_sessions(study, prepared.plan, true).state == StartCheck::State::ok;
  launcher.free_session = first_free_session(study, prepared.plan.record);
}

/// The monitor that `words` mean: its number or name, none for the first.
std::optional<Monitor> meant_monitor(const std::vector<Monitor>& monitors, const std::string& words) {
  try {
    if (!monitors.empty()) return find_monitor(monitors, words);
  } catch (const InputError&) {  // the checks say so
  }
  return std::nullopt;
}

std::string distance_text(const LabDisplay& display) {
  return display.viewing_distance_cm ? format_real(*display.viewing_distance_cm) : "";
}

std::string without_program_name(const std::string& said) {
  constexpr std::string_view kName = "tricky-runner: ";
  return said.starts_with(kName) ? said.substr(kName.size()) : said;
}

}  // namespace

std::vector<std::string> session_arguments(const LauncherForm& form) {
  std::vector<std::string> arguments{form.protocol, "--study",   form.study,
                                     "--list",      form.list,   "--observer",
                                     form.observer, "--session", std::to_string(form.session)};
  // Whoever goes on has read when the session stopped.
  if (form.resume) arguments.insert(arguments.end(), {"--resume", "--another-day"});
  if (form.pilot) arguments.emplace_back("--pilot");
  if (form.fullscreen) arguments.emplace_back("--fullscreen");
  if (form.monitor_window) arguments.emplace_back("--monitor-window");
  if (!form.monitor.empty()) arguments.insert(arguments.end(), {"--monitor", form.monitor});
  if (!form.viewing_distance_cm.empty()) {
    arguments.insert(arguments.end(), {"--viewing-distance-cm", form.viewing_distance_cm});
  }
  if (!form.trigger_port.empty()) arguments.insert(arguments.end(), {"--trigger-port", form.trigger_port});
  if (!form.yoked_to.empty()) arguments.insert(arguments.end(), {"--yoked-to", form.yoked_to});
  if (form.simulate) {
    arguments.insert(arguments.end(), {"--simulate", form.simulated_observer});
    arguments.emplace_back(form.human_speed ? "--window" : "--headless");
  }
  return arguments;
}

void open_study(Launcher& launcher, const std::string& study) {
  LauncherForm& form = launcher.form;
  form = {};
  std::error_code ignored;
  form.monitor = launcher.remembered.monitor;
  form.viewing_distance_cm = distance_text(launcher.remembered);
  form.study = study.empty() ? "" : fs::absolute(study, ignored).lexically_normal().string();
  for (const RecentStudy& each : launcher.recent) {
    if (each.study != form.study) continue;
    form.protocol = each.protocol;
    form.list = each.list;
    form.fullscreen = each.fullscreen;
    form.trigger_port = each.trigger_port;
  }
  take_lists(launcher);
  try {
    form.observer = first_new_observer(StudyFolder(form.study));
  } catch (const std::exception&) {
  }
}

std::optional<Monitor> chosen_monitor(const Launcher& launcher) {
  return meant_monitor(launcher.monitors, launcher.form.monitor);
}

void choose_monitor(Launcher& launcher, const Monitor& monitor) {
  LauncherForm& form = launcher.form;
  const LabDisplay& remembered = launcher.remembered;
  if (const auto before = chosen_monitor(launcher); before && before->number == monitor.number) return;
  const auto usual = meant_monitor(launcher.monitors, remembered.monitor);
  const bool is_usual = usual && usual->number == monitor.number;
  const auto n_of_this_name = std::count_if(launcher.monitors.begin(), launcher.monitors.end(),
                                            [&](const Monitor& each) { return each.name == monitor.name; });
  form.monitor = is_usual                                        ? remembered.monitor
                 : n_of_this_name == 1 && !monitor.name.empty() ? monitor.name
                                                                 : std::to_string(monitor.number);
  form.viewing_distance_cm = is_usual ? distance_text(remembered) : "";
}

void update_launcher(Launcher& launcher) {
  take_lists(launcher);
  launcher.can_resume = false;
  launcher.free_session = launcher.form.session;
  launcher.checks.clear();
  const auto missing = [&](const char* what, const char* fix) {
    launcher.checks.push_back({what, StartCheck::State::problem, "none is chosen", fix});
  };
  const LauncherForm& form = launcher.form;
  if (form.study.empty()) {
    missing("study", "type the folder of a study, made with: tricky init");
  } else if (!fs::is_regular_file(fs::path(form.study) / "study.toml")) {
    launcher.checks.push_back({"study", StartCheck::State::problem, form.study + " is not a study's folder",
                               "type another one, or make it one with: tricky init"});
  } else if (form.observer.empty()) {
    missing("observer", "type the observer's code");
  } else if (form.protocol.empty()) {
    missing("protocol", "copy one into the study's folder protocols/");
  } else if (form.list.empty()) {
    missing("list", "make one that fits the protocol with: tricky stimuli");
  } else if (launcher.is_yoked && form.yoked_to.empty()) {
    missing("order", launcher.yokable.empty() ? "run a session with this list first: this protocol follows its order"
                                              : "choose the session whose order this one follows");
  } else {
    const Invocation invocation{"tricky", "session", session_arguments(form)};
    try {
      const SessionOptions options = read_session_options(invocation);
      launcher.checks = check_session(options, invocation, CheckScope::without_images);
      if (launcher.checks.size() > 1) look_at_earlier(launcher, options, invocation);
    } catch (const std::exception& error) {
      launcher.checks.push_back(problem_from_message("study", error.what()));
    }
  }
  launcher.updated_for = launcher.form;
}

void tell_outcome(Launcher& launcher, int exit_code, const std::string& said) {
  const std::vector<std::string> lines = split(said, '\n');
  launcher.outcome_is_good = exit_code == 0;
  switch (exit_code) {
    case 0: {
      // The folder and, below it, the summary.
      const auto summary = std::find_if(lines.begin(), lines.end(),
                                        [](const std::string& line) { return line.starts_with("observer "); });
      launcher.outcome = "Finished: " + (summary == lines.end() ? std::string("everything is kept.") : *summary + ".");
      return;
    }
    case 75: {
      const std::size_t begin = said.find("the session was interrupted");
      launcher.outcome = begin == std::string::npos
                             ? "Interrupted"
                             : "Interrupted" + said.substr(begin + 27, said.find(". Go on") - begin - 27);
      launcher.outcome += ". It can go on from here.";
      return;
    }
    default: launcher.outcome = without_program_name(said);
  }
  while (!launcher.outcome.empty() && launcher.outcome.back() == '\n') launcher.outcome.pop_back();
  if (launcher.outcome.empty())
    launcher.outcome = "The session's program ended with " + std::to_string(exit_code) + ".";
}

}  // namespace tricky::runner
