#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tricky::analysis {

/// How many bits are set in both of two rows of words, and in one row and each of four others (which reads the one row
/// once). Written for any processor; where there are better instructions (population count of 512 bits, of 256 by
/// table, of 64) they are found and used at run time.
std::uint64_t count_common(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);
std::array<std::uint64_t, 4> count_common(std::span<const std::uint64_t> a,
                                          const std::array<const std::uint64_t*, 4>& others);

/// Which of them this processor uses, for benchmarks: "avx512", "avx2", "popcnt" or "portable".
const char* count_bits_by();

}  // namespace tricky::analysis
