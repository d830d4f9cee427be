// Answers trials on an X display at known times: watches one pixel, takes its change as an onset, waits, presses a key.
//
//   key_injector N X Y MIN_MS MAX_MS KEY[,KEY…] OUT.csv
//
// OUT.csv: before_ns,onset_ns,press_ns,flushed_ns on CLOCK_MONOTONIC: the last look at the old pixel, the first at the
// new one, and the clock right before and after the press was sent to the server. The display counts as answered when
// the first pixel is seen; that one is not an onset.

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <sched.h>
#include <sys/prctl.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kPoll_ns = 50'000;
constexpr std::int64_t kSpin_ns = 200'000;
constexpr std::int64_t kGiveUp_ns = 10'000 * kNsPerMs;
constexpr std::int64_t kHold_ns = 8 * kNsPerMs;

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

void sleep_ns(std::int64_t duration_ns) {
  const timespec duration{duration_ns / 1'000'000'000, duration_ns % 1'000'000'000};
  ::nanosleep(&duration, nullptr);
}

void sleep_until(std::int64_t t_ns) {
  if (const std::int64_t left = t_ns - now_ns(); left > kSpin_ns) sleep_ns(left - kSpin_ns);
  while (now_ns() < t_ns) {
  }
}

unsigned long pixel_at(Display* display, int x, int y) {
  XImage* image = XGetImage(display, DefaultRootWindow(display), x, y, 1, 1, AllPlanes, ZPixmap);
  const unsigned long pixel = XGetPixel(image, 0, 0) & 0xFFFFFFU;
  XDestroyImage(image);
  return pixel;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 8) return std::fputs("usage: key_injector N X Y MIN_MS MAX_MS KEYS OUT.csv\n", stderr), 2;
  const int n = std::atoi(argv[1]);
  const int x = std::atoi(argv[2]);
  const int y = std::atoi(argv[3]);
  Display* display = XOpenDisplay(nullptr);
  if (display == nullptr) return std::fputs("key_injector: no display\n", stderr), 1;
  std::vector<KeyCode> keys;
  std::stringstream names(argv[6]);
  for (std::string name; std::getline(names, name, ',');) {
    keys.push_back(XKeysymToKeycode(display, XStringToKeysym(name.c_str())));
    if (keys.back() == 0) return std::fprintf(stderr, "key_injector: no key %s\n", name.c_str()), 1;
  }
  std::FILE* out = std::fopen(argv[7], "w");
  if (out == nullptr) return std::perror(argv[7]), 1;
  ::prctl(PR_SET_TIMERSLACK, 1);
  // What measures must not wait for what is measured; where this is not allowed the gaps in OUT.csv are wider.
  const sched_param first{.sched_priority = 50};
  ::sched_setscheduler(0, SCHED_FIFO, &first);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> delay_ms(std::atof(argv[4]), std::atof(argv[5]));
  std::fputs("before_ns,onset_ns,press_ns,flushed_ns\n", out);
  unsigned long shown = pixel_at(display, x, y);
  KeyCode held = 0;
  std::int64_t release = 0;
  // The next pair may come while the key of the last one is still down, so it is let go of while looking.
  const auto let_go = [&] {
    if (held == 0 || now_ns() < release) return;
    XTestFakeKeyEvent(display, held, False, CurrentTime);
    XFlush(display);
    held = 0;
  };
  for (int i = 0; i < n; ++i) {
    std::int64_t before = now_ns();
    const std::int64_t give_up = before + kGiveUp_ns;
    std::int64_t onset = before;
    for (;;) {
      const std::int64_t looked = now_ns();
      const unsigned long pixel = pixel_at(display, x, y);
      onset = now_ns();
      if (pixel != shown) {
        shown = pixel;
        break;
      }
      before = looked;
      if (onset > give_up) return std::fprintf(stderr, "key_injector: no onset %d\n", i + 1), 1;
      let_go();
      sleep_ns(kPoll_ns);
    }
    while (held != 0) let_go();
    sleep_until(onset + static_cast<std::int64_t>(delay_ms(random) * 1e6));
    const KeyCode key = keys[random() % keys.size()];
    const std::int64_t press = now_ns();
    XTestFakeKeyEvent(display, key, True, CurrentTime);
    XFlush(display);
    const std::int64_t flushed = now_ns();
    held = key;
    release = flushed + kHold_ns;
    std::fprintf(out, "%lld,%lld,%lld,%lld\n", static_cast<long long>(before), static_cast<long long>(onset),
                 static_cast<long long>(press), static_cast<long long>(flushed));
  }
  while (held != 0) let_go();
  XSync(display, False);
  return std::fclose(out) == 0 ? 0 : 1;
}
