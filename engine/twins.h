#pragma once

#include <string>
#include <vector>

#include "tricky/protocols/study.h"

namespace tricky::engine {

/// The finished runs of the study that were to differ from this finished one by chance alone (the same hyperparameters,
/// deterministic = false) and ended in the very same state.
std::vector<std::string> identical_twins(const protocols::Study& study, const protocols::NetworkVariant& variant);

}  // namespace tricky::engine
