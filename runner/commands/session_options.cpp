#include "commands/session_options.h"

#include <cstdio>

#include "simulated_spec.h"
#include "timing_certificate.h"
#include "tricky/data/command_line.h"
#include "tricky/data/errors.h"
#include "tricky/data/sessions.h"
#include "tricky/data/text.h"
#include "tricky/protocols/protocol.h"
#include "window/monitors.h"

namespace tricky::runner {

namespace {

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

/// Nothing but --study and --scale.
bool asks_for_launcher(const Invocation& invocation) {
  bool is_value = false;
  for (const std::string& word : invocation.arguments) {
    const bool is_option = word == "--study" || word == "--scale";
    if (!is_value && !is_option && !word.starts_with("--study=") && !word.starts_with("--scale=")) return false;
    is_value = !is_value && is_option;
  }
  return true;
}

/// A replay takes everything else from the session's journal.
void check_replay_options(const CLI::App& line, const SessionOptions& options) {
  for (const char* other : {"--list", "--observer", "--session", "--simulate", "--window", "--monitor-window", "--check",
                            "--resume", "--pilot", "--monitor-width-mm", "--viewing-distance-cm", "--timing-certificate",
                            "--trigger-port", "--trigger-baud", "--yoked-to"}) {
    if (line.count(other) == 0) continue;
    throw InputError(std::string(other) + " does not belong to --replay, which takes it from the session's journal");
  }
  if (options.json && !options.headless) throw InputError("--json belongs to --replay with --headless");
}

}  // namespace

SessionOptions read_session_options(const Invocation& invocation) {
  SessionOptions options;
  const auto line = command_line(
      invocation, "Runs one session of one observer: shows the images of a list, takes the responses, keeps them safe.",
      "tricky session\n"
      "  tricky session easier_image --study demo --list pairs --observer 01\n"
      "  tricky session easier_image --study demo --list pairs --observer s1 --simulate accuracy=0.81,seed=1\n"
      "  tricky session easier_image --study demo --list pairs --observer s2 --simulate network=base_1,lapse=0.02\n"
      "  tricky session three_questions --study demo --list ratings --observer s3 --simulate noise=0.3,criterion=0.1 "
      "--window\n"
      "  tricky session easier_image --study demo --list pairs --observer 01 --check\n"
      "  tricky session eeg_pairs --study demo --list pairs --observer 01 --trigger-port /dev/ttyUSB0\n"
      "  tricky session --watch demo/sessions/sub-01/ses-01_task-easier_image\n"
      "  tricky session --replay demo/sessions/sub-01/ses-01_task-easier_image --speed 2 --from 12" +
          simulated_observer_help() + task_help());
  line->add_option("PROTOCOL", options.protocol,
                   "a protocol file, or the name of one in the study's protocols/; without it a window opens, "
                   "where everything is chosen, checked and started");
  line->add_option("--study", options.study, "the study folder")->type_name("DIR");
  line->add_option("--list", options.list, "the stimulus list's name")->type_name("NAME");
  line->add_option("--observer", options.observer, "the observer's code")->type_name("CODE");
  line->add_option("--session", options.session, "which session of this observer; default 1")
      ->check(CLI::Range(1, 9999))
      ->type_name("N");
  line->add_option("--simulate", options.simulate,
                   "a simulated observer: accuracy=0.81,seed=1 for pairs, noise=0.3,seed=1 for ratings, network=NAME for "
                   "either; what else it may have stands below")
      ->type_name("SPEC");
  line->add_flag("--window", options.window, "show a window (the default for people)");
  line->add_flag("--headless", options.headless, "show nothing, at full speed (the default with --simulate)");
  line->add_flag(
      "--monitor-window", options.monitor_window,
      "a second window for the experimenter, on another monitor than the observer's where there is one: how the session goes");
  line->add_option("--watch", options.watch, "only that window, for a session that runs or ran; its folder")
      ->type_name("SESSION_DIR");
  auto* replay = line->add_option(
                         "--replay", options.replay,
                         "show the session in this folder again, trial by trial and pixel for pixel, as its journal has it. "
                         "Space pauses, right and left arrow (or N and P) go to the next trial and the one before, Escape "
                         "leaves. With --headless its trials are listed. Writes nothing; refuses images that have changed")
                     ->type_name("SESSION_DIR");
  line->add_option("--speed", options.speed, "with --replay: so many times as fast as it was; default 1")
      ->check(CLI::Range(0.01, 100.0))
      ->needs(replay)
      ->type_name("X");
  line->add_option("--from", options.from, "with --replay: the main trial to begin at; default: the first practice trial")
      ->check(CLI::Range(1, 1'000'000))
      ->needs(replay)
      ->type_name("N");
  line->add_flag("--check", options.check,
                 "look at everything that a session needs, say what to put right, start nothing");
  line->add_flag("--json", options.json, "with --check: the checks as JSON; with --replay --headless: the trials");
  auto* resume = line->add_flag("--resume", options.resume, "go on with an interrupted session");
  line->add_flag("--another-day", options.another_day, "with --resume: also with one that stopped on another day")
      ->needs(resume);
  line->add_flag("--pilot", options.pilot, "a try-out: kept apart from data");
  line->add_flag("--fullscreen", options.fullscreen, "fill the screen");
  line->add_option("--monitor", options.monitor,
                   "the monitor's number or name (--list-monitors); remembered for this computer's next sessions")
      ->type_name("NAME");
  line->add_flag_callback(
      "--list-monitors",
      [] {
        for (const Monitor& monitor : list_monitors()) std::printf("%s\n", to_text(monitor).c_str());
        throw HelpShown{};
      },
      "name the monitors of this computer and end");
  line->add_option("--monitor-width-mm", options.monitor_width_mm,
                   "width of its picture, measured, for degrees of visual angle; remembered")
      ->check(CLI::Range(1.0, 1e5))
      ->type_name("MM");
  line->add_option("--viewing-distance-cm", options.viewing_distance_cm, "from the observer's eyes; remembered")
      ->check(CLI::Range(1.0, 1e4))
      ->type_name("CM");
  options.timing_certificate = usual_certificate_file();
  line->add_option("--timing-certificate", options.timing_certificate,
                   "made by tricky timing; default " + options.timing_certificate.string())
      ->type_name("FILE");
  line->add_option("--trigger-port", options.trigger_port,
                   "the serial port to which the codes of the protocol's [triggers] are sent, such as /dev/ttyUSB0; "
                   "\"none\": do without them")
      ->type_name("PORT");
  line->add_option("--trigger-baud", options.trigger_baud, "its rate; default 115200")->type_name("N");
  line->add_option("--scale", options.scale,
                   "size of text and spacing, 0.5 to 4; default: what the display's DPI asks for")
      ->check(CLI::Range(0.5, 4.0))
      ->type_name("X");
  line->add_option("--yoked-to", options.yoked_to,
                   "the session whose order of trials this one follows, below sessions/, when the protocol's order is "
                   "\"yoked\": --yoked-to sub-01/ses-01_task-easier_image")
      ->type_name("SESSION");
  parse_command_line(*line, invocation);
  if (!options.watch.empty()) return options;
  if (!options.replay.empty()) {
    check_replay_options(*line, options);
    return options;
  }
  if (options.protocol.empty() && !asks_for_launcher(invocation)) {
    throw InputError("PROTOCOL is missing; without arguments, or with --study alone, a window opens to choose it in");
  }
  if (options.protocol.empty()) return options;
  for (const char* needed : {"--study", "--list", "--observer"}) {
    if (line->count(needed) == 0) throw InputError(std::string(needed) + " is required");
  }
  if (line->count("--simulate") > 0 && options.simulate.empty()) {
    throw InputError("--simulate is empty; say for instance --simulate accuracy=0.81,seed=1");
  }
  if (line->count("--trigger-baud") > 0 && line->count("--trigger-port") == 0) {
    throw InputError("--trigger-baud belongs to --trigger-port");
  }
  if (line->count("--trigger-port") > 0 && options.trigger_port.empty()) {
    throw InputError("--trigger-port is empty; say for instance --trigger-port /dev/ttyUSB0");
  }
  if (options.json && !options.check) throw InputError("--json belongs to --check");
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

}  // namespace tricky::runner
