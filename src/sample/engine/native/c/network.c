/*
 * Samples finite networks, layer by layer: sample/network.ts, sample/increments.ts and sample/linear-chain.ts in the same
 * order of operations.
 *
 *     S = sigma(phi)^T sigma(phi)/n,   Q = C_W S + C_b,   phi <- decay phi + scale Z chol(Q)^T
 *
 * Compiled once for each number of inputs, activation and precision:
 *     cc -DINPUTS=4 -DACTIVATION_relu [-DFLOAT32] -std=gnu11 -O3 -ffp-contract=off -fno-math-errno -shared -fPIC
 */
#include <stdlib.h>

#include "activation.h"
#include "chain.h"
#include "cholesky.h"
#include "noise.h"
#include "observe.h"
#include "plan.h"
#include "products.h"

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/* What one network is while it is being sampled. Rows of `stride` numbers; arrays of one run, used again and again. */
struct network {
  struct words words;
  struct words completion_words;
  /* N rows; the chain's where it is coupled. */
  REAL *phi;
  REAL *chain_phi;
  /* Of the chain: P rows. */
  REAL *response;
  /* sigma(phi), Z and the completion of Z, N rows each, and the biases, one: with explicit weights only. */
  REAL *sigma;
  REAL *noise;
  REAL *completion;
  REAL *bias;
  /* States at a saved layer as float64, and 2 P rows for what is made of them. */
  double *seen;
  double *scratch;
  double4 sums[PAIRS];
  struct draw draw;
  _Alignas(64) REAL chunk_noise[INPUTS * CHUNK];
  _Alignas(64) REAL chunk_sigma[INPUTS * CHUNK];
};

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* The rate of `decayed`. */
static REAL rate_of(const struct plan *plan) {
#ifdef FLOAT32
  return (REAL)plan->leakage;
#else
  return 1 - plan->leakage;
#endif
}

/* sigma of `count` neurons from `first` on, and their share of S. */
static void activate_chunk(const struct plan *plan, struct network *net, size_t first, size_t count) {
  REAL *sigma = plan->weights ? net->sigma + first : net->chunk_sigma;
  const size_t stride = plan->weights ? plan->stride : CHUNK;
  for (size_t a = 0; a < INPUTS; a++) {
    activate(net->phi + a * plan->stride + first, sigma + a * stride, count, plan->table);
  }
  add_gram(sigma, stride, count, net->sums);
}

/* One step of the coupled chain for `count` neurons from `first` on, with the network's own normals. */
static void step_chain(const struct plan *plan, struct network *net, size_t layer, const REAL *factor, size_t first,
                       size_t count, const REAL *noise, size_t noise_stride) {
  REAL *phi = net->chain_phi + first;
  for (size_t a = 0; a < INPUTS; a++) {
    activate(phi + a * plan->stride, net->chunk_sigma + a * CHUNK, count, plan->table);
  }
  step_response(plan, layer, net->response, first, net->chunk_sigma, count);
  add_mixed(phi, plan->stride, noise, noise_stride, factor, rate_of(plan), count);
}

/* phi^0 with factor chol K(0), and the chain that starts from it. */
static void begin_network(const struct plan *plan, struct network *net) {
  REAL factor[INPUTS * INPUTS];
  struct words *words = plan->weights ? &net->completion_words : &net->words;
  for (size_t k = 0; k < INPUTS * INPUTS; k++) factor[k] = (REAL)plan->initial_factor[k];
  memset(net->phi, 0, INPUTS * plan->stride * sizeof(REAL));
  memset(net->sums, 0, sizeof net->sums);
  for (size_t first = 0; first < plan->width; first += CHUNK) {
    const size_t count = smaller(plan->width - first, CHUNK);
    fill_blocks(&net->draw, words, (count + LANES - 1) / LANES, net->chunk_noise, CHUNK);
    add_mixed(net->phi + first, plan->stride, net->chunk_noise, CHUNK, factor, 0, count);
    activate_chunk(plan, net, first, count);
  }
  if (!plan->coupled) return;
  memcpy(net->chain_phi, net->phi, INPUTS * plan->stride * sizeof(REAL));
  memset(net->response, 0, PAIRS * plan->stride * sizeof(REAL));
}

/* Goes on with N sums of products. */
static void add_row_products(const REAL *const *x, const REAL *const *y, size_t count, double4 *sums) {
#if INPUTS <= TILE
  add_state_products(x, y, INPUTS, count, sums);
#else
  for (size_t a = 0; a < INPUTS; a++) add_state_products(x + a, y + a, 1, count, sums + a);
#endif
}

/* Rows of W sigma + b, weights drawn and multiplied out, into `noise`. */
static void draw_weights(const struct plan *plan, struct network *net) {
  const size_t width = plan->width;
  const size_t most = 16 * DRAW_PAIRS;
  if (plan->bias_variance > 0) {
    for (size_t i = 0; i < width; i += most) {
      fill_plain(&net->draw, &net->words, smaller(width - i, most), net->bias + i);
    }
  }
  for (size_t i = 0; i < width; i++) {
    double4 sums[INPUTS] = {{0}};
    for (size_t first = 0; first < width; first += most) {
      const size_t count = smaller(width - first, most);
      const REAL *left[INPUTS];
      const REAL *right[INPUTS];
      fill_plain(&net->draw, &net->words, count, net->chunk_noise);
      UNROLL for (size_t a = 0; a < INPUTS; a++) {
        left[a] = net->chunk_noise;
        right[a] = net->sigma + a * plan->stride + first;
      }
      add_row_products(left, right, count, sums);
    }
    const REAL shift = (REAL)plan->bias_scale * net->bias[i];
    for (size_t a = 0; a < INPUTS; a++) {
      net->noise[a * plan->stride + i] = (REAL)(plan->weight_scale * total(sums[a])) + shift;
    }
  }
}

/* Solves Z L^T = noise in place; components of zero columns are drawn from the completion. */
static void whiten(const struct plan *plan, struct network *net, const double *factor) {
  const size_t width = plan->width;
  int deficient = 0;
  for (size_t a = 0; a < INPUTS; a++) deficient |= factor[a * INPUTS + a] == 0;
  if (deficient) fill_layer(&net->draw, &net->completion_words, width, net->completion, plan->stride);
  for (size_t a = 0; a < INPUTS; a++) {
    REAL *restrict row = net->noise + a * plan->stride;
    const REAL pivot = (REAL)factor[a * INPUTS + a];
    for (size_t b = 0; b < a; b++) {
      const REAL *restrict other = net->noise + b * plan->stride;
      const REAL weight = (REAL)factor[a * INPUTS + b];
      for (size_t i = 0; i < width; i++) row[i] -= weight * other[i];
    }
    if (pivot == 0) memcpy(row, net->completion + a * plan->stride, width * sizeof(REAL));
    else for (size_t i = 0; i < width; i++) row[i] /= pivot;
  }
}

/* (phi, chain)^l -> l + 1, and the sums of S at l + 1. */
static void step_network(const struct plan *plan, struct network *net, size_t layer, const double *factor) {
  REAL own[INPUTS * INPUTS];
  REAL chain[INPUTS * INPUTS] = {0};
  for (size_t k = 0; k < INPUTS * INPUTS; k++) own[k] = (REAL)(plan->scale * factor[k]);
  if (plan->coupled) {
    for (size_t k = 0; k < INPUTS * INPUTS; k++) chain[k] = (REAL)plan->factors[layer * INPUTS * INPUTS + k];
  }
  if (plan->weights) {
    draw_weights(plan, net);
    whiten(plan, net, factor);
  }
  memset(net->sums, 0, sizeof net->sums);
  for (size_t first = 0; first < plan->width; first += CHUNK) {
    const size_t count = smaller(plan->width - first, CHUNK);
    const REAL *noise = plan->weights ? net->noise + first : net->chunk_noise;
    const size_t stride = plan->weights ? plan->stride : CHUNK;
    if (!plan->weights) {
      fill_blocks(&net->draw, &net->words, (count + LANES - 1) / LANES, net->chunk_noise, CHUNK);
    }
    add_mixed(net->phi + first, plan->stride, noise, stride, own, rate_of(plan), count);
    if (plan->coupled) step_chain(plan, net, layer, chain, first, count, noise, stride);
    activate_chunk(plan, net, first, count);
  }
}

/* `rows` rows as float64: themselves, or converted to the memory at *at, which moves on. */
static const double *as_float64(const REAL *rows, size_t count, size_t stride, double **at) {
#ifdef FLOAT32
  double *out = *at;
  *at += count * stride;
  for (size_t i = 0; i < count * stride; i++) out[i] = rows[i];
  return out;
#else
  (void)count;
  (void)stride;
  (void)at;
  return rows;
#endif
}

/* sigma of N rows, as float64, in the memory at *at, which moves on. */
static const double *activated(const struct plan *plan, struct network *net, const REAL *rows, double **at) {
  double *out = *at;
  *at += INPUTS * plan->stride;
  for (size_t first = 0; first < INPUTS * plan->stride; first += CHUNK) {
    const size_t count = smaller(INPUTS * plan->stride - first, CHUNK);
    activate(rows + first, net->chunk_sigma, count, plan->table);
    for (size_t i = 0; i < count; i++) out[first + i] = net->chunk_sigma[i];
  }
  return out;
}

/* The numbers of a saved layer to out. */
static void observe_network(const struct plan *plan, struct network *net, size_t layer, double *out) {
  double *at = net->seen;
  struct layer_state state = {
      .phi = as_float64(net->phi, INPUTS, plan->stride, &at),
      .sigma = activated(plan, net, net->phi, &at),
  };
  if (plan->coupled) {
    state.chain_phi = as_float64(net->chain_phi, INPUTS, plan->stride, &at);
    state.chain_sigma = activated(plan, net, net->chain_phi, &at);
    state.response = as_float64(net->response, PAIRS, plan->stride, &at);
  }
  observe(plan, layer, &state, net->scratch, net->scratch + PAIRS * plan->stride, out);
}

/* out: layer at which Q was no covariance or -1, its zero pivots, depths written; then for each depth zero pivots above it. */
static void run_network(const struct plan *plan, struct network *net, double *out) {
  double *at = out + 3;
  double pivots = 0;
  size_t slot = 0;
  out[0] = -1;
  begin_network(plan, net);
  for (size_t layer = 0; layer <= plan->layers; layer++) {
    double matrix[INPUTS * INPUTS];
    double factor[INPUTS * INPUTS] = {0};
    double products[PAIRS];
    if (slot < plan->saved && (size_t)plan->saved_layers[slot] == layer) {
      *at = pivots;
      observe_network(plan, net, layer, at + 1);
      at += 1 + observation_size(plan);
      slot++;
    }
    if (layer == plan->layers) break;
    mean_gram(net->sums, plan->width, products);
    for (size_t a = 0, p = 0; a < INPUTS; a++) {
      for (size_t b = a; b < INPUTS; b++, p++) {
        matrix[b * INPUTS + a] = plan->weight_variance * products[p] + plan->bias_variance;
      }
    }
    const int deficient = cholesky(matrix, factor);
    if (deficient < 0) {
      out[0] = (double)layer;
      break;
    }
    pivots += deficient;
    step_network(plan, net, layer, factor);
  }
  out[1] = pivots;
  out[2] = (double)slot;
}

/*
 * Networks first ... first + count - 1 into records of `record` numbers of `out`. Arguments: see plan.h. `first` is a whole
 * number below 2^53. Returns 0, or 1 where there is not enough memory.
 */
EXPORT int odepth_sample(const int32_t *shape, const double *scalars, const int32_t *saved_layers,
                         const uint32_t *address, const double *theory, const double *table, double first, int32_t count,
                         int32_t record, double *out) {
  const struct plan plan = plan_of(shape, scalars, saved_layers, address, theory, table);
  const size_t rows = INPUTS + (plan.coupled ? INPUTS + PAIRS : 0) + (plan.weights ? 3 * INPUTS + 1 : 0);
  const size_t seen_rows = 2 * INPUTS + (plan.coupled ? 2 * INPUTS + PAIRS : 0) + 2 * PAIRS;
  struct network *net = aligned_alloc(64, (sizeof *net + 63) / 64 * 64);
  REAL *states = aligned_alloc(64, rows * plan.stride * sizeof(REAL));
  double *seen = aligned_alloc(64, seen_rows * plan.stride * sizeof(double));
  if (net == NULL || states == NULL || seen == NULL) {
    free(net);
    free(states);
    free(seen);
    return 1;
  }
  memset(net, 0, sizeof *net);
  memset(states, 0, rows * plan.stride * sizeof(REAL));
  memset(seen, 0, seen_rows * plan.stride * sizeof(double));
  net->words.philox = net->completion_words.philox = plan.philox;
  net->phi = states;
  net->chain_phi = net->phi + INPUTS * plan.stride;
  net->response = net->chain_phi + (plan.coupled ? INPUTS * plan.stride : 0);
  net->sigma = net->response + (plan.coupled ? PAIRS * plan.stride : 0);
  net->noise = net->sigma + INPUTS * plan.stride;
  net->completion = net->noise + INPUTS * plan.stride;
  net->bias = net->completion + INPUTS * plan.stride;
  net->scratch = seen;
  net->seen = seen + 2 * PAIRS * plan.stride;
  for (int32_t k = 0; k < count; k++) {
    const uint64_t network = (uint64_t)first + (uint64_t)k;
    words_reset(&net->words, plan.address, plan.address[plan.weights ? 3 : 2], network);
    words_reset(&net->completion_words, plan.address, plan.address[4], network);
    run_network(&plan, net, out + (size_t)k * (size_t)record);
  }
  free(net);
  free(states);
  free(seen);
  return 0;
}
