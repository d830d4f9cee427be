#pragma once

#include <string>

namespace tricky::runner {

/// Whether somebody reads what is said (stderr) and can answer (stdin).
bool somebody_reads();
bool somebody_answers();

/// Asks until the answer is y or n; the end of the input is a no.
bool is_yes(const std::string& question);

}  // namespace tricky::runner
