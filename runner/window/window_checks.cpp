#include "window/window_checks.h"

#include <SDL.h>
#include <imgui.h>

#include <exception>

#include "window/fonts.h"
#include "window/sdl_video.h"

namespace tricky::runner {

std::vector<DisplayFacts> list_displays(std::string& why_none) {
  const bool ran_already = SDL_WasInit(SDL_INIT_VIDEO) != 0;
  if (!ran_already) {
    why_none = start_sdl_video();
    if (!why_none.empty()) return {};
  }
  std::vector<DisplayFacts> displays;
  for (int i = 0; i < SDL_GetNumVideoDisplays(); ++i) {
    SDL_DisplayMode mode{};
    if (SDL_GetDesktopDisplayMode(i, &mode) != 0) continue;
    const char* name = SDL_GetDisplayName(i);
    displays.push_back({name != nullptr ? name : "", mode.w, mode.h, static_cast<double>(mode.refresh_rate)});
  }
  if (displays.empty()) why_none = sdl_error();
  if (!ran_already) SDL_Quit();
  return displays;
}

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
