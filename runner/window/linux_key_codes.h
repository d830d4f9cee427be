#pragma once

#include <SDL_scancode.h>

#include <cstdint>

namespace tricky::runner {

/// Linux's code (input-event-codes.h) of the keys that sessions know, or 0. Under X11 the code is the server's minus 8
/// and needs no table.
std::uint32_t linux_key_code(SDL_Scancode place);

}  // namespace tricky::runner
