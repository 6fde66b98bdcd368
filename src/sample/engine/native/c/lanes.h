/*
 * Types of the sampler. REAL is the arithmetic of the states: double, or float with -DFLOAT32.
 *
 * Vectors are GNU vector extensions (gcc, clang): of a fixed number of logical lanes on every machine, spread by the
 * compiler over whatever registers there are. Everything else is plain loops over arrays that the compiler vectorises.
 * No contraction and no reassociation is allowed: bits follow from the order written here.
 */
#ifndef ODEPTH_LANES_H
#define ODEPTH_LANES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__FAST_MATH__)
#error "-ffast-math would change what is computed"
#endif
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0
#error "this processor's arithmetic is wider than its numbers: bits would not be those of other engines"
#endif

#ifdef FLOAT32
typedef float REAL;
#else
typedef double REAL;
#endif

/* N, from the command line; P = N (N + 1) / 2 pairs a <= b in the order (0,0), (0,1), ... */
#define PAIRS (INPUTS * (INPUTS + 1) / 2)
/* Neurons share random words in groups of eight lanes. */
#define LANES 8
/* Neurons that go through one layer together: their arrays stay in the first-level cache. A multiple of 64 (`RUN`). */
#define CHUNK (1024 / sizeof(REAL))

#define UNROLL _Pragma("GCC unroll 16")
/* No step of the loop that follows reads what another writes. */
#ifdef __clang__
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#endif
#define INLINE static inline __attribute__((always_inline))

typedef uint32_t words8 __attribute__((vector_size(32)));
typedef double double4 __attribute__((vector_size(32)));
#ifdef FLOAT32
typedef float float4 __attribute__((vector_size(16)));
#endif

/* Position of the pair {a, b} among all pairs. */
INLINE size_t pair_of(size_t a, size_t b) {
  const size_t low = a < b ? a : b;
  const size_t high = a < b ? b : a;
  return low * INPUTS - low * (low - 1) / 2 + high - low;
}

#endif
