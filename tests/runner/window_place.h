#pragma once

#include <memory>

#include "window_fixture.h"

namespace tricky::runner {

/// A folder and a virtual display for one test.
struct WindowPlace {
  TemporaryFolder folder;
  std::unique_ptr<VirtualDisplay> display = std::make_unique<VirtualDisplay>(folder.path());
};

/// Nothing, having said why, where windows cannot be tested.
inline std::unique_ptr<WindowPlace> window_place() {
  if (const std::string reason = reason_to_skip(); !reason.empty()) {
    WARN("skipped: " << reason);
    return nullptr;
  }
  auto place = std::make_unique<WindowPlace>();
  REQUIRE(place->display->ready());
  return place;
}

}  // namespace tricky::runner
