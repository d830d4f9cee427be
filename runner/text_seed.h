#pragma once

#include <cstdint>
#include <string>

#include "tricky/data/digest.h"

namespace tricky::runner {

/// A seed made of a text: the first 16 hexadecimal digits of its SHA-256.
inline std::uint64_t seed_from(const std::string& text) { return std::stoull(sha256(text).substr(0, 16), nullptr, 16); }

}  // namespace tricky::runner
