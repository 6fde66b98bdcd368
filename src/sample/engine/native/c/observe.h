/*
 * What is taken at a saved layer, in float64 whatever the states are: the numbers of an `Observation` (sample/observables.ts)
 * as sample/network.ts and sample/linear-chain.ts compute them.
 */
#ifndef ODEPTH_OBSERVE_H
#define ODEPTH_OBSERVE_H

#include "activation.h"
#include "plan.h"
#include "products.h"

#define PACKED (PAIRS * (PAIRS + 1) / 2)

/* States of one network at one layer, by rows of float64; the last three are absent without the coupled chain. */
struct layer_state {
  const double *phi;
  const double *sigma;
  const double *chain_phi;
  const double *chain_sigma;
  const double *response;
};

/* Numbers of one depth: g, s and, coupled, l, e, A, w. */
static size_t observation_size(const struct plan *plan) {
  return 2 * PAIRS + (plan->coupled ? 2 * PAIRS + 2 * PACKED : 0);
}

/*
 * l, A and w of sample/observables.ts: the mean of Y = h + X, (1/n) sum_i Y_i Y_i^T, and the excess of (1/n) sum_i h_i h_i^T
 * over K_ac K_bd + K_ad K_bc; h = phi phi^T - K0 of the chain's phi. `square` and `deviation` (P rows) take h and Y.
 */
static void observe_chain(const struct plan *plan, size_t layer, const double *phi, const double *response,
                          double *square, double *deviation, double *mean, double *covariance, double *excess) {
  const size_t stride = plan->stride;
  const double *kernel = plan->kernels + PAIRS * layer;
  for (size_t a = 0, p = 0; a < INPUTS; a++) {
    for (size_t b = a; b < INPUTS; b++, p++) {
      const double *restrict xa = phi + a * stride;
      const double *restrict xb = phi + b * stride;
      const double *restrict x = response + p * stride;
      double *restrict h = square + p * stride;
      double *restrict y = deviation + p * stride;
      const double exact = kernel[p];
      for (size_t i = 0; i < plan->width; i++) {
        h[i] = xa[i] * xb[i] - exact;
        y[i] = h[i] + x[i];
      }
    }
  }
  sum_rows(deviation, stride, plan->width, mean);
  for (size_t p = 0; p < PAIRS; p++) mean[p] /= (double)plan->width;
  mean_products(deviation, PAIRS, stride, plan->width, covariance);
  mean_products(square, PAIRS, stride, plan->width, excess);
  size_t q = 0;
  for (size_t a = 0; a < INPUTS; a++) {
    for (size_t b = a; b < INPUTS; b++) {
      for (size_t c = a; c < INPUTS; c++) {
        for (size_t d = c == a ? b : c; d < INPUTS; d++, q++) {
          excess[q] -= kernel[pair_of(a, c)] * kernel[pair_of(b, d)] + kernel[pair_of(a, d)] * kernel[pair_of(b, c)];
        }
      }
    }
  }
}

/*
 * S_lin - E2(K0) = (zeta + chi X) / C_W averaged over the neurons, by pairs. `sigma` is of the chain; `products` and
 * `transports` (P rows) take the summands.
 */
static void linear_source(const struct plan *plan, size_t layer, const double *sigma, const double *response,
                          double *products, double *transports, double *out) {
  const size_t stride = plan->stride;
  const double *chi = plan->susceptibilities + 3 * PAIRS * layer;
  for (size_t a = 0, p = 0; a < INPUTS; a++) {
    for (size_t b = a; b < INPUTS; b++, p++) {
      const double on_a = a == b ? 0 : chi[3 * p];
      const double own = a == b ? chi[3 * p] : chi[3 * p + 1];
      const double on_b = a == b ? 0 : chi[3 * p + 2];
      const double *restrict sa = sigma + a * stride;
      const double *restrict sb = sigma + b * stride;
      const double *restrict x = response + p * stride;
      const double *restrict xa = response + pair_of(a, a) * stride;
      const double *restrict xb = response + pair_of(b, b) * stride;
      double *restrict product = products + p * stride;
      double *restrict transport = transports + p * stride;
      for (size_t i = 0; i < plan->width; i++) {
        product[i] = sa[i] * sb[i];
        transport[i] = on_a * xa[i] + own * x[i] + on_b * xb[i];
      }
    }
  }
  double source[PAIRS];
  double transported[PAIRS];
  sum_rows(products, stride, plan->width, source);
  sum_rows(transports, stride, plan->width, transported);
  const double width = (double)plan->width;
  for (size_t p = 0; p < PAIRS; p++) {
    out[p] = source[p] / width - plan->products[PAIRS * layer + p] + transported[p] / (width * plan->weight_variance);
  }
}

/* The numbers of one depth; `first` and `second` take P rows each and are used only where the chain is coupled. */
static void observe(const struct plan *plan, size_t layer, const struct layer_state *state, double *first,
                    double *second, double *out) {
  double *g = out;
  double *s = g + PAIRS;
  double *l = s + PAIRS;
  double *e = l + PAIRS;
  double *covariance = e + PAIRS;
  mean_products(state->phi, INPUTS, plan->stride, plan->width, g);
  mean_products(state->sigma, INPUTS, plan->stride, plan->width, s);
  for (size_t p = 0; p < PAIRS; p++) {
    g[p] -= plan->kernels[PAIRS * layer + p];
    s[p] -= plan->products[PAIRS * layer + p];
  }
  if (!plan->coupled) return;
  observe_chain(plan, layer, state->chain_phi, state->response, first, second, l, covariance, covariance + PACKED);
  linear_source(plan, layer, state->chain_sigma, state->response, first, second, e);
  for (size_t p = 0; p < PAIRS; p++) e[p] = s[p] - e[p];
}

#endif
