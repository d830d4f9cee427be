#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/value.h"

namespace tricky::runner {

/// One thing that was looked at before a session starts.
struct StartCheck {
  enum class State {
    ok,
    warning,  ///< the session can start; the experimenter should know
    problem   ///< it cannot
  };
  std::string name;  ///< "images"
  State state = State::ok;
  std::string found;  ///< "308 images, every pixel as the list has it"
  std::string fix;    ///< what to do; empty when all is well
};
std::string_view to_text(StartCheck::State state);

/// True when nothing stands in the way.
bool can_start(const std::vector<StartCheck>& checks);

/// A line a check, what to do below it.
std::string checks_as_text(const std::vector<StartCheck>& checks);
/// In a line what was looked at, and a line for each warning; for a start that nothing stands in the way of.
std::string checks_in_short(const std::vector<StartCheck>& checks);
/// {"can_start": true, "checks": [{"name", "state", "found", "fix"}, …]}
Value checks_as_value(const std::vector<StartCheck>& checks);

/// A message of the house, "what is wrong; what to do", as a check that failed.
StartCheck problem_from_message(std::string name, const std::string& message);

}  // namespace tricky::runner
