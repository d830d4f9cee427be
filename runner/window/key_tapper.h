#pragma once

#include <cstdint>
#include <memory>

namespace tricky::runner {

/// Taps the Shift key through the X server's XTEST extension: a press like any other, at a known time, that writes
/// nothing should another window have the keyboard.
class KeyTapper {
 public:
  virtual ~KeyTapper() = default;
  /// CLOCK_MONOTONIC right before the press was sent.
  virtual std::int64_t tap() = 0;
};

/// Nothing where there is no X server with XTEST.
std::unique_ptr<KeyTapper> open_key_tapper();

}  // namespace tricky::runner
