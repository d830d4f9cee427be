#include "window/draw_launcher.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "window/canvas.h"

namespace tricky::runner {

namespace {

constexpr ImU32 kAmber = IM_COL32(176, 96, 0, 255);
constexpr float kMargin = 36.0F;
constexpr float kFoot = 92.0F;

void label(const char* text) {
  ImGui::PushStyleColor(ImGuiCol_Text, colour::kSoft);
  ImGui::TextUnformatted(text);
  ImGui::PopStyleColor();
}

/// A line of an open list, as high as a finger or a glance needs.
bool entry(const std::string& text, bool chosen) {
  ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, {0.0F, 0.5F});
  const bool taken = ImGui::Selectable(text.c_str(), chosen, 0, {0.0F, 0.8F * ImGui::GetFrameHeight()});
  ImGui::PopStyleVar();
  return taken;
}

/// A combo box as wide as its column.
bool choose(const char* name, const char* id, const std::vector<std::string>& names, std::string& chosen) {
  label(name);
  bool changed = false;
  ImGui::SetNextItemWidth(-1.0F);
  if (ImGui::BeginCombo(id, chosen.empty() ? "–" : chosen.c_str())) {
    for (const std::string& each : names) {
      if (!entry(each, each == chosen)) continue;
      chosen = each;
      changed = true;
    }
    ImGui::EndCombo();
  }
  return changed;
}

/// The folder of the study, or one of those opened before.
bool study_row(Launcher& launcher, const ToolWindow& window) {
  label("Study");
  bool opened = false;
  const float arrow = launcher.recent.empty() ? 0.0F : ImGui::GetFrameHeight() + window.units(6.0F);
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - arrow);
  ImGui::InputTextWithHint("##study", "folder of a study", &launcher.form.study);
  opened = ImGui::IsItemDeactivatedAfterEdit();
  if (launcher.recent.empty()) return opened;
  ImGui::SameLine(0.0F, window.units(6.0F));
  if (ImGui::BeginCombo("##recent", "", ImGuiComboFlags_NoPreview | ImGuiComboFlags_PopupAlignLeft)) {
    for (const RecentStudy& each : launcher.recent) {
      if (!entry(each.study.string(), each.study == launcher.form.study)) continue;
      launcher.form.study = each.study.string();
      opened = true;
    }
    ImGui::EndCombo();
  }
  return opened;
}

void observer_row(Launcher& launcher, const ToolWindow& window) {
  const float half = (ImGui::GetContentRegionAvail().x - window.units(16.0F)) / 2.0F;
  const ImVec2 top = ImGui::GetCursorPos();
  ImGui::BeginGroup();
  label("Observer's code");
  ImGui::SetNextItemWidth(half);
  ImGui::InputText("##observer", &launcher.form.observer);
  ImGui::EndGroup();
  // Not SameLine, which drops the label to the baseline of the field before it.
  ImGui::SetCursorPos({top.x + half + window.units(16.0F), top.y});
  ImGui::BeginGroup();
  label("Session");
  ImGui::SetNextItemWidth(half);
  if (ImGui::InputInt("##session", &launcher.form.session)) {
    launcher.form.session = std::clamp(launcher.form.session, 1, 9999);
  }
  ImGui::EndGroup();
}

void display_row(Launcher& launcher, const ToolWindow& window) {
  const float gap = window.units(16.0F);
  const float distance = window.units(168.0F);
  const float monitor = ImGui::GetContentRegionAvail().x - gap - distance;
  const ImVec2 top = ImGui::GetCursorPos();
  ImGui::BeginGroup();
  label("Monitor for the observer");
  ImGui::SetNextItemWidth(monitor);
  const std::optional<Monitor> chosen = chosen_monitor(launcher);
  const std::string shown = !chosen ? launcher.form.monitor + ": not there"
                                    : std::to_string(chosen->number) + "  " + chosen->name;
  if (ImGui::BeginCombo("##observer's monitor", shown.c_str())) {
    for (const Monitor& each : launcher.monitors) {
      if (entry(to_text(each), chosen && chosen->number == each.number)) {
        choose_monitor(launcher, each);
      }
    }
    ImGui::EndCombo();
  }
  ImGui::EndGroup();
  ImGui::SetCursorPos({top.x + monitor + gap, top.y});
  ImGui::BeginGroup();
  label("Viewing distance in cm");
  ImGui::SetNextItemWidth(distance);
  const bool is_usual = launcher.form.monitor == launcher.remembered.monitor;
  ImGui::InputTextWithHint("##distance", is_usual && launcher.remembered.viewing_distance_cm ? "as before" : "not known",
                           &launcher.form.viewing_distance_cm);
  ImGui::EndGroup();
}

/// A port that the system knows, or any other one by name.
void trigger_row(Launcher& launcher, const ToolWindow& window) {
  LauncherForm& form = launcher.form;
  label("Port for triggers");
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - ImGui::GetFrameHeight() - window.units(6.0F));
  ImGui::InputTextWithHint("##port", "such as /dev/ttyUSB0", &launcher.typed_port);
  if (ImGui::IsItemDeactivatedAfterEdit()) {
    form.trigger_port = launcher.typed_port;
  } else if (!ImGui::IsItemActive()) {
    launcher.typed_port = form.trigger_port;
  }
  ImGui::SameLine(0.0F, window.units(6.0F));
  if (!ImGui::BeginCombo("##ports", "", ImGuiComboFlags_NoPreview | ImGuiComboFlags_PopupAlignLeft)) return;
  for (const KnownPort& each : launcher.ports) {
    if (entry(to_text(each), each.name == form.trigger_port)) form.trigger_port = each.name;
  }
  if (entry("none: do without triggers", form.trigger_port == "none")) form.trigger_port = "none";
  ImGui::EndCombo();
}

/// Nothing that a simulated observer does can be a person's pilot.
void simulation_rows(Launcher& launcher, const ToolWindow& window) {
  LauncherForm& form = launcher.form;
  if (ImGui::Checkbox(" Simulated observer: no data, for trying out", &form.simulate) && form.simulate) {
    form.pilot = false;
    if (form.simulated_observer.empty()) form.simulated_observer = launcher.usual_simulation;
  }
  if (!form.simulate) return;
  ImGui::Indent(window.units(36.0F));
  ImGui::SetNextItemWidth(-1.0F);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {window.units(12.0F), window.units(8.0F)});
  ImGui::InputTextWithHint("##simulated", launcher.usual_simulation.c_str(), &form.simulated_observer);
  ImGui::PopStyleVar();
  ImGui::Checkbox(" In the window at human speed", &form.human_speed);
  ImGui::Unindent(window.units(36.0F));
}

/// How the session is to run: boxes to tick.
void ticks(Launcher& launcher, const ToolWindow& window) {
  LauncherForm& form = launcher.form;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {window.units(12.0F), window.units(4.0F)});
  ImGui::Checkbox(" Fill the screen", &form.fullscreen);
  ImGui::Checkbox(" Monitor window for the experimenter", &form.monitor_window);
  if (!form.simulate) ImGui::Checkbox(" Pilot: a try-out, kept apart from data", &form.pilot);
  if (launcher.can_resume || form.resume) ImGui::Checkbox(" Go on with the interrupted session", &form.resume);
  simulation_rows(launcher, window);
  ImGui::PopStyleVar();
}

void mark(StartCheck::State state, const ToolWindow& window) {
  const float size = window.units(20.0F);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImU32 colour = state == StartCheck::State::ok        ? colour::kGreen
                       : state == StartCheck::State::warning ? kAmber
                                                             : colour::kRed;
  const char* sign = state == StartCheck::State::ok ? "✓" : state == StartCheck::State::warning ? "!" : "×";
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 centre{at.x + size / 2.0F, at.y + size / 2.0F};
  list.AddCircleFilled(centre, size / 2.0F, colour, 32);
  const ImVec2 width = ImGui::CalcTextSize(sign);
  list.AddText({centre.x - width.x / 2.0F, centre.y - width.y / 2.0F}, colour::kWhite, sign);
  ImGui::Dummy({size, size});
}

void check_row(const StartCheck& check, const ToolWindow& window) {
  std::string name = check.name;
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  mark(check.state, window);
  ImGui::SameLine(window.units(32.0F));
  ImGui::TextUnformatted(name.c_str());
  ImGui::SameLine(window.units(124.0F));
  ImGui::BeginGroup();
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - window.units(20.0F));
  ImGui::PushStyleColor(ImGuiCol_Text, colour::kSoft);
  ImGui::TextUnformatted(check.found.c_str());
  ImGui::PopStyleColor();
  if (!check.fix.empty()) {
    ImGui::PushStyleColor(ImGuiCol_Text, check.state == StartCheck::State::warning ? kAmber : colour::kRed);
    ImGui::TextUnformatted(("→ " + check.fix).c_str());
    ImGui::PopStyleColor();
  }
  ImGui::PopTextWrapPos();
  ImGui::EndGroup();
  ImGui::Dummy({0.0F, window.units(1.0F)});
}

/// Ways out when the session is there already.
void remedies(Launcher& launcher, const ToolWindow& window) {
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + window.units(124.0F));
  LauncherForm& form = launcher.form;
  const bool stopped = launcher.can_resume && !form.resume;
  if (stopped && ImGui::Button("Go on with it")) form.resume = true;
  if (launcher.free_session == form.session) return;
  if (stopped) ImGui::SameLine();
  if (ImGui::Button(("Take session " + std::to_string(launcher.free_session)).c_str())) {
    form.session = launcher.free_session;
    form.resume = false;
  }
}

LauncherWish form_column(Launcher& launcher, const ToolWindow& window) {
  LauncherWish wish = LauncherWish::nothing;
  const ImVec2 gap{0.0F, window.units(3.0F)};
  ImGui::PushFont(window.fonts().title);
  ImGui::TextUnformatted("Start a session");
  ImGui::PopFont();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {window.units(10.0F), window.units(5.0F)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {window.units(8.0F), window.units(6.0F)});  // of open lists
  ImGui::Dummy(gap);
  if (study_row(launcher, window)) wish = LauncherWish::open_study;
  ImGui::Dummy(gap);
  choose("Protocol", "##protocol", launcher.protocols, launcher.form.protocol);
  ImGui::Dummy(gap);
  choose("List", "##list", launcher.lists, launcher.form.list);
  ImGui::Dummy(gap);
  if (launcher.is_yoked) {
    choose("In the order of session", "##yoked", launcher.yokable, launcher.form.yoked_to);
    ImGui::Dummy(gap);
  }
  observer_row(launcher, window);
  ImGui::Dummy(gap);
  display_row(launcher, window);
  ImGui::Dummy(gap);
  if (launcher.sends_triggers) {
    trigger_row(launcher, window);
    ImGui::Dummy(gap);
  }
  ticks(launcher, window);
  ImGui::PopStyleVar(2);
  return wish;
}

std::string verdict(const Launcher& launcher) {
  const auto count = [&](StartCheck::State state) {
    return std::count_if(launcher.checks.begin(), launcher.checks.end(),
                         [&](const StartCheck& each) { return each.state == state; });
  };
  const auto things = [](std::ptrdiff_t n) { return n == 1 ? "one thing" : std::to_string(n) + " things"; };
  if (const auto n = count(StartCheck::State::problem); n > 0) {
    return n == 1 ? "One thing to put right" : std::to_string(n) + " things to put right";
  }
  if (launcher.images_pending) return "Looking at the images …";
  if (const auto n = count(StartCheck::State::warning); n > 0) return "Ready, with " + things(n) + " to know";
  return "Everything is ready";
}

void checks_column(Launcher& launcher, const ToolWindow& window) {
  ImGui::SetCursorPos({window.units(24.0F), window.units(20.0F)});
  ImGui::BeginGroup();
  ImGui::PushFont(window.fonts().body);
  ImGui::TextUnformatted(verdict(launcher).c_str());
  ImGui::PopFont();
  ImGui::Dummy({0.0F, window.units(4.0F)});
  // What stands in the way first.
  for (const auto state : {StartCheck::State::problem, StartCheck::State::warning, StartCheck::State::ok}) {
    for (const StartCheck& check : launcher.checks) {
      if (check.state != state) continue;
      check_row(check, window);
      if (check.name == "earlier" && check.state == StartCheck::State::problem) remedies(launcher, window);
    }
  }
  ImGui::EndGroup();
}

bool start_button(const Launcher& launcher, const ToolWindow& window, bool ready) {
  const ImVec2 size{window.units(200.0F), window.units(48.0F)};
  ImGui::PushStyleColor(ImGuiCol_Button, ready ? colour::kBlue : colour::kLine);
  ImGui::PushStyleColor(ImGuiCol_ButtonHovered, ready ? IM_COL32(18, 78, 154, 255) : colour::kLine);
  ImGui::PushStyleColor(ImGuiCol_ButtonActive, ready ? IM_COL32(12, 60, 124, 255) : colour::kLine);
  ImGui::PushStyleColor(ImGuiCol_Text, ready ? colour::kWhite : colour::kSoft);
  const bool pressed = ImGui::Button(launcher.form.resume ? "Go on" : "Start", size);
  ImGui::PopStyleColor(4);
  return ready && pressed;
}

}  // namespace

LauncherWish draw_launcher(Launcher& launcher, const ToolWindow& window) {
  const ImVec2 all = ImGui::GetWindowSize();
  const float margin = window.units(kMargin);
  const float foot = window.units(kFoot);
  const float left = std::round((all.x - 3.0F * margin) * 0.45F);
  // With room at both sides, so that neither the mark of what has the keyboard nor a scroll bar touches the fields.
  const float beside = window.units(8.0F);
  ImGui::SetCursorPos({margin - beside, margin});
  ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::kWhite);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {beside, 0.0F});
  ImGui::BeginChild("form", {left + 2.0F * beside, all.y - margin - foot}, false,
                    ImGuiWindowFlags_AlwaysUseWindowPadding | ImGuiWindowFlags_NavFlattened);
  ImGui::PopStyleVar();
  LauncherWish wish = form_column(launcher, window);
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::SetCursorPos({2.0F * margin + left, margin});
  ImGui::BeginChild("checks", {all.x - 3.0F * margin - left, all.y - margin - foot}, false,
                    ImGuiWindowFlags_NavFlattened);
  checks_column(launcher, window);
  ImGui::EndChild();

  const bool ready = can_start(launcher.checks) && !launcher.checks.empty() && !launcher.images_pending &&
                     launcher.form == launcher.updated_for;
  const float button_x = all.x - margin - window.units(200.0F);
  ImGui::SetCursorPos({margin, all.y - foot + window.units(22.0F)});
  if (!launcher.outcome.empty()) {
    ImGui::PushTextWrapPos(button_x - margin);
    ImGui::PushStyleColor(ImGuiCol_Text, launcher.outcome_is_good ? colour::kGreen : kAmber);
    ImGui::TextUnformatted(launcher.outcome.c_str());
    ImGui::PopStyleColor();
    ImGui::PopTextWrapPos();
  }
  ImGui::SetCursorPos({button_x, all.y - foot + window.units(22.0F)});
  const bool clicked = start_button(launcher, window, ready);
  const bool by_enter = ready && window.enter_pressed() && !ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup);
  return clicked || by_enter ? LauncherWish::start : wish;
}

}  // namespace tricky::runner
