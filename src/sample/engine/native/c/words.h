/*
 * Random 32-bit words at an address, eight to a step: the streams of numeric/random/{address,philox,xoshiro}.ts.
 */
#ifndef ODEPTH_WORDS_H
#define ODEPTH_WORDS_H

#include "lanes.h"

/* Bit 16 of the last counter word tells lane states from the words of a Philox stream. */
#define SEEDING_USE 0x10000u
#define PHILOX_ROUNDS 10

/* One stream. `philox` is what it was opened as; `state` is of xoshiro, `block` of Philox. */
struct words {
  int philox;
  uint32_t key[2];
  uint32_t network[2];
  uint32_t purpose;
  uint64_t block;
  words8 state[4];
};

/* Blocks of Philox that are computed side by side; four of them make one pair of steps. */
#define PHILOX_BLOCKS 16

/*
 * Blocks first ... first + 15 of Philox4x32-10 with counters (low word, n0, n1 + 2^21 * high word, purpose), four words
 * each, to out[0 .. 64). Source: Salmon, Moraes, Dror & Shaw, SC'11.
 */
static void philox_blocks(const struct words *s, uint64_t first, uint32_t purpose, uint32_t *restrict out) {
  for (int i = 0; i < PHILOX_BLOCKS; i++) {
    const uint64_t block = first + (uint64_t)i;
    uint32_t a = (uint32_t)block;
    uint32_t b = s->network[0];
    uint32_t c = s->network[1] + ((uint32_t)(block >> 32) << 21);
    uint32_t d = purpose;
    uint32_t k = s->key[0];
    uint32_t l = s->key[1];
    UNROLL for (int round = 0; round < PHILOX_ROUNDS; round++) {
      const uint64_t x = (uint64_t)a * 0xd2511f53u;
      const uint64_t y = (uint64_t)c * 0xcd9e8d57u;
      a = (uint32_t)(y >> 32) ^ b ^ k;
      c = (uint32_t)(x >> 32) ^ d ^ l;
      b = (uint32_t)y;
      d = (uint32_t)x;
      k += 0x9e3779b9u;
      l += 0xbb67ae85u;
    }
    out[4 * i] = a;
    out[4 * i + 1] = b;
    out[4 * i + 2] = c;
    out[4 * i + 3] = d;
  }
}

/* Goes to the first word of (key, purpose, network): lane states of xoshiro128++ are Philox blocks; never all zero. */
static void words_reset(struct words *s, const uint32_t *key, uint32_t purpose, uint64_t network) {
  s->key[0] = key[0];
  s->key[1] = key[1];
  s->network[0] = (uint32_t)network;
  s->network[1] = (uint32_t)(network >> 32);
  s->purpose = purpose;
  s->block = 0;
  if (s->philox) return;
  uint32_t seeds[4 * PHILOX_BLOCKS];
  philox_blocks(s, 0, purpose + SEEDING_USE, seeds);
  for (int lane = 0; lane < LANES; lane++) {
    const uint32_t *own = seeds + 4 * lane;
    const int zero = (own[0] | own[1] | own[2] | own[3]) == 0;
    for (int k = 0; k < 4; k++) s->state[k][lane] = zero && k == 0 ? 0x9e3779b9u : own[k];
  }
}

static void philox_fill(struct words *s, uint32_t *restrict v, uint32_t *restrict w, size_t pairs) {
  uint32_t out[4 * PHILOX_BLOCKS];
  for (size_t j = 0; j < pairs; j += PHILOX_BLOCKS / 4) {
    const size_t part = pairs - j < PHILOX_BLOCKS / 4 ? pairs - j : PHILOX_BLOCKS / 4;
    philox_blocks(s, s->block, s->purpose, out);
    for (size_t k = 0; k < part; k++) {
      memcpy(v + 8 * (j + k), out + 16 * k, 32);
      memcpy(w + 8 * (j + k), out + 16 * k + 8, 32);
    }
    s->block += 4 * part;
  }
}

INLINE words8 xoshiro_next(words8 s[4]) {
  const words8 sum = s[0] + s[3];
  const words8 out = ((sum << 7) | (sum >> 25)) + s[0];
  const words8 shifted = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = (s[3] << 11) | (s[3] >> 21);
  return out;
}

/* The next 2 * pairs steps: even ones one after another in v, odd ones in w, eight words each. */
static void words_fill(struct words *s, uint32_t *restrict v, uint32_t *restrict w, size_t pairs) {
  if (s->philox) {
    philox_fill(s, v, w, pairs);
    return;
  }
  words8 state[4] = {s->state[0], s->state[1], s->state[2], s->state[3]};
  for (size_t j = 0; j < pairs; j++) {
    const words8 even = xoshiro_next(state);
    const words8 odd = xoshiro_next(state);
    memcpy(v + 8 * j, &even, sizeof even);
    memcpy(w + 8 * j, &odd, sizeof odd);
  }
  for (int k = 0; k < 4; k++) s->state[k] = state[k];
}

#endif
