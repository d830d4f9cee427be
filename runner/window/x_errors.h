#pragma once

#include <functional>

namespace tricky::runner {

/// Xlib ends the program at the first error, which would leave a session without its end. From here on errors are told
/// on stderr and passed over.
void survive_x_errors();

/// While it lives, a server that goes away ends the program with exit code 1 after `last_words` were called, in the
/// thread that made this. Xlib cannot be left in any other way then.
class DisplayLoss {
 public:
  explicit DisplayLoss(std::function<void()> last_words);
  ~DisplayLoss();
  DisplayLoss(const DisplayLoss&) = delete;
  DisplayLoss& operator=(const DisplayLoss&) = delete;
};

}  // namespace tricky::runner
