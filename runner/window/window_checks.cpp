#include "window/window_checks.h"

#include <imgui.h>

#include <exception>

#include "window/fonts.h"

namespace tricky::runner {

StartCheck check_fonts(const std::vector<std::string>& texts, const std::filesystem::path& texts_from) {
  ImGuiContext* const before = ImGui::GetCurrentContext();
  ImGuiContext* const own = ImGui::CreateContext();
  ImGui::SetCurrentContext(own);
  StartCheck check{"fonts", StartCheck::State::ok, "DejaVu Sans has every character of the protocol", ""};
  try {
    load_fonts(texts, texts_from, 1.0);
  } catch (const std::exception& error) {
    check = problem_from_message("fonts", error.what());
  }
  ImGui::DestroyContext(own);
  ImGui::SetCurrentContext(before);
  return check;
}

}  // namespace tricky::runner
