/*
 * sigma over an array, the one that was chosen on the command line: model/activation.ts. NaN stays NaN with all of them.
 * `table` is read by erf and gelu in float64 alone: the rows of numeric/error-function.ts.
 */
#ifndef ODEPTH_ACTIVATION_H
#define ODEPTH_ACTIVATION_H

#include "elementary.h"

#if !defined(FLOAT32) && (defined(ACTIVATION_erf) || defined(ACTIVATION_gelu))

/* Arguments whose rows are laid side by side at once. */
#define BLOCK 64

INLINE double argument_of(double x) {
#ifdef ACTIVATION_gelu
  return erf_argument(0.7071067811865476 * x);
#else
  return erf_argument(x);
#endif
}

/* Number c of the row of x stands at row[c * BLOCK]. */
INLINE double activation_of(double x, const double *row) {
  const double value = erf_of(argument_of(x), row, BLOCK);
#ifdef ACTIVATION_gelu
  return 0.5 * x * (1 + value);
#else
  return x == x ? value : x;
#endif
}

static void activate(const double *restrict x, double *restrict out, size_t count, const double *restrict table) {
  double rows[ERF_ROW * BLOCK];
  int32_t at[BLOCK];
  for (size_t first = 0; first < count; first += BLOCK) {
    const size_t part = count - first < BLOCK ? count - first : BLOCK;
    for (size_t i = 0; i < part; i++) at[i] = erf_row(argument_of(x[first + i]));
    for (size_t i = 0; i < part; i++) {
      UNROLL for (size_t c = 0; c < ERF_ROW; c++) rows[c * BLOCK + i] = table[at[i] + c];
    }
    for (size_t i = 0; i < part; i++) out[first + i] = activation_of(x[first + i], rows + i);
  }
}

#else

INLINE REAL activation_of(REAL x) {
#if defined(ACTIVATION_identity)
  return x;
#elif defined(ACTIVATION_relu)
  return positive_part(x);
#elif defined(ACTIVATION_leaky_relu)
  const REAL leaked = (REAL)0.01 * x;
  return x < leaked ? leaked : x;
#elif defined(ACTIVATION_tanh)
  return tanh_of(x);
#elif defined(ACTIVATION_erf)
  return erf_of(x);
#elif defined(ACTIVATION_gelu)
  return 0.5f * x * (1 + erf_of(0.7071067690849304f * x));
#elif defined(ACTIVATION_softplus)
  return softplus_of(x);
#elif defined(ACTIVATION_swish)
  return swish_of(x);
#else
#error "no -DACTIVATION_<name>"
#endif
}

static void activate(const REAL *restrict x, REAL *restrict out, size_t count, const double *restrict table) {
  (void)table;
  for (size_t i = 0; i < count; i++) out[i] = activation_of(x[i]);
}

#endif

#endif
