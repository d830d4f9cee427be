#pragma once

namespace tricky::runner {

/// Xlib ends the program at the first error, which would leave a session without its end. From here on errors are told
/// on stderr and passed over. (A server that goes away still ends the program: the journal has everything, and the
/// next start derives the rest.)
void survive_x_errors();

}  // namespace tricky::runner
