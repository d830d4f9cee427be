#include "window/tool_window.h"

#include <GL/gl.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "tricky/data/errors.h"
#include "window/canvas.h"
#include "window/display_scale.h"

namespace tricky::runner {

namespace {

constexpr int kFramesAfterEvent = 3;  // for ImGui's navigation to settle
/// Beside ASCII: marks of the checks, and what names of folders may hold in our languages.
constexpr const char* kCharacters = "✓×→…–—≤≥±·µ‘’“”ÄÖÜäöüßÀÂÇÉÈÊËÎÏÔÙÛàâçéèêëîïôùûÑñÁáÍíÓóÚúÅåØøÆæ";

ImVec4 colour_of(ImU32 colour) { return ImGui::ColorConvertU32ToFloat4(colour); }

}  // namespace

ToolWindow::ToolWindow(const std::string& title, int width, int height, double scale,
                       const std::string& without_display, const std::optional<std::string>& observers_monitor)
    : video_(without_display) {
  try {
    open(title, width, height, scale, observers_monitor);
  } catch (...) {
    close();
    throw;
  }
}

ToolWindow::~ToolWindow() { close(); }

float ToolWindow::units(float value) const { return std::round(value * static_cast<float>(scale_)); }

void ToolWindow::open(const std::string& title, int width, int height, double scale,
                      const std::optional<std::string>& observers_monitor) {
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
  const int display = observers_monitor ? monitor_beside(video_.monitors(), *observers_monitor).number - 1 : 0;
  scale_ = scale > 0.0 ? scale : display_scale(display);
  SDL_Rect room{0, 0, width, height};
  SDL_GetDisplayUsableBounds(display, &room);
  if (scale <= 0.0) scale_ = std::max(1.0, std::min({scale_, 1.0 * room.w / width, 1.0 * room.h / height}));
  if (observers_monitor) SDL_SetHint(SDL_HINT_WINDOW_NO_ACTIVATION_WHEN_SHOWN, "1");
  const int where = SDL_WINDOWPOS_CENTERED_DISPLAY(display);
  window_ = SDL_CreateWindow(title.c_str(), where, where, std::min(room.w, static_cast<int>(width * scale_)),
                             std::min(room.h, static_cast<int>(height * scale_)),
                             SDL_WINDOW_OPENGL | SDL_WINDOW_ALLOW_HIGHDPI | SDL_WINDOW_RESIZABLE);
  if (window_ == nullptr) throw IoError(std::string("the window cannot be opened: ") + SDL_GetError());
  context_ = SDL_GL_CreateContext(window_);
  if (context_ == nullptr) throw IoError(std::string("OpenGL 3.2 cannot be used: ") + SDL_GetError());
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  if (!ImGui_ImplOpenGL3_Init("#version 150")) throw IoError("Dear ImGui cannot use OpenGL here");
  renderer_ready_ = true;
  constexpr std::pair<ImGuiKey, SDL_Scancode> kKeys[] = {{ImGuiKey_Tab, SDL_SCANCODE_TAB},
                                                         {ImGuiKey_LeftArrow, SDL_SCANCODE_LEFT},
                                                         {ImGuiKey_RightArrow, SDL_SCANCODE_RIGHT},
                                                         {ImGuiKey_UpArrow, SDL_SCANCODE_UP},
                                                         {ImGuiKey_DownArrow, SDL_SCANCODE_DOWN},
                                                         {ImGuiKey_PageUp, SDL_SCANCODE_PAGEUP},
                                                         {ImGuiKey_PageDown, SDL_SCANCODE_PAGEDOWN},
                                                         {ImGuiKey_Home, SDL_SCANCODE_HOME},
                                                         {ImGuiKey_End, SDL_SCANCODE_END},
                                                         {ImGuiKey_Delete, SDL_SCANCODE_DELETE},
                                                         {ImGuiKey_Backspace, SDL_SCANCODE_BACKSPACE},
                                                         {ImGuiKey_Space, SDL_SCANCODE_SPACE},
                                                         {ImGuiKey_Enter, SDL_SCANCODE_RETURN},
                                                         {ImGuiKey_Escape, SDL_SCANCODE_ESCAPE},
                                                         {ImGuiKey_A, SDL_SCANCODE_A},
                                                         {ImGuiKey_C, SDL_SCANCODE_C},
                                                         {ImGuiKey_V, SDL_SCANCODE_V},
                                                         {ImGuiKey_X, SDL_SCANCODE_X}};
  for (const auto& [key, scancode] : kKeys) io.KeyMap[key] = scancode;
  fonts_ = load_fonts({kCharacters}, "", scale_);
  if (!ImGui_ImplOpenGL3_CreateFontsTexture()) throw IoError("the font cannot be uploaded to the graphics card");
  io.FontDefault = fonts_.small;
  style();
  SDL_StartTextInput();
}

void ToolWindow::close() {
  if (renderer_ready_) ImGui_ImplOpenGL3_Shutdown();
  if (ImGui::GetCurrentContext() != nullptr) ImGui::DestroyContext();
  if (context_ != nullptr) SDL_GL_DeleteContext(context_);
  if (window_ != nullptr) SDL_DestroyWindow(window_);
}

void ToolWindow::style() {
  ImGui::StyleColorsLight();
  ImGuiStyle& style = ImGui::GetStyle();
  style.WindowPadding = {0.0F, 0.0F};
  style.FramePadding = {units(12.0F), units(9.0F)};
  style.ItemSpacing = {units(10.0F), units(8.0F)};
  style.FrameRounding = style.PopupRounding = style.ChildRounding = units(6.0F);
  style.FrameBorderSize = std::max(1.0F, units(1.0F));
  style.WindowBorderSize = 0.0F;
  style.ScrollbarSize = units(12.0F);
  ImVec4* colours = style.Colors;
  colours[ImGuiCol_Text] = colour_of(colour::kInk);
  colours[ImGuiCol_TextDisabled] = colour_of(colour::kSoft);
  colours[ImGuiCol_WindowBg] = colours[ImGuiCol_PopupBg] = colours[ImGuiCol_FrameBg] = colour_of(colour::kWhite);
  colours[ImGuiCol_ChildBg] = colour_of(colour::kPale);
  colours[ImGuiCol_FrameBgHovered] = colours[ImGuiCol_FrameBgActive] = colour_of(colour::kPale);
  colours[ImGuiCol_Button] = colour_of(colour::kPale);
  colours[ImGuiCol_ButtonHovered] = colours[ImGuiCol_ButtonActive] = colour_of(colour::kLine);
  colours[ImGuiCol_Border] = colour_of(colour::kLine);
  colours[ImGuiCol_CheckMark] = colours[ImGuiCol_NavHighlight] = colour_of(colour::kBlue);
  colours[ImGuiCol_Header] = colours[ImGuiCol_HeaderHovered] = colours[ImGuiCol_HeaderActive] =
      colour_of(IM_COL32(225, 235, 248, 255));
  colours[ImGuiCol_TextSelectedBg] = colour_of(IM_COL32(190, 214, 242, 255));
}

bool ToolWindow::take(const SDL_Event& event) {
  ImGuiIO& io = ImGui::GetIO();
  frames_owed_ = kFramesAfterEvent;
  switch (event.type) {
    case SDL_QUIT: closed_ = true; return true;
    case SDL_TEXTINPUT: {
      // The space that leads into a field is not for its text, which is selected then and would be replaced.
      const bool leads_in = !io.WantTextInput && std::string_view(event.text.text) == " ";
      if (!leads_in) io.AddInputCharactersUTF8(event.text.text);
      return false;
    }
    case SDL_MOUSEWHEEL: io.MouseWheel += static_cast<float>(event.wheel.y); return false;
    case SDL_MOUSEMOTION: {
      int width = 1;
      int width_px = 1;
      SDL_GetWindowSize(window_, &width, nullptr);
      SDL_GL_GetDrawableSize(window_, &width_px, nullptr);
      const float density = static_cast<float>(width_px) / static_cast<float>(std::max(1, width));
      io.MousePos = {static_cast<float>(event.motion.x) * density, static_cast<float>(event.motion.y) * density};
      return false;
    }
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
      if (event.button.button == SDL_BUTTON_LEFT) io.MouseDown[0] = event.type == SDL_MOUSEBUTTONDOWN;
      return true;
    case SDL_KEYDOWN:
    case SDL_KEYUP: {
      const bool down = event.type == SDL_KEYDOWN;
      const SDL_Keymod modifiers = SDL_GetModState();
      io.KeyCtrl = (modifiers & KMOD_CTRL) != 0;
      io.KeyShift = (modifiers & KMOD_SHIFT) != 0;
      io.KeyAlt = (modifiers & KMOD_ALT) != 0;
      SDL_Scancode code = event.key.keysym.scancode;
      if (code == SDL_SCANCODE_KP_ENTER) code = SDL_SCANCODE_RETURN;
      const bool for_default = code == SDL_SCANCODE_RETURN && !io.WantTextInput && down;
      if (for_default)
        enter_pressed_ = event.key.repeat == 0;
      else
        io.KeysDown[code] = down;
      return true;
    }
    default: return false;
  }
}

bool ToolWindow::frame(int wait_ms, const std::function<void()>& draw) {
  enter_pressed_ = false;
  SDL_Event event;
  const int patience_ms = frames_owed_ > 0 ? 16 : wait_ms;
  if (SDL_WaitEventTimeout(&event, patience_ms) != 0) {
    while (!take(event) && SDL_PollEvent(&event) != 0) {
    }
  }
  if (closed_) return false;
  frames_owed_ = std::max(0, frames_owed_ - 1);
  int width_px = 1;
  int height_px = 1;
  SDL_GL_GetDrawableSize(window_, &width_px, &height_px);
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width_px), static_cast<float>(height_px)};
  io.DeltaTime = 1.0F / 60.0F;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  ImGui::SetNextWindowPos({0.0F, 0.0F});
  ImGui::SetNextWindowSize(io.DisplaySize);
  ImGui::Begin("all", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  draw();
  ImGui::End();
  ImGui::Render();
  glViewport(0, 0, width_px, height_px);
  glClearColor(1.0F, 1.0F, 1.0F, 1.0F);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  SDL_GL_SwapWindow(window_);
  return true;
}

}  // namespace tricky::runner
