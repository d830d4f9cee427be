#pragma once

#include <string>

#include "simulated_observer.h"

namespace tricky::runner {

/// Reads what `--simulate` says, "accuracy=0.81,lapse=0.02,seed=1": NAME=NUMBER, separated by commas, or network=NAME.
/// A network's decisions are still to be read then. Throws InputError naming the part that is wrong, its value and what
/// it may be, the nearest name for an unknown one.
SimulatedObserver parse_simulated_observer(const std::string& spec, Task task, const std::string& observer,
                                           int session);

/// Every part of a SPEC with its range, default and meaning, for `tricky session --help`.
std::string simulated_observer_help();

/// For session.json: every number that the responses came from, defaults included.
Value to_value(const SimulatedObserver& observer, Task task);

}  // namespace tricky::runner
