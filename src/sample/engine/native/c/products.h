/*
 * Sums of products over the neurons of a layer, each in one fixed order. Rows are `stride` apart.
 *
 * float64: sample/neuron-arrays.ts. float32: ../../threads/README.md; what is N x N, and everything at saved layers, is
 * float64 there too.
 */
#ifndef ODEPTH_PRODUCTS_H
#define ODEPTH_PRODUCTS_H

#include "lanes.h"

/* Sums of one pass over the neurons, side by side in registers, at most. */
#define TILE 10

/*
 * sums[t] += x[t][i] y[t][i] over i in four interleaved partial sums; what is left of count mod 4 joins the first. `tile`
 * is a number known to the compiler, at most TILE.
 */
#define DEFINE_ADD_PRODUCTS(name, number, quad)                                                                  \
  INLINE void name(const number *const *x, const number *const *y, size_t tile, size_t count, quad *sums) {     \
    quad own[TILE];                                                                                              \
    size_t i = 0;                                                                                                \
    UNROLL for (size_t t = 0; t < tile; t++) own[t] = sums[t];                                                   \
    for (; i + 4 <= count; i += 4) {                                                                             \
      UNROLL for (size_t t = 0; t < tile; t++) {                                                                 \
        quad left;                                                                                               \
        quad right;                                                                                              \
        memcpy(&left, x[t] + i, sizeof left);                                                                    \
        memcpy(&right, y[t] + i, sizeof right);                                                                  \
        own[t] += left * right;                                                                                  \
      }                                                                                                          \
    }                                                                                                            \
    for (; i < count; i++) {                                                                                     \
      UNROLL for (size_t t = 0; t < tile; t++) own[t][0] += x[t][i] * y[t][i];                                   \
    }                                                                                                            \
    UNROLL for (size_t t = 0; t < tile; t++) sums[t] = own[t];                                                   \
  }

DEFINE_ADD_PRODUCTS(add_products, double, double4)

#ifdef FLOAT32
DEFINE_ADD_PRODUCTS(add_run, float, float4)

/* Neurons of one float32 sum. */
#define RUN 64

/* The same for float32 numbers: sums over runs in float32, of the runs in float64. */
INLINE void add_state_products(const float *const *x, const float *const *y, size_t tile, size_t count, double4 *sums) {
  for (size_t i = 0; i < count; i += RUN) {
    float4 run[TILE] = {{0}};
    const float *left[TILE];
    const float *right[TILE];
    UNROLL for (size_t t = 0; t < tile; t++) {
      left[t] = x[t] + i;
      right[t] = y[t] + i;
    }
    add_run(left, right, tile, count - i < RUN ? count - i : RUN, run);
    UNROLL for (size_t t = 0; t < tile; t++) sums[t] += __builtin_convertvector(run[t], double4);
  }
}
#else
#define add_state_products add_products
#endif

INLINE double total(double4 sums) { return sums[0] + sums[1] + (sums[2] + sums[3]); }

/* Goes on with the sums over all pairs of N rows. */
static void add_gram(const REAL *x, size_t stride, size_t count, double4 *sums) {
  const REAL *left[PAIRS];
  const REAL *right[PAIRS];
  size_t p = 0;
  UNROLL for (size_t a = 0; a < INPUTS; a++) {
    UNROLL for (size_t b = a; b < INPUTS; b++, p++) {
      left[p] = x + a * stride;
      right[p] = x + b * stride;
    }
  }
#if PAIRS <= TILE
  add_state_products(left, right, PAIRS, count, sums);
#else
  for (p = 0; p < PAIRS / 8 * 8; p += 8) add_state_products(left + p, right + p, 8, count, sums + p);
  for (p = PAIRS / 8 * 8; p < PAIRS; p++) add_state_products(left + p, right + p, 1, count, sums + p);
#endif
}

/* out[p] = (1/n) sum_i x_ai x_bi from the partial sums: the empirical kernel of a layer state. */
static void mean_gram(const double4 *sums, size_t width, double *out) {
  for (size_t p = 0; p < PAIRS; p++) out[p] = total(sums[p]) / (double)width;
}

INLINE void mean_products_of(const double *x, const double *y, size_t stride, size_t tile, size_t count, double *out) {
  const double *left[TILE];
  const double *right[TILE];
  double4 sums[TILE] = {{0}};
  UNROLL for (size_t t = 0; t < tile; t++) {
    left[t] = x;
    right[t] = y + t * stride;
  }
  add_products(left, right, tile, count, sums);
  for (size_t t = 0; t < tile; t++) out[t] = total(sums[t]) / (double)count;
}

/* (1/n) sum_i x_p[i] x_r[i] for all p <= r among `rows` rows, packed. */
static void mean_products(const double *x, size_t rows, size_t stride, size_t count, double *out) {
  for (size_t p = 0; p < rows; p++) {
    const double *row = x + p * stride;
    size_t r = p;
    for (; r + 4 <= rows; r += 4, out += 4) mean_products_of(row, x + r * stride, stride, 4, count, out);
    for (; r < rows; r++, out++) mean_products_of(row, x + r * stride, stride, 1, count, out);
  }
}

/*
 * out[r] = sum_i x_r[i] for each of P rows, one term after another; several rows at once, so that one addition does not
 * wait for another.
 */
static void sum_rows(const double *x, size_t stride, size_t count, double *out) {
  for (size_t r = 0; r < PAIRS / 5 * 5; r += 5) {
    const double *rows = x + r * stride;
    double sums[5] = {0};
    for (size_t i = 0; i < count; i++) UNROLL for (size_t t = 0; t < 5; t++) sums[t] += rows[t * stride + i];
    memcpy(out + r, sums, sizeof sums);
  }
  for (size_t r = PAIRS / 5 * 5; r < PAIRS; r++) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += x[r * stride + i];
    out[r] = sum;
  }
}

/* What is left of x after one layer: `rate` is 1 - kappa epsilon^2 in float64, kappa epsilon^2 in float32. */
INLINE REAL decayed(REAL x, REAL rate) {
#ifdef FLOAT32
  return x - rate * x;
#else
  return rate * x;
#endif
}

/* state <- decayed state + noise L^T for `count` neurons; L lower triangular, already times the residual scale. */
static void add_mixed(REAL *restrict state, size_t stride, const REAL *restrict noise, size_t noise_stride,
                      const REAL *factor, REAL rate, size_t count) {
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    UNROLL for (size_t a = 0; a < INPUTS; a++) {
      REAL x = decayed(state[a * stride + i], rate) + factor[a * INPUTS + a] * noise[a * noise_stride + i];
      UNROLL for (size_t b = 0; b < a; b++) x += factor[a * INPUTS + b] * noise[b * noise_stride + i];
      state[a * stride + i] = x;
    }
  }
}

#endif
