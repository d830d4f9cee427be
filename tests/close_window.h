#pragma once

/// Asks the first window on the X display whose title begins so to close, as its title bar's button would. False when
/// there is none.
bool ask_to_close(const char* title);
