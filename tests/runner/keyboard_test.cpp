#include "runner/keyboard.h"

#include <catch2/catch.hpp>

using namespace tricky::runner;

namespace {

InputEvent event(InputEvent::Kind kind, Key key, std::int64_t t_ns, std::int64_t uncertainty_ns = 0) {
  InputEvent result;
  result.kind = kind;
  result.key = key;
  result.t_ns = t_ns;
  result.uncertainty_ns = uncertainty_ns;
  return result;
}

constexpr auto kDown = InputEvent::Kind::key_down;
constexpr auto kUp = InputEvent::Kind::key_up;

}  // namespace

TEST_CASE("a fresh press after the onset is a press, its release is not") {
  Keyboard keyboard;
  CHECK(keyboard.is_press(event(kDown, Key::left, 100), 50));
  CHECK_FALSE(keyboard.is_press(event(kUp, Key::left, 120), 50));
}

TEST_CASE("a key that is held is no press until it was released") {
  Keyboard keyboard;
  REQUIRE(keyboard.is_press(event(kDown, Key::left, 100), 50));
  CHECK_FALSE(keyboard.is_press(event(kDown, Key::left, 300), 200));
  CHECK_FALSE(keyboard.is_press(event(kDown, Key::left, 400), 200));
  keyboard.is_press(event(kUp, Key::left, 500), 200);
  CHECK(keyboard.is_press(event(kDown, Key::left, 600), 200));
}

TEST_CASE("an auto-repeat is no press, even of a key never seen going down") {
  Keyboard keyboard;
  InputEvent repeat = event(kDown, Key::left, 100);
  repeat.repeat = true;
  CHECK_FALSE(keyboard.is_press(repeat, 50));
  CHECK_FALSE(keyboard.is_press(event(kDown, Key::left, 110), 50));
}

TEST_CASE("a press before the onset never counts, nor one that may have come before it") {
  Keyboard keyboard;
  CHECK_FALSE(keyboard.is_press(event(kDown, Key::left, 49), 50));
  CHECK_FALSE(keyboard.is_press(event(kDown, Key::right, 60, 11), 50));
  CHECK(keyboard.is_press(event(kDown, Key::up, 60, 10), 50));
  // And the one before the onset is held from then on.
  CHECK_FALSE(keyboard.is_press(event(kDown, Key::left, 70), 50));
}

TEST_CASE("releases of keys that were never pressed change nothing") {
  Keyboard keyboard;
  CHECK_FALSE(keyboard.is_press(event(kUp, Key::left, 60), 50));
  CHECK(keyboard.is_press(event(kDown, Key::left, 70), 50));
}

TEST_CASE("keys without a name do not hide each other") {
  Keyboard keyboard;
  CHECK(keyboard.is_press(event(kDown, Key::other, 60), 50));
  CHECK(keyboard.is_press(event(kDown, Key::other, 61), 50));
}
