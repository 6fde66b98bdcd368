/*
 * One sampling plan as it comes over the call: numbers and pointers into the caller's arrays, read only.
 */
#ifndef ODEPTH_PLAN_H
#define ODEPTH_PLAN_H

#include "lanes.h"

struct plan {
  size_t width;
  size_t layers;
  size_t saved;
  int philox;
  int weights;
  int coupled;
  /* Between rows of a layer state: the width in whole pairs of blocks, off the powers of two that meet in one cache set. */
  size_t stride;
  /* kappa epsilon^2. */
  double leakage;
  /* epsilon. */
  double scale;
  double weight_variance;
  double bias_variance;
  double weight_scale;
  double bias_scale;
  const int32_t *saved_layers;
  /* Seed as a key, then the purposes block-law, explicit-weights and completion. */
  const uint32_t *address;
  /* Factor of K(0), N x N. */
  const double *initial_factor;
  /* Of the infinite-width chain, layers 0 ... L: P, P, P and 3 P numbers each. */
  const double *kernels;
  const double *increments;
  const double *products;
  const double *susceptibilities;
  /* residual scale * factor of F(K0), layers 0 ... L - 1, N x N each; coupled only. */
  const double *factors;
  const double *table;
};

/* shape: n, L, depths, philox, explicit weights, coupled. scalars: kappa epsilon^2, epsilon, C_W, C_b, sqrt(C_W/n), sqrt(C_b). */
static struct plan plan_of(const int32_t *shape, const double *scalars, const int32_t *saved_layers,
                           const uint32_t *address, const double *theory, const double *table) {
  struct plan plan = {
      .width = (size_t)shape[0],
      .layers = (size_t)shape[1],
      .saved = (size_t)shape[2],
      .philox = shape[3],
      .weights = shape[4],
      .coupled = shape[5],
      .leakage = scalars[0],
      .scale = scalars[1],
      .weight_variance = scalars[2],
      .bias_variance = scalars[3],
      .weight_scale = scalars[4],
      .bias_scale = scalars[5],
      .saved_layers = saved_layers,
      .address = address,
      .table = table,
  };
  const size_t depths = plan.layers + 1;
  plan.stride = (plan.width + 2 * LANES - 1) / (2 * LANES) * (2 * LANES) + 2 * LANES;
  plan.initial_factor = theory;
  plan.kernels = plan.initial_factor + INPUTS * INPUTS;
  plan.increments = plan.kernels + PAIRS * depths;
  plan.products = plan.increments + PAIRS * depths;
  plan.susceptibilities = plan.products + PAIRS * depths;
  plan.factors = plan.susceptibilities + 3 * PAIRS * depths;
  return plan;
}

#endif
