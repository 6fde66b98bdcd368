/* The response of the infinite-width chain coupled to one network: sample/linear-chain.ts. */
#ifndef ODEPTH_CHAIN_H
#define ODEPTH_CHAIN_H

#include "plan.h"

/* What `driven` adds or takes out for pair p. */
static REAL shift_of(const struct plan *plan, size_t layer, size_t p) {
#ifdef FLOAT32
  return (REAL)plan->products[PAIRS * layer + p];
#else
  return plan->scale * plan->scale * (plan->bias_variance - plan->increments[PAIRS * layer + p]);
#endif
}

/*
 * keep X + own + gain sigma sigma + shift with the share of C_b - F(K0) in `shift`; float32 takes it out of sigma sigma before
 * the product, as E2(K0), since there it is of the same size.
 */
INLINE REAL driven(REAL moved, REAL gain, REAL sa, REAL sb, REAL shift) {
#ifdef FLOAT32
  return moved + gain * (sa * sb - shift);
#else
  return moved + (gain * sa * sb + shift);
#endif
}

/* X^l -> X^(l+1) for `count` neurons from `first` on; sigma holds sigma of the chain there, rows CHUNK apart. */
static void step_response(const struct plan *plan, size_t layer, REAL *response, size_t first, const REAL *sigma,
                          size_t count) {
  const double step = plan->scale * plan->scale;
  const double decay = (1 - plan->leakage) * (1 - plan->leakage);
  const REAL gain = (REAL)(step * plan->weight_variance);
  const double *chi = plan->susceptibilities + 3 * PAIRS * layer;
  for (size_t a = 0; a < INPUTS; a++) {
    const size_t diagonal = pair_of(a, a);
    REAL *restrict xa = response + diagonal * plan->stride + first;
    const REAL *restrict sa = sigma + a * CHUNK;
    /* Off-diagonal pairs read the diagonal ones, so (a, a) is advanced after every (a, b). */
    for (size_t b = a + 1; b < INPUTS; b++) {
      const size_t p = diagonal + b - a;
      const REAL on_a = (REAL)(step * chi[3 * p]);
      const REAL keep = (REAL)(decay + step * chi[3 * p + 1]);
      const REAL on_b = (REAL)(step * chi[3 * p + 2]);
      const REAL shift = shift_of(plan, layer, p);
      REAL *restrict xp = response + p * plan->stride + first;
      const REAL *restrict xb = response + pair_of(b, b) * plan->stride + first;
      const REAL *restrict sb = sigma + b * CHUNK;
      for (size_t i = 0; i < count; i++) {
        xp[i] = driven(keep * xp[i] + on_a * xa[i] + on_b * xb[i], gain, sa[i], sb[i], shift);
      }
    }
    const REAL keep = (REAL)(decay + step * chi[3 * diagonal]);
    const REAL shift = shift_of(plan, layer, diagonal);
    for (size_t i = 0; i < count; i++) xa[i] = driven(keep * xa[i], gain, sa[i], sa[i], shift);
  }
}

#endif
