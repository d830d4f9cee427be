#include "commands/launch_sessions.h"

#include <chrono>
#include <cstdio>
#include <future>
#include <optional>
#include <string>

#include "checks/session_checks.h"
#include "child_process.h"
#include "lab_display.h"
#include "launcher/launcher.h"
#include "stop_signals.h"
#include "tricky/data/errors.h"
#include "tricky/data/study_folder.h"
#include "window/draw_launcher.h"

namespace tricky::runner {

namespace {

constexpr int kWidth = 1120;
constexpr int kHeight = 820;
constexpr int kRest_ms = 250;

/// The images are decoded beside the window, once for each list that is chosen.
class ImagesCheck {
 public:
  void follow(Launcher& launcher) {
    const bool wanted = !launcher.checks.empty() && !launcher.form.list.empty() && launcher.checks.size() > 1;
    const std::string key = wanted ? launcher.form.study + "\n" + launcher.form.list : "";
    if (key != key_) {
      key_ = key;
      found_.reset();
      if (wanted) running_ = std::async(std::launch::async, look, launcher.form.study, launcher.form.list);
    }
    if (!found_ && running_.valid() && running_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
      found_ = running_.get();
    }
    launcher.images_pending = wanted && !found_;
    if (wanted && found_ && launcher.checks.back().name != "images") launcher.checks.push_back(*found_);
  }

 private:
  static StartCheck look(const std::string& study, const std::string& list) {
    try {
      const std::filesystem::path file = StudyFolder(study).list_file(list);
      return check_images(read_stimulus_list(file), file);
    } catch (const std::exception& error) {
      return problem_from_message("images", error.what());
    }
  }

  std::string key_;
  std::optional<StartCheck> found_;
  std::future<StartCheck> running_;
};

/// A damaged file counts as none here; the session's checks say what is wrong with it.
LabDisplay remembered_display() {
  try {
    return read_lab_display(lab_display_file());
  } catch (const InputError&) {
    return {};
  }
}

/// The window, until a session is to start; false: it was closed.
bool choose_session(Launcher& launcher, double scale) {
  ToolWindow window("tricky: start a session", kWidth, kHeight, scale,
                    "run this in a desktop session, or name everything: tricky session PROTOCOL --study DIR --list "
                    "NAME --observer CODE");
  launcher.monitors = window.monitors();
  update_launcher(launcher);
  ImagesCheck images;
  LauncherWish wish = LauncherWish::nothing;
  while (wish != LauncherWish::start && StopSignals::take() == 0) {
    images.follow(launcher);
    if (!window.frame(kRest_ms, [&] { wish = draw_launcher(launcher, window); })) return false;
    if (wish == LauncherWish::open_study) open_study(launcher, launcher.form.study);
    if (!(launcher.form == launcher.updated_for)) {
      if (launcher.form.observer != launcher.updated_for.observer) launcher.form.resume = false;
      update_launcher(launcher);
    }
  }
  return wish == LauncherWish::start;
}

}  // namespace

void launch_sessions(const std::filesystem::path& study, double scale) {
  const std::filesystem::path memory = recent_studies_file();
  Launcher launcher;
  launcher.remembered = remembered_display();
  launcher.recent = read_recent_studies(memory, launcher.outcome);
  launcher.outcome_is_good = launcher.outcome.empty();
  open_study(launcher, !study.empty()            ? study.string()
                       : launcher.recent.empty() ? std::string()
                                                 : launcher.recent.front().study.string());
  const StopSignals signals;
  while (choose_session(launcher, scale)) {
    const LauncherForm form = launcher.form;
    try {
      remember_study(memory, {form.study, form.protocol, form.list, form.fullscreen, form.trigger_port});
    } catch (const IoError& error) {
      std::fprintf(stderr, "tricky: %s\n", error.what());  // it is only a convenience
    }
    std::vector<std::string> arguments{"session"};
    for (const std::string& each : session_arguments(form)) arguments.push_back(each);
    std::string said;
    const int exit_code = run_this_program(arguments, said);
    std::fputs(said.c_str(), stderr);
    std::string ignored;
    launcher.recent = read_recent_studies(memory, ignored);
    launcher.remembered = remembered_display();
    tell_outcome(launcher, exit_code, said);
    if (exit_code == 0) {
      open_study(launcher, form.study);  // the next observer
    } else {
      launcher.form.resume = exit_code == 75;
    }
  }
}

}  // namespace tricky::runner
