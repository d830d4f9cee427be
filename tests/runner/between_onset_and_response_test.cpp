// Nothing takes memory or reads between onset and response: the whole program's `new` is counted here, and its reads
// are the kernel's own count.

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

#include "pseudo_terminal.h"
#include "session_fixture.h"

namespace {
std::atomic<bool> g_counting = false;
std::atomic<int> g_n_new = 0;
}  // namespace

// Not inlined, or GCC takes malloc and delete for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  if (g_counting) ++g_n_new;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  if (g_counting) ++g_n_new;
  return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace tricky;
using namespace tricky::runner;

namespace {

/// How often this program has read anything; looking is itself one reading.
class Reads {
 public:
  Reads() : file_(::open("/proc/self/io", O_RDONLY | O_CLOEXEC)) {}
  ~Reads() { ::close(file_); }
  Reads(const Reads&) = delete;
  Reads& operator=(const Reads&) = delete;
  bool can_tell() const { return file_ >= 0; }
  long count() {
    const ssize_t n = ::pread(file_, text_, sizeof text_ - 1, 0);
    if (n <= 0) return -1;
    text_[n] = '\0';
    const char* at = std::strstr(text_, "syscr:");
    return at != nullptr ? std::atol(at + 6) : -1;
  }

 private:
  int file_;
  char text_[512] = "";
};

/// A display and an observer who tries other keys, holds one, and answers at last.
class Watcher : public Display, public Input {
 public:
  explicit Watcher(SimulatedClock& clock) : clock_(clock) {}

  std::int64_t show(const Screen& screen) override {
    clock_.move_to(clock_.now_ns() + 10'000'000);
    step_ = 0;
    is_trial_ = !std::holds_alternative<TextScreen>(screen);
    if (is_trial_) begin();
    return clock_.now_ns();
  }
  std::optional<Target> target_at(int, int) const override { return std::nullopt; }
  Value description() const override { return Value::Object{}; }

  std::optional<InputEvent> wait(std::int64_t) override {
    InputEvent event;
    clock_.move_to(clock_.now_ns() + 5'000'000);
    event.t_ns = clock_.now_ns();
    if (!is_trial_) {
      event.key = Key::space;
      event.kind = step_++ % 2 == 0 ? InputEvent::Kind::key_down : InputEvent::Kind::key_up;
      return event;
    }
    switch (step_++) {
      case 0: event.key = Key::up; return event;
      case 1: event.key = Key::up, event.repeat = true; return event;
      case 2: event.key = Key::up, event.kind = InputEvent::Kind::key_up; return event;
      case 3: event.kind = InputEvent::Kind::mouse_press; return event;
      case 4: event.key = Key::left, event.t_ns = 1; return event;  // long before the onset
      case 5: event.key = Key::left, event.kind = InputEvent::Kind::key_up; return event;
      case 6: return std::nullopt;
      case 7:
        end();
        event.key = Key::left;
        return event;
      default: event.key = Key::left, event.kind = InputEvent::Kind::key_up; return event;
    }
  }

  int n_trials = 0;
  int n_new = 0;
  long n_reads = 0;
  Reads reads;

 private:
  void begin() {
    reads_before_ = reads.count();
    g_n_new = 0;
    g_counting = true;
  }
  void end() {
    g_counting = false;
    n_new += g_n_new;
    n_reads += reads.count() - reads_before_ - 1;
    ++n_trials;
  }

  SimulatedClock& clock_;
  bool is_trial_ = false;
  int step_ = 0;
  long reads_before_ = 0;
};

}  // namespace

TEST_CASE("nothing takes memory and no file is read between onset and response, triggers or not") {
  const bool with_triggers = GENERATE(false, true);
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 20);
  plan.protocol.triggers.onset = 1;
  const PseudoTerminal terminal;
  std::optional<TriggerLine> triggers;
  if (with_triggers) triggers.emplace(terminal.name(), 115200, 0);
  SessionStore store(temporary / "ses", plan, Resume::no);
  SimulatedClock clock;
  Watcher watcher(clock);
  REQUIRE(run_session(plan, store, watcher, watcher, clock, triggers ? &*triggers : nullptr).finished);
  CHECK(watcher.n_trials == 20);
  CHECK(watcher.n_new == 0);
  if (watcher.reads.can_tell()) CHECK(watcher.n_reads == 0);
}
