#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "clock.h"
#include "commands/commands.h"
#include "display.h"
#include "session_loop.h"
#include "session_plan.h"
#include "session_store.h"
#include "simulated_input.h"
#include "stimulus_images.h"
#include "stop_signals.h"
#include "tricky/data/command_line.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "window/open_window.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

struct Options {
  std::string protocol;
  fs::path study;
  std::string list;
  std::string observer;
  int session = 1;
  std::string simulate;
  bool window = false;
  bool headless = false;
  bool resume = false;
  bool pilot = false;
  bool fullscreen = false;
  double scale = 0.0;
};

/// The tasks' parameters and columns, from where the protocols declare them.
std::string task_help() {
  std::string text;
  for (const protocols::TaskDescription& task : protocols::task_descriptions()) {
    text += "\n\nTask " + std::string(to_text(task.task)) + ": " + std::string(task.summary) + "\n  in the protocol:";
    for (const auto& [name, meaning] : task.parameters)
      text += "\n    " + std::string(name) + ": " + std::string(meaning);
    text += "\n  in trials.tsv:";
    for (const auto& [name, meaning] : task.columns) text += "\n    " + std::string(name) + ": " + std::string(meaning);
  }
  return text;
}

Options read_options(const Invocation& invocation) {
  Options options;
  const auto line = command_line(
      invocation, "Runs one session of one observer: shows the images of a list, takes the responses, keeps them safe.",
      "tricky session easier_image --study demo --list pairs --observer 01\n"
      "  tricky session easier_image --study demo --list pairs --observer s1 --simulate accuracy=0.81,seed=1" +
          task_help());
  line->add_option("PROTOCOL", options.protocol, "a protocol file, or the name of one in the study's protocols/")
      ->required();
  line->add_option("--study", options.study, "the study folder")->required()->type_name("DIR");
  line->add_option("--list", options.list, "the stimulus list's name")->required()->type_name("NAME");
  line->add_option("--observer", options.observer, "the observer's code")->required()->type_name("CODE");
  line->add_option("--session", options.session, "which session of this observer; default 1")
      ->check(CLI::Range(1, 9999))
      ->type_name("N");
  line->add_option("--simulate", options.simulate,
                   "a simulated observer: accuracy=0.81,seed=1[,bias=,lapse=,common=,rt=] for pairs, "
                   "noise=0.3,seed=1[,lapse=,common=,rt=] for ratings")
      ->type_name("SPEC");
  line->add_flag("--window", options.window, "show a window (the default for people)");
  line->add_flag("--headless", options.headless, "show nothing, at full speed (the default with --simulate)");
  line->add_flag("--resume", options.resume, "go on with an interrupted session");
  line->add_flag("--pilot", options.pilot, "a try-out: kept apart from data");
  line->add_flag("--fullscreen", options.fullscreen, "fill the screen");
  line->add_option("--scale", options.scale,
                   "size of text and spacing, 0.5 to 4; default: what the display's DPI asks for")
      ->check(CLI::Range(0.5, 4.0))
      ->type_name("X");
  parse_command_line(*line, invocation);
  if (line->count("--simulate") > 0 && options.simulate.empty()) {
    throw InputError("--simulate is empty; say for instance --simulate accuracy=0.81,seed=1");
  }
  if (options.window && options.headless) throw InputError("--window and --headless exclude each other");
  if (options.headless && options.simulate.empty()) {
    throw InputError("--headless shows nothing, so it needs a simulated observer: --simulate accuracy=0.81,seed=1");
  }
  if (options.pilot && !options.simulate.empty()) {
    throw InputError("--pilot is for people; a simulated session is kept apart from data anyway");
  }
  if (!is_plain_name(options.observer)) {
    throw InputError("--observer: expected 1 to 64 letters, digits, '.', '_' or '-', got " +
                     in_quotes(options.observer));
  }
  return options;
}

fs::path find_protocol(const Options& options, const StudyFolder& study) {
  const fs::path given(options.protocol);
  if (fs::is_regular_file(given)) return given;
  const fs::path folder = study.root() / "protocols";
  if (is_plain_name(options.protocol) && fs::is_regular_file(folder / (options.protocol + ".toml"))) {
    return folder / (options.protocol + ".toml");
  }
  std::vector<std::string> names;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  throw InputError("there is no protocol " + in_quotes(options.protocol) + ", neither as a file nor in " +
                   folder.string() + (names.empty() ? "" : "; there are " + join(names, ", ")));
}

fs::path find_list(const Options& options, const StudyFolder& study) {
  if (is_plain_name(options.list) && fs::is_regular_file(study.list_file(options.list)))
    return study.list_file(options.list);
  const auto names = study.list_names();
  const auto nearest = nearest_name(options.list, names);
  throw InputError("there is no list " + in_quotes(options.list) + " in " + (study.root() / "lists").string() +
                   (nearest         ? "; did you mean " + in_quotes(*nearest) + "?"
                    : names.empty() ? "; make one with: tricky stimuli"
                                    : "; there are " + join(names, ", ")));
}

/// The command that goes on with this session: the same, with --resume.
std::string resume_command(const Invocation& invocation) {
  Invocation again = invocation;
  again.program = "tricky";
  if (std::find(again.arguments.begin(), again.arguments.end(), "--resume") == again.arguments.end()) {
    again.arguments.emplace_back("--resume");
  }
  return again.command_line();
}

SessionPlan make_plan(const Options& options, const Invocation& invocation, const fs::path& protocol_file,
                      const fs::path& list_file) {
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
  plan.trials = make_trials(plan.list, record.list_sha256, plan.protocol, record.observer, record.session);
  plan.simulate = options.simulate;
  plan.command_line = invocation.command_line();
  plan.resume_command = resume_command(invocation);
  return plan;
}

/// One line about what came of it.
std::string summary_line(const SessionPlan& plan, const JournalSummary& summary) {
  int n_trials = 0;
  int n_right = 0;
  for (const auto& [phase, trial] : summary.answered) n_trials += phase == Phase::main ? 1 : 0;
  std::vector<double> times_s;
  for (const TrialRecord& row : summary.trials) {
    if (row.phase != Phase::main) continue;
    n_right += row.correct == Correctness::right ? 1 : 0;
    if (row.response_time_s) times_s.push_back(*row.response_time_s);
  }
  char text[256];
  std::snprintf(text, sizeof text, "observer %s, session %d of %s: %d of %d trials", plan.record.observer.c_str(),
                plan.record.session, plan.record.protocol.c_str(), n_trials, plan.count(Phase::main));
  std::string line = text;
  if (plan.record.task == Task::two_choice && n_trials > 0) {
    std::snprintf(text, sizeof text, ", %d right (%.1f %%)", n_right, 100.0 * n_right / n_trials);
    // An observer who looks over the experimenter's shoulder should not learn how a real session went.
    if (plan.record.origin == SessionOrigin::simulated) line += text;
  }
  if (!times_s.empty()) {
    const auto middle = times_s.begin() + static_cast<std::ptrdiff_t>(times_s.size() / 2);
    std::nth_element(times_s.begin(), middle, times_s.end());
    std::snprintf(text, sizeof text, ", median response time %.2f s", *middle);
    line += text;
  }
  return line;
}

/// One of each screen that this session shows. `form` is what the ratings screens look at.
std::vector<Screen> all_screens(const SessionPlan& plan, std::optional<RatingForm>& form) {
  const protocols::Protocol& protocol = plan.protocol;
  std::vector<Screen> screens{LeaveScreen{}, TextScreen{protocol.title, protocol.practice_done, protocol.texts.next},
                              TextScreen{protocol.title, protocol.thanks, protocol.texts.thanks_hint}};
  for (const std::string& page : protocol.instructions) {
    screens.emplace_back(TextScreen{protocol.title, page, protocol.texts.next_or_back});
  }
  const TrialNumber number{Phase::practice, plan.count(Phase::main), plan.count(Phase::main)};
  if (const auto* pairs = std::get_if<protocols::TwoChoiceTask>(&protocol.task)) {
    PairScreen screen{number, 0, 1, pairs, std::nullopt};
    screens.emplace_back(screen);
    screen.feedback = PairScreen::Feedback{};
    screens.emplace_back(screen);
  } else {
    form.emplace(std::get<protocols::RatingsTask>(protocol.task).questions);
    screens.emplace_back(RatingsScreen{number, 0, &*form});
  }
  return screens;
}

SessionEnd run(const Options& options, const SessionPlan& plan, const fs::path& protocol_file, SessionStore& store,
               std::vector<stimuli::RgbImage>& images) {
  std::optional<SimulatedObserver> observer;
  if (!options.simulate.empty()) {
    observer = parse_simulated_observer(options.simulate, plan.record.task, plan.record.observer, plan.record.session);
  }
  if (observer && !options.window) {
    SimulatedClock clock;
    HeadlessDisplay nowhere(clock);
    SimulatedInput hands(*observer, plan, clock);
    WatchedDisplay display(nowhere, hands);
    return run_session(plan, store, display, hands, clock);
  }
  MonotonicClock clock;
  WindowOptions window_options;
  window_options.title = plan.protocol.title;
  window_options.fullscreen = options.fullscreen;
  if (options.scale > 0.0) window_options.scale = options.scale;
  window_options.texts = protocols::shown_texts(plan.protocol);
  window_options.texts_from = protocol_file;
  window_options.screen_texts = plan.protocol.texts;
  std::optional<RatingForm> form;
  window_options.rehearsal = all_screens(plan, form);
  const std::unique_ptr<Window> window = open_window(window_options, images, clock);
  images.clear();
  if (!observer) return run_session(plan, store, window->display(), window->input(), clock);
  SimulatedInput hands(*observer, plan, clock, window->input());
  WatchedDisplay display(window->display(), hands);
  return run_session(plan, store, display, hands, clock);
}

}  // namespace

void run_session_command(const Invocation& invocation) {
  const Options options = read_options(invocation);
  const StudyFolder study(options.study);
  const fs::path protocol_file = find_protocol(options, study);
  const fs::path list_file = find_list(options, study);
  const SessionPlan plan = make_plan(options, invocation, protocol_file, list_file);
  if (!options.simulate.empty()) {
    parse_simulated_observer(options.simulate, plan.record.task, plan.record.observer, plan.record.session);
  }
  std::vector<stimuli::RgbImage> images = load_images(plan.list, list_file);
  SessionStore store(session_folder(study, plan.record), plan, options.resume ? Resume::yes : Resume::no);

  const StopSignals signals;
  SessionEnd end;
  try {
    end = run(options, plan, protocol_file, store, images);
  } catch (const IoError& error) {
    if (store.journal().n_events() == 0) throw;  // nothing had begun
    throw IoError(std::string(error.what()) + "\nEvery response up to then is in " + store.folder().string() +
                  "; when the cause is gone, go on with:\n  " + plan.resume_command);
  }
  const JournalSummary summary = write_derived_files(store.folder());
  std::printf("%s\n%s\n", store.folder().c_str(), summary_line(plan, summary).c_str());
  if (!end.finished) {
    throw Interrupted("the session was interrupted (" + end.reason + "); every response is kept. Go on with:\n  " +
                      plan.resume_command);
  }
}

}  // namespace tricky::runner
