#pragma once

/// Before a function with plain loops: compiles it for several generations of x86 processors, of which the best one is
/// chosen when the program starts. The results are the same: whole numbers only. Sanitizers run before that choice
/// can be made.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define TRICKY_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define TRICKY_VECTOR_CLONES
#endif
