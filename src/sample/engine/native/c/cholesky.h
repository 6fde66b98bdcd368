/* Cholesky factor of a positive semidefinite matrix without added jitter: numeric/cholesky.ts. */
#ifndef ODEPTH_CHOLESKY_H
#define ODEPTH_CHOLESKY_H

#include "lanes.h"

/* A pivot not above size * RELATIVE_PIVOT * A_jj is the rounding noise of an exactly dependent direction. */
#ifdef FLOAT32
#define RELATIVE_PIVOT 0x1p-20
#else
#define RELATIVE_PIVOT 0x1p-49
#endif

/* Lower factor of an N x N matrix of which the lower triangle is read. Returns the zero columns, or -1: no covariance. */
static int cholesky(const double *matrix, double *factor) {
  int deficient = 0;
  for (size_t j = 0; j < INPUTS; j++) {
    const double diagonal = matrix[j * INPUTS + j];
    const double floor = INPUTS * RELATIVE_PIVOT * diagonal;
    double pivot = diagonal;
    for (size_t k = 0; k < j; k++) pivot -= factor[j * INPUTS + k] * factor[j * INPUTS + k];
    if (!(pivot > floor)) {
      if (!(pivot >= -2 * floor)) return -1;
      deficient++;
      for (size_t i = j; i < INPUTS; i++) factor[i * INPUTS + j] = 0;
      continue;
    }
    const double root = sqrt(pivot);
    factor[j * INPUTS + j] = root;
    for (size_t i = j + 1; i < INPUTS; i++) {
      double sum = matrix[i * INPUTS + j];
      for (size_t k = 0; k < j; k++) sum -= factor[i * INPUTS + k] * factor[j * INPUTS + k];
      factor[i * INPUTS + j] = sum / root;
    }
  }
  return deficient;
}

#endif
