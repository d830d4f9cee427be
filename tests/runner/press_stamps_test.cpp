#include "runner/window/press_stamps.h"

#include <linux/input.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

using namespace tricky::runner;

namespace {

constexpr std::int64_t kPatience_ns = 2'000'000'000;

PressStamp stamp_of(std::uint32_t code, bool down, std::int64_t t_ns, std::optional<std::uint32_t> server_ms = {}) {
  PressStamp stamp;
  stamp.code = code;
  stamp.down = down;
  stamp.t_ns = t_ns;
  stamp.server_ms = server_ms;
  return stamp;
}

}  // namespace

TEST_CASE("a stamp is given once, to the press of its key, the oldest first") {
  StampQueue queue;
  queue.put(stamp_of(KEY_F, true, 1000));
  queue.put(stamp_of(KEY_F, false, 2000));
  queue.put(stamp_of(KEY_F, true, 3000));
  CHECK_FALSE(queue.take({KEY_J, true, {}, 0, 0}).has_value());
  CHECK(queue.take({KEY_F, true, {}, 0, 0})->t_ns == 1000);
  CHECK(queue.take({KEY_F, true, {}, 0, 0})->t_ns == 3000);
  CHECK_FALSE(queue.take({KEY_F, true, {}, 0, 0}).has_value());
  CHECK(queue.take({KEY_F, false, {}, 0, 0})->t_ns == 2000);
}

TEST_CASE("stamps of presses that another window got are passed over") {
  StampQueue queue;
  queue.put(stamp_of(KEY_F, true, 1000));
  queue.put(stamp_of(KEY_F, true, 9000));
  CHECK(queue.take({KEY_F, true, {}, 5000, 0})->t_ns == 9000);
  queue.put(stamp_of(KEY_F, true, 10'000, 77));
  queue.put(stamp_of(KEY_F, true, 11'000, 78));
  CHECK(queue.take({KEY_F, true, 78, 5000, 0})->t_ns == 11'000);
}

TEST_CASE("a queue that nobody asks keeps the newest 256 stamps") {
  StampQueue queue;
  for (int i = 0; i < 300; ++i) queue.put(stamp_of(KEY_F, true, i));
  CHECK(queue.take({KEY_F, true, {}, 0, 0})->t_ns == 44);
}

TEST_CASE("who asks for a stamp that is not there yet waits for it, but not for ever") {
  StampQueue queue;
  std::thread late([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    queue.put(stamp_of(KEY_F, true, 5));
  });
  CHECK(queue.take({KEY_F, true, {}, 0, kPatience_ns})->t_ns == 5);
  late.join();
  CHECK_FALSE(queue.take({KEY_F, true, {}, 0, 1'000'000}).has_value());
}

TEST_CASE("the kernel's events become stamps with its own time; held keys and other events do not") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto stamps = evdev_stamps({ends[0]});
  const auto send = [&](std::uint16_t type, std::uint16_t code, std::int32_t value, long us) {
    input_event event{};
    event.input_event_sec = 12;
    event.input_event_usec = us;
    event.type = type;
    event.code = code;
    event.value = value;
    REQUIRE(::write(ends[1], &event, sizeof event) == sizeof event);
  };
  send(EV_MSC, MSC_SCAN, 9, 1);
  send(EV_KEY, KEY_F, 1, 345'678);
  send(EV_KEY, KEY_F, 2, 600'000);
  send(EV_KEY, KEY_F, 0, 700'000);
  send(EV_KEY, BTN_LEFT, 1, 800'000);
  const auto down = stamps->queue().take({KEY_F, true, {}, 0, kPatience_ns});
  REQUIRE(down.has_value());
  CHECK(down->t_ns == 12'345'678'000);
  CHECK(down->uncertainty_ns == 1000);
  CHECK(stamps->queue().take({KEY_F, false, {}, 0, kPatience_ns})->t_ns == 12'700'000'000);
  CHECK(stamps->queue().take({mouse_button_code(1), true, {}, 0, kPatience_ns}).has_value());
  CHECK_FALSE(stamps->queue().take({KEY_F, true, {}, 0, 0}).has_value());
  CHECK(stamps->source() == TimeSource::evdev);
  ::close(ends[1]);  // as when the keyboard is pulled out: the thread goes on waiting for its end
}
