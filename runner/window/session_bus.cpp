#include "window/session_bus.h"

#include <cstdlib>

namespace tricky::runner {

void start_no_session_bus() {
  constexpr int kKeepExisting = 0;
  ::setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", kKeepExisting);
}

}  // namespace tricky::runner
