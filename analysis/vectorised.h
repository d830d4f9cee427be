#pragma once

// A function so marked is compiled for several instruction sets; the loader takes the best one that the processor has.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define TRICKY_VECTORISED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define TRICKY_VECTORISED
#endif
