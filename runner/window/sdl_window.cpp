#include <GL/gl.h>
#include <SDL.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "frame_monitor.h"
#include "pixel_proof.h"
#include "process_age.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/resize.h"
#include "window/compositor.h"
#include "window/display_scale.h"
#include "window/draw_screens.h"
#include "window/fonts.h"
#include "window/open_window.h"
#include "window/sdl_input.h"
#include "window/sdl_video.h"
#include "window/texture.h"

namespace tricky::runner {

namespace {

constexpr int kNiceness = -11;  // before other programs, where real-time scheduling is not allowed
constexpr double kScaleStep = 0.125;
constexpr double kSmallestScale = 0.625;
constexpr int kWidth = 1180;  // of a window that does not fill the screen, at scale 1
constexpr int kHeight = 860;

/// Puts this thread, and those it starts, before all usual programs: on a busy machine stamps are late by
/// milliseconds without it. It needs CAP_SYS_NICE or an rtprio limit; says what was allowed.
const char* raise_priority() {
  const sched_param lowest_realtime{.sched_priority = 1};
  if (::sched_setscheduler(0, SCHED_FIFO, &lowest_realtime) == 0) return "realtime";
  return ::setpriority(PRIO_PROCESS, 0, kNiceness) == 0 ? "raised" : "usual";
}

class SdlWindow : public Window, private Display {
 public:
  SdlWindow(const WindowOptions& options, Clock& clock) : options_(options), clock_(clock) {
    try {
      open();
      load_letters();
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
  void take_images(const std::vector<stimuli::RgbImage>& images) override {
    for (const stimuli::RgbImage& image : images) {
      textures_.push_back({upload(image), image.width_px * options_.enlarge, image.height_px * options_.enlarge});
    }
    for (const stimuli::RgbImage& image : options_.page_images) {
      page_images_.push_back({nullptr, image.width_px, image.height_px});
    }
    settle_scale();
    upload_page_images();
    prove_pixels(images);
  }

 private:
  void open() {
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
    SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
    monitor_ = find_monitor(video_.monitors(), options_.monitor);
    const int place = monitor_.number - 1;
    const double wanted = options_.scale ? *options_.scale : display_scale(place);
    SDL_Rect room{0, 0, kWidth, kHeight};
    if (options_.fullscreen) {
      SDL_GetDisplayBounds(place, &room);  // without a window manager nobody else makes the window that large
    } else {
      SDL_GetDisplayUsableBounds(place, &room);
      const stimuli::Size usual{static_cast<int>(kWidth * wanted), static_cast<int>(kHeight * wanted)};
      room.w = std::min(room.w, options_.size_px.value_or(usual).width_px);
      room.h = std::min(room.h, options_.size_px.value_or(usual).height_px);
    }
    const auto flags = static_cast<Uint32>(SDL_WINDOW_OPENGL | SDL_WINDOW_ALLOW_HIGHDPI |
                                           (options_.fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0));
    window_ = SDL_CreateWindow(options_.title.c_str(), SDL_WINDOWPOS_CENTERED_DISPLAY(place),
                               SDL_WINDOWPOS_CENTERED_DISPLAY(place), room.w, room.h, flags);
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
    discard(textures_);
    discard(page_images_);
    if (renderer_ready_) ImGui_ImplOpenGL3_Shutdown();
    if (ImGui::GetCurrentContext() != nullptr) ImGui::DestroyContext();
    if (context_ != nullptr) SDL_GL_DeleteContext(context_);
    if (window_ != nullptr) SDL_DestroyWindow(window_);
    renderer_ready_ = false;
    context_ = nullptr;
    window_ = nullptr;
  }

  void measure() { SDL_GL_GetDrawableSize(window_, &width_px_, &height_px_); }

  /// At the size they are drawn at where that is smaller than their own: shrinking on the graphics card would alias.
  void upload_page_images() {
    for (const Screen& screen : options_.rehearsal) {
      const auto* page = std::get_if<TextScreen>(&screen);
      if (page == nullptr || !page->image) continue;
      render(screen);
      const stimuli::RgbImage& image = options_.page_images[*page->image];
      const stimuli::Size drawn{static_cast<int>(page_image_box_.width), static_cast<int>(page_image_box_.height)};
      const bool shrinks = drawn.width_px < image.width_px || drawn.height_px < image.height_px;
      page_images_[*page->image].id = upload(shrinks ? stimuli::resize_bilinear(image, drawn) : image);
    }
    options_.page_images.clear();
  }

  /// Draws every image once as screens draw it, many in a frame that nobody sees, and reads it back.
  void prove_pixels(const std::vector<stimuli::RgbImage>& images) {
    for (std::size_t first = 0; first < images.size();) {
      std::vector<Box> boxes;
      Box next;
      float row_height = 0.0F;
      begin_frame();
      ImDrawList& list = *ImGui::GetBackgroundDrawList();
      for (std::size_t i = first; i < images.size(); ++i) {
        next.width = static_cast<float>(textures_[i].width_px);
        next.height = static_cast<float>(textures_[i].height_px);
        if (next.right() > static_cast<float>(width_px_)) {
          next.x = 0.0F;
          next.y += row_height;
          row_height = 0.0F;
        }
        if (next.right() > static_cast<float>(width_px_) || next.bottom() > static_cast<float>(height_px_)) break;
        list.AddImage(textures_[i].id, {next.x, next.y}, {next.right(), next.bottom()});
        boxes.push_back(next);
        next.x += next.width;
        row_height = std::max(row_height, next.height);
      }
      end_frame();
      if (boxes.empty()) return;  // larger than the window: no screen would have fitted either
      for (const Box& box : boxes) proof_.add(images[first++], read_back(box, height_px_), options_.enlarge);
    }
    if (proof_.all_equal()) return;
    std::fprintf(stderr,
                 "%zu of %zu images are not shown pixel for pixel as their files have them: by up to %d of 255\n",
                 proof_.n_images() - proof_.n_equal(), proof_.n_images(), proof_.largest_difference());
  }

  void load_letters() {
    fonts_ = load_fonts(options_.texts, options_.texts_from, scale_);
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    if (!ImGui_ImplOpenGL3_CreateFontsTexture()) throw IoError("the font cannot be uploaded to the graphics card");
  }

  /// Takes the wanted scale, or the largest below it at which every screen fits. Drawing each screen once also takes
  /// all the memory that drawing will ever need.
  void settle_scale() {
    for (;; scale_ -= kScaleStep, load_letters()) {
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

  void begin_frame() {
    measure();
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width_px_), static_cast<float>(height_px_)};
    io.DeltaTime = 1.0F / 60.0F;
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
  }

  /// What was drawn since begin_frame, on white, into the back buffer.
  void end_frame() {
    ImGui::Render();
    glViewport(0, 0, width_px_, height_px_);
    glClearColor(1.0F, 1.0F, 1.0F, 1.0F);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  }

  /// Draws into the back buffer; true when all of it fitted.
  bool render(const Screen& screen) {
    begin_frame();
    hits_.clear();
    Canvas canvas(*ImGui::GetBackgroundDrawList(), fonts_, static_cast<float>(width_px_),
                  static_cast<float>(height_px_), static_cast<float>(scale_), hits_);
    const Scenery scenery{textures_, page_images_, options_.screen_texts, options_.progress_bar,
                          options_.timed_feedback};
    std::visit([&](const auto& each) { draw(canvas, each, scenery); }, screen);
    end_frame();
    page_image_box_ = canvas.page_image.value_or(Box{});
    return !canvas.overflows;
  }

  std::int64_t show(const Screen& screen) override {
    const bool by_keys_alone = std::holds_alternative<PairScreen>(screen) ||
                               std::holds_alternative<FixationScreen>(screen) ||
                               std::holds_alternative<BlankScreen>(screen);
    SDL_ShowCursor(by_keys_alone ? SDL_DISABLE : SDL_ENABLE);
    // Only while a form is shown: elsewhere an input method would swallow keys.
    const bool writes = std::holds_alternative<FormScreen>(screen);
    if (writes != (SDL_IsTextInputActive() == SDL_TRUE)) writes ? SDL_StartTextInput() : SDL_StopTextInput();
    render(screen);
    glFinish();  // so that nothing but the swap lies between here and the stamp
    const std::int64_t ready_ns = clock_.now_ns();
    SDL_GL_SwapWindow(window_);
    glFinish();  // a driver may queue the swap and return at once
    const std::int64_t shown_ns = clock_.now_ns();
    frames_->add(ready_ns, shown_ns);
    if (!first_frame_s_) first_frame_s_ = process_age_s();
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
    value["monitor"] = monitor_.name;
    const CompositorState compositor = compositor_of(window_);
    value["compositor"] = compositor.running;
    value["bypass_compositor"] = compositor.asked_to_pass_by;
    value["scale"] = scale_;
    value["refresh_hz"] = mode.refresh_rate;
    if (first_frame_s_) value["first_frame_s"] = std::round(*first_frame_s_ * 1e3) / 1e3;
    value["waits_for_refresh"] = waits_for_refresh_;
    value["priority"] = priority_;
    value["onset"] = "CLOCK_MONOTONIC after SDL_GL_SwapWindow and glFinish";
    value["opengl"] = gl(GL_VERSION);
    value["renderer"] = gl(GL_RENDERER);
    value["pixels"] = std::to_string(options_.enlarge) + ":1";
    value["pixel_proof"] = proof_.description();
    value["viewing"] = viewing(options_.lab_display, monitor_.width_px, textures_.empty() ? 0 : textures_[0].width_px,
                               textures_.empty() ? 0 : textures_[0].height_px);
    return value;
  }

  SdlVideo video_;
  WindowOptions options_;
  Clock& clock_;
  Monitor monitor_;
  SDL_Window* window_ = nullptr;
  SDL_GLContext context_ = nullptr;
  bool renderer_ready_ = false;
  bool waits_for_refresh_ = false;
  std::optional<double> first_frame_s_;  ///< after the start of the process
  const char* priority_ = "usual";
  int width_px_ = 0;
  int height_px_ = 0;
  double scale_ = 1.0;
  PixelProof proof_;
  std::optional<FrameMonitor> frames_;  // there as soon as the window is
  Fonts fonts_;
  std::vector<Texture> textures_;
  std::vector<Texture> page_images_;
  Box page_image_box_;  ///< of the screen drawn last
  std::vector<HitArea> hits_;
  std::unique_ptr<SdlInput> input_;
};

}  // namespace

std::unique_ptr<Window> open_window(const WindowOptions& options, Clock& clock) {
  return std::make_unique<SdlWindow>(options, clock);
}

}  // namespace tricky::runner
