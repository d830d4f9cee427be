#include "window/draw_monitor.h"

#include <imgui.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "window/canvas.h"

namespace tricky::runner {

namespace {

constexpr float kMargin = 36.0F;
constexpr const char* kNone = "–";

std::string number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string percent(double share) { return number("%.0f %%", 100.0 * share); }

std::string interval(const Share& share) { return "95 %: " + percent(share.low) + " – " + percent(share.high); }

std::string duration(double s) {
  if (s < 60.0) return "under a minute";
  const long minutes = std::lround(s / 60.0);
  return minutes == 1 ? "a minute" : std::to_string(minutes) + " minutes";
}

void soft(const std::string& text) {
  ImGui::PushStyleColor(ImGuiCol_Text, colour::kSoft);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopStyleColor();
}

/// What it is, its value large, a word on it.
void tile(const ToolWindow& window, const char* what, const std::string& value, const std::string& note) {
  ImGui::TableNextColumn();
  soft(what);
  ImGui::PushFont(window.fonts().title);
  ImGui::TextUnformatted(value.c_str());
  ImGui::PopFont();
  soft(note.empty() ? " " : note);
  ImGui::Dummy({0.0F, window.units(14.0F)});
}

void head(const SessionProgress& progress, const ToolWindow& window) {
  ImGui::PushFont(window.fonts().title);
  ImGui::TextUnformatted(("Observer " + progress.observer + ", session " + std::to_string(progress.session)).c_str());
  ImGui::PopFont();
  std::string state = progress.finished              ? "Finished"
                      : progress.interrupted         ? "Interrupted"
                      : progress.n_done > 0          ? "Main trials"
                      : progress.n_practice_done > 0 ? "Practice"
                                                     : "Instructions";
  soft(progress.protocol + " · " + state);
  ImGui::Dummy({0.0F, window.units(10.0F)});
  const float share =
      progress.n_trials > 0 ? static_cast<float>(progress.n_done) / static_cast<float>(progress.n_trials) : 0.0F;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = window.units(8.0F);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(at, {at.x + width, at.y + height}, colour::kLine, height / 2.0F);
  if (share > 0.0F)
    list.AddRectFilled(at, {at.x + std::max(height, width * share), at.y + height}, colour::kBlue, height / 2.0F);
  ImGui::Dummy({width, height + window.units(16.0F)});
  if (progress.trigger_fault.empty()) return;
  ImGui::PushStyleColor(ImGuiCol_Text, colour::kRed);
  ImGui::PushTextWrapPos(0.0F);
  ImGui::TextUnformatted(("No triggers: " + progress.trigger_fault).c_str());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
  ImGui::Dummy({width, window.units(10.0F)});
}

void tiles(const SessionProgress& progress, bool show_accuracy, const ToolWindow& window) {
  if (!ImGui::BeginTable("tiles", 3)) return;
  tile(window, "Trial", std::to_string(progress.n_done) + " of " + std::to_string(progress.n_trials), "answered");
  tile(window, "Time left",
       progress.finished      ? "none"
       : progress.time_left_s ? duration(*progress.time_left_s)
                              : kNone,
       progress.finished ? "" : "at the pace so far");
  tile(window, "Median response time",
       progress.median_response_time_s ? number("%.2f s", *progress.median_response_time_s) : kNone, "");
  tile(window, "Too fast", progress.too_fast ? percent(progress.too_fast->value) : kNone, "under " + number("%.4g s", progress.too_fast_below_s));
  tile(window, "Late frames", progress.late_frames ? std::to_string(*progress.late_frames) : kNone,
       progress.late_frames ? "in all trials" : "not counted");
  if (progress.left) {
    tile(window, "Left chosen", percent(progress.left->value), interval(*progress.left));
    tile(window, "Longest run of one side", std::to_string(*progress.longest_run), "trials");
  }
  for (const SessionProgress::Question& question : progress.questions) {
    tile(window, ("Entropy: " + question.name).c_str(), number("%.2f bits", question.entropy_bits),
         "0: always the same response");
  }
  if (progress.accuracy && show_accuracy) {
    tile(window, "Accuracy", percent(progress.accuracy->value), interval(*progress.accuracy));
  }
  ImGui::EndTable();
}

}  // namespace

void draw_monitor(const JournalWatch& watch, bool& show_accuracy, const ToolWindow& window) {
  const ImVec2 all = ImGui::GetWindowSize();
  const float margin = window.units(kMargin);
  ImGui::SetCursorPos({margin, margin});
  ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::kWhite);
  ImGui::BeginChild("all", {all.x - 2.0F * margin, all.y - margin - window.units(12.0F)});
  if (!watch.fault().empty()) {
    ImGui::PushTextWrapPos(0.0F);
    ImGui::TextUnformatted(watch.fault().c_str());
    ImGui::PopTextWrapPos();
  }
  if (!watch.progress()) {
    soft("Waiting for the session to begin …");
  } else {
    head(*watch.progress(), window);
    tiles(*watch.progress(), show_accuracy, window);
    if (watch.progress()->accuracy) ImGui::Checkbox(" Show accuracy", &show_accuracy);
  }
  ImGui::EndChild();
  ImGui::PopStyleColor();
}

}  // namespace tricky::runner
