#include <GL/gl.h>
#include <SDL.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>

#include "frame_monitor.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "window/draw_screens.h"
#include "window/fonts.h"
#include "window/open_window.h"
#include "window/sdl_input.h"
#include "window/x_errors.h"

namespace tricky::runner {

namespace {

constexpr int kNiceness = -11;  // before other programs, where real-time scheduling is not allowed
constexpr double kUsualDpi = 96.0;
constexpr double kUsualRows = 1080.0;
constexpr double kScaleStep = 0.125;
constexpr double kSmallestScale = 0.625;
constexpr int kWidth = 1180;  // of a window that does not fill the screen, at scale 1
constexpr int kHeight = 860;

std::string sdl_error() { return SDL_GetError(); }

/// Puts this thread, and those it starts, before all usual programs: on a busy machine stamps are late by
/// milliseconds without it. It needs CAP_SYS_NICE or an rtprio limit; says what was allowed.
const char* raise_priority() {
  const sched_param lowest_realtime{.sched_priority = 1};
  if (::sched_setscheduler(0, SCHED_FIFO, &lowest_realtime) == 0) return "realtime";
  return ::setpriority(PRIO_PROCESS, 0, kNiceness) == 0 ? "raised" : "usual";
}

/// SDL from beginning to end, so that a failure half-way leaves nothing behind.
class Sdl {
 public:
  Sdl() {
    survive_x_errors();  // before SDL, which puts back what it found before its last words to the server
    SDL_SetMainReady();
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    // A program that does not find a display takes SDL's invisible drivers only when asked to.
    const bool asked = std::getenv("SDL_VIDEODRIVER") != nullptr;
    std::string why;
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
      why = sdl_error();
    } else if (const char* driver = SDL_GetCurrentVideoDriver();
               !asked && (std::strcmp(driver, "offscreen") == 0 || std::strcmp(driver, "dummy") == 0)) {
      SDL_Quit();
      why = "only the invisible driver is available";
    }
    if (!why.empty()) {
      throw InputError("there is no display to open a window on (" + why +
                       "); run this in a desktop session, or with --headless and --simulate");
    }
  }
  ~Sdl() { SDL_Quit(); }
  Sdl(const Sdl&) = delete;
  Sdl& operator=(const Sdl&) = delete;
};

class SdlWindow : public Window, private Display {
 public:
  SdlWindow(const WindowOptions& options, const std::vector<stimuli::RgbImage>& images, Clock& clock)
      : options_(options), clock_(clock) {
    try {
      open();
      for (const stimuli::RgbImage& image : images) upload(image);
      settle_scale();
      priority_ = raise_priority();  // before the threads that stamp presses, which inherit it
      input_ = std::make_unique<SdlInput>(window_, clock_);
    } catch (...) {
      close();
      throw;
    }
  }
  ~SdlWindow() override { close(); }
  SdlWindow(const SdlWindow&) = delete;
  SdlWindow& operator=(const SdlWindow&) = delete;

  Display& display() override { return *this; }
  Input& input() override { return *input_; }

 private:
  void open() {
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
    SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
    const double wanted = options_.scale ? *options_.scale : display_scale();
    SDL_Rect room{0, 0, kWidth, kHeight};
    SDL_GetDisplayUsableBounds(0, &room);
    const auto flags = static_cast<Uint32>(SDL_WINDOW_OPENGL | SDL_WINDOW_ALLOW_HIGHDPI |
                                           (options_.fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0));
    window_ = SDL_CreateWindow(options_.title.c_str(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                               std::min(room.w, static_cast<int>(kWidth * wanted)),
                               std::min(room.h, static_cast<int>(kHeight * wanted)), flags);
    if (window_ == nullptr) throw IoError("the window cannot be opened: " + sdl_error());
    context_ = SDL_GL_CreateContext(window_);
    if (context_ == nullptr) throw IoError("OpenGL 3.2 cannot be used: " + sdl_error());
    waits_for_refresh_ = SDL_GL_SetSwapInterval(1) == 0;
    SDL_DisplayMode mode{};
    SDL_GetWindowDisplayMode(window_, &mode);
    frames_.emplace(mode.refresh_rate);
    SDL_StopTextInput();  // an input method would swallow keys
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().LogFilename = nullptr;
    if (!ImGui_ImplOpenGL3_Init("#version 150")) throw IoError("Dear ImGui cannot use OpenGL here");
    renderer_ready_ = true;
    int window_width = 1;
    int window_height = 1;
    SDL_GetWindowSize(window_, &window_width, &window_height);
    measure();
    // Where the desktop scales windows, it has told SDL by how much.
    const double desktop_scale = static_cast<double>(width_px_) / std::max(1, window_width);
    scale_ = options_.scale ? *options_.scale : std::max(wanted, desktop_scale);
  }

  void close() {
    for (const Texture& texture : textures_) {
      const auto id = static_cast<GLuint>(reinterpret_cast<std::uintptr_t>(texture.id));
      glDeleteTextures(1, &id);
    }
    textures_.clear();
    if (renderer_ready_) ImGui_ImplOpenGL3_Shutdown();
    if (ImGui::GetCurrentContext() != nullptr) ImGui::DestroyContext();
    if (context_ != nullptr) SDL_GL_DeleteContext(context_);
    if (window_ != nullptr) SDL_DestroyWindow(window_);
    renderer_ready_ = false;
    context_ = nullptr;
    window_ = nullptr;
  }

  /// Rounded down to quarters, since what monitors say about themselves is rough. A display that says nothing is taken
  /// to have the size of a common one with 1080 rows.
  static double display_scale() {
    float dpi = 0.0F;
    SDL_DisplayMode mode{};
    double scale = 1.0;
    if (SDL_GetDisplayDPI(0, &dpi, nullptr, nullptr) == 0) {
      scale = dpi / kUsualDpi;
    } else if (SDL_GetDesktopDisplayMode(0, &mode) == 0) {
      scale = mode.h / kUsualRows;
    }
    return std::clamp(std::floor(scale * 4.0 + 0.25) / 4.0, 1.0, 3.0);
  }

  void measure() { SDL_GL_GetDrawableSize(window_, &width_px_, &height_px_); }

  void upload(const stimuli::RgbImage& image) {
    GLuint id = 0;
    glGenTextures(1, &id);
    glBindTexture(GL_TEXTURE_2D, id);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, image.width_px, image.height_px, 0, GL_RGB, GL_UNSIGNED_BYTE,
                 image.pixels.data());
    if (const GLenum error = glGetError(); error != GL_NO_ERROR) {
      throw IoError("an image of " + std::to_string(image.width_px) + "x" + std::to_string(image.height_px) +
                    " cannot be uploaded to the graphics card (OpenGL error " + std::to_string(error) + ")");
    }
    textures_.push_back(
        {reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(id)), image.width_px, image.height_px});
  }

  /// Takes the wanted scale, or the largest below it at which every screen fits. Drawing each screen once also takes
  /// all the memory that drawing will ever need.
  void settle_scale() {
    for (;; scale_ -= kScaleStep) {
      fonts_ = load_fonts(options_.texts, options_.texts_from, scale_);
      ImGui_ImplOpenGL3_DestroyFontsTexture();
      if (!ImGui_ImplOpenGL3_CreateFontsTexture()) throw IoError("the font cannot be uploaded to the graphics card");
      bool fits = true;
      for (const Screen& screen : options_.rehearsal) fits = render(screen) && fits;
      if (fits) return;
      if (scale_ - kScaleStep < kSmallestScale) {
        throw InputError({options_.texts_from, 0, ""},
                         "its pages do not fit a window of " + std::to_string(width_px_) + "x" +
                             std::to_string(height_px_) +
                             " pixels; use --fullscreen, a larger display, or shorter texts");
      }
    }
  }

  /// Draws into the back buffer; true when all of it fitted.
  bool render(const Screen& screen) {
    measure();
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width_px_), static_cast<float>(height_px_)};
    io.DeltaTime = 1.0F / 60.0F;
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    hits_.clear();
    Canvas canvas(*ImGui::GetBackgroundDrawList(), fonts_, io.DisplaySize.x, io.DisplaySize.y,
                  static_cast<float>(scale_), hits_);
    const Scenery scenery{textures_, options_.screen_texts, options_.progress_bar, options_.timed_feedback};
    std::visit([&](const auto& each) { draw(canvas, each, scenery);  }, screen);
    ImGui::Render();
    glViewport(0, 0, width_px_, height_px_);
    glClearColor(1.0F, 1.0F, 1.0F, 1.0F);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    return !canvas.overflows;
  }

  std::int64_t show(const Screen& screen) override {
    const bool by_keys_alone = std::holds_alternative<PairScreen>(screen) ||
                               std::holds_alternative<FixationScreen>(screen) ||
                               std::holds_alternative<BlankScreen>(screen);
    SDL_ShowCursor(by_keys_alone ? SDL_DISABLE : SDL_ENABLE);
    render(screen);
    glFinish();  // so that nothing but the swap lies between here and the stamp
    const std::int64_t ready_ns = clock_.now_ns();
    SDL_GL_SwapWindow(window_);
    glFinish();  // a driver may queue the swap and return at once
    const std::int64_t shown_ns = clock_.now_ns();
    frames_->add(ready_ns, shown_ns);
    return shown_ns;
  }

  std::optional<int> late_frames() const override { return frames_->n_late(); }

  std::int64_t frame_ns() const override {
    SDL_DisplayMode mode{};
    if (!waits_for_refresh_ || SDL_GetWindowDisplayMode(window_, &mode) != 0 || mode.refresh_rate <= 0) return 0;
    return 1'000'000'000 / mode.refresh_rate;
  }

  std::optional<Target> target_at(int x_px, int y_px) const override {
    const auto x = static_cast<float>(x_px);
    const auto y = static_cast<float>(y_px);
    for (const HitArea& hit : hits_) {
      if (x >= hit.box.x && x < hit.box.right() && y >= hit.box.y && y < hit.box.bottom()) return hit.target;
    }
    return std::nullopt;
  }

  Value description() const override {
    SDL_DisplayMode mode{};
    SDL_GetWindowDisplayMode(window_, &mode);
    const auto gl = [](GLenum name) {
      const auto* text = reinterpret_cast<const char*>(glGetString(name));
      return std::string(text != nullptr ? text : "");
    };
    Value value;
    value["kind"] = "window";
    value["video_driver"] = SDL_GetCurrentVideoDriver();
    value["width_px"] = width_px_;
    value["height_px"] = height_px_;
    value["fullscreen"] = options_.fullscreen;
    value["scale"] = scale_;
    value["refresh_hz"] = mode.refresh_rate;
    value["waits_for_refresh"] = waits_for_refresh_;
    value["priority"] = priority_;
    value["onset"] = "CLOCK_MONOTONIC after SDL_GL_SwapWindow and glFinish";
    value["opengl"] = gl(GL_VERSION);
    value["renderer"] = gl(GL_RENDERER);
    value["pixels"] = "1:1";
    return value;
  }

  Sdl sdl_;
  WindowOptions options_;
  Clock& clock_;
  SDL_Window* window_ = nullptr;
  SDL_GLContext context_ = nullptr;
  bool renderer_ready_ = false;
  bool waits_for_refresh_ = false;
  const char* priority_ = "usual";
  int width_px_ = 0;
  int height_px_ = 0;
  double scale_ = 1.0;
  std::optional<FrameMonitor> frames_;  // there as soon as the window is
  Fonts fonts_;
  std::vector<Texture> textures_;
  std::vector<HitArea> hits_;
  std::unique_ptr<SdlInput> input_;
};

}  // namespace

std::unique_ptr<Window> open_window(const WindowOptions& options, const std::vector<stimuli::RgbImage>& images,
                                    Clock& clock) {
  return std::make_unique<SdlWindow>(options, images, clock);
}

}  // namespace tricky::runner
