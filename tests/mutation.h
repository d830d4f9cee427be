#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tricky/data/random.h"

/// How many damaged files a test reads: as many as usual, or what TRICKY_FUZZ_ROUNDS says.
inline std::uint64_t n_rounds(std::uint64_t usual) {
  const char* asked = std::getenv("TRICKY_FUZZ_ROUNDS");
  return asked != nullptr ? std::strtoull(asked, nullptr, 10) : usual;
}

/// Without a sync, which would take most of such a test's time.
inline void write_unsynced(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// A copy with one to four faults: a byte changed to any other or to one of `telling`, the end cut off, bytes put in,
/// taken out, or repeated elsewhere.
inline std::string damaged_copy(const std::string& whole, const std::string& telling, tricky::RandomStream& random) {
  std::string bytes = whole;
  for (std::uint64_t left = 1 + random.below(4); left > 0 && !bytes.empty(); --left) {
    const std::size_t at = random.below(bytes.size());
    switch (random.below(6)) {
      case 0: bytes[at] = static_cast<char>(random.below(256)); break;
      case 1: bytes[at] = telling[random.below(telling.size())]; break;
      case 2: bytes.resize(at); break;
      case 3: bytes.insert(at, 1, telling[random.below(telling.size())]); break;
      case 4: bytes.erase(at, 1 + random.below(8)); break;
      case 5: bytes.insert(random.below(bytes.size()), bytes.substr(at, 1 + random.below(64))); break;
    }
  }
  return bytes;
}
