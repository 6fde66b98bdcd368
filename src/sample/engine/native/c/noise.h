/*
 * Standard normals from a stream of words: for the neurons of a layer (sample/neuron-noise.ts) and in plain order
 * (numeric/random/normal-stream.ts).
 */
#ifndef ODEPTH_NOISE_H
#define ODEPTH_NOISE_H

#include "elementary.h"
#include "words.h"

/* Pairs of groups that are drawn at once, at most. */
#define DRAW_PAIRS (CHUNK * INPUTS / 16)

/* Words and normals on their way: cosines and sines of one pair of groups after another. */
struct draw {
  _Alignas(64) uint32_t v[8 * DRAW_PAIRS];
  _Alignas(64) uint32_t w[8 * DRAW_PAIRS];
  _Alignas(64) REAL cosines[8 * DRAW_PAIRS];
  _Alignas(64) REAL sines[8 * DRAW_PAIRS];
};

static void draw_pairs(struct draw *draw, struct words *words, size_t pairs) {
  words_fill(words, draw->v, draw->w, pairs);
  normals_of(draw->v, draw->w, draw->cosines, draw->sines, LANES * pairs);
}

/* Group g of what was drawn: even groups are cosines, odd ones sines. */
INLINE const REAL *group_of(const struct draw *draw, size_t g) {
  return (g % 2 == 0 ? draw->cosines : draw->sines) + LANES * (g / 2);
}

/* The next `blocks` <= CHUNK / 8 blocks of eight neurons, to rows `stride` apart. An odd last group leaves one unused. */
static void fill_blocks(struct draw *draw, struct words *words, size_t blocks, REAL *out, size_t stride) {
  draw_pairs(draw, words, (blocks * INPUTS + 1) / 2);
  for (size_t block = 0, g = 0; block < blocks; block++) {
    UNROLL for (size_t a = 0; a < INPUTS; a++, g++) {
      memcpy(out + a * stride + LANES * block, group_of(draw, g), LANES * sizeof(REAL));
    }
  }
}

/* A whole layer, out[a * stride + i]; up to seven numbers beyond the width are written. */
static void fill_layer(struct draw *draw, struct words *words, size_t width, REAL *out, size_t stride) {
  for (size_t i = 0; i < width; i += CHUNK) {
    const size_t count = width - i < CHUNK ? width - i : CHUNK;
    fill_blocks(draw, words, (count + LANES - 1) / LANES, out + i, stride);
  }
}

/* The next normals in the order of the stream, count up to the next multiple of 16, at most 16 * DRAW_PAIRS. */
static void fill_plain(struct draw *draw, struct words *words, size_t count, REAL *out) {
  const size_t pairs = (count + 15) / 16;
  draw_pairs(draw, words, pairs);
  for (size_t g = 0; g < 2 * pairs; g++) memcpy(out + LANES * g, group_of(draw, g), LANES * sizeof(REAL));
}

#endif
