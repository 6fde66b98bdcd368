/*
 * Normal numbers from words and the elementary functions behind the activations, in float64: numeric/{logarithm,turn,
 * exponential,error-function}.ts and numeric/random/normal-stream.ts, rounding by rounding, so that the bits agree.
 * What those do exactly (powers of two from a table, the reduction of a turn, a factor 2^m) is done here in the cheapest
 * way that is exact too.
 */
#ifndef ODEPTH_ELEMENTARY_H
#define ODEPTH_ELEMENTARY_H

#include "lanes.h"

#define ROUNDING_SHIFT 6755399441055744.0
#define LN2_HIGH 0.6931471803691238
#define LN2_LOW 1.9082149292705877e-10
#define INVERSE_LN2 1.4426950408889634
#define MANTISSA 0x000fffffffffffffu
/* Added to the bits of x, carries into the exponent from sqrt 2 on. */
#define ROOT_TWO_CARRY 0x00095f6400000000u
/* Bits of 1, and less what was added. */
#define ONE 0x3ff0000000000000u
#define ONE_LESS_CARRY 0x3fe6a09c00000000u
/* Bits of 2^52: a whole number below them is its own mantissa. */
#define WHOLE 0x4330000000000000u

INLINE uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE double of_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* -2 ln(2^-scale x) for normal positive x. */
INLINE double minus_two_log(double x, int scale) {
  const uint64_t bits = bits_of(x) + ROOT_TWO_CARRY;
  const double k = of_bits(bits >> 52 | WHOLE) - (4503599627370496.0 + 1023.0 + scale);
  const double f = of_bits((bits & MANTISSA) + ONE_LESS_CARRY) - 1;
  const double s = f / (2 + f);
  const double z = s * s;
  const double r =
      z * (2 * 0.6666666666666735 +
           z * (2 * 0.3999999999940942 +
                z * (2 * 0.2857142874366239 +
                     z * (2 * 0.22222198432149784 +
                          z * (2 * 0.1818357216161805 + z * (2 * 0.15313837699209373 + z * (2 * 0.14798198605116586)))))));
  const double h = f * f;
  return h - (s * (h + r) + k * (2 * LN2_LOW)) - (f + f) - k * (2 * LN2_HIGH);
}

/* ln x for normal positive x. */
INLINE double log_of(double x) { return -0.5 * minus_two_log(x, 0); }

/*
 * Box-Muller: from words v and w, cosines to c and sines to s. The turn of w is q/4 + f with q a whole number of quarters,
 * |f| < 1/8, both read off its bits.
 */
static void normals_of(const uint32_t *restrict v, const uint32_t *restrict w, double *restrict c, double *restrict s,
                       size_t count) {
  for (size_t i = 0; i < count; i++) {
    const double radius = sqrt(minus_two_log((double)(int32_t)(v[i] ^ 0x80000000u) + 2147483648.5, 32));
    const double a = ((double)(int32_t)(w[i] << 2) + 2) * (6.283185307179586 * 0x1p-34);
    const double z = a * a;
    const double cosine =
        1 - z * (0.5 - z * (0.0416666666666666 +
                            z * (-0.001388888888887411 +
                                 z * (0.00002480158728947673 +
                                      z * (-2.7557314351390663e-7 +
                                           z * (2.087572321298175e-9 + z * -1.1359647557788195e-11))))));
    const double sine =
        a + a * (z * (-0.16666666666666632 +
                      z * (0.00833333333332249 +
                           z * (-0.0001984126982985795 +
                                z * (0.0000027557313707070068 +
                                     z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10))))));
    const uint64_t quarter = (uint64_t)(w[i] + 0x20000000u) << 32;
    const int odd = (quarter & 0x4000000000000000u) != 0;
    const uint64_t cosine_sign = (quarter + 0x4000000000000000u) & 0x8000000000000000u;
    const uint64_t sine_sign = quarter & 0x8000000000000000u;
    c[i] = radius * of_bits(bits_of(odd ? sine : cosine) ^ cosine_sign);
    s[i] = radius * of_bits(bits_of(odd ? cosine : sine) ^ sine_sign);
  }
}

#define EXPONENT_SERIES(t) \
  ((t) * (0.16666666666666602 + \
          (t) * (-0.0027777777777015593 + \
                 (t) * (0.00006613756321437934 + (t) * (-0.0000016533902205465252 + (t) * 4.1381367970572385e-8)))))

/* max(x, limit) and min(x, limit); NaN becomes the limit. */
INLINE double at_least(double x, double limit) { return x > limit ? x : limit; }
INLINE double at_most(double x, double limit) { return x < limit ? x : limit; }

/* max(x, 0) as JavaScript has it: NaN stays, -0 becomes 0. */
INLINE double positive_part(double x) { return (x < 0 ? 0 : x) + 0.0; }

/* 2^k for a whole |k| <= 1022. */
INLINE double power_of_two(int64_t k) { return of_bits((uint64_t)(k + 1023) << 52); }

/* e^x for x <= 0; NaN becomes e^-746 = 0. */
INLINE double exp_of(double x) {
  const double y = at_least(x, -746);
  const double k = y * INVERSE_LN2 + ROUNDING_SHIFT - ROUNDING_SHIFT;
  const double r = y - k * LN2_HIGH - k * LN2_LOW;
  const double t = r * r;
  const double c = r - EXPONENT_SERIES(t);
  const int32_t j = (int32_t)k;
  const int32_t half = j >> 1;
  return (1 + (r + (r * c) / (2 - c))) * power_of_two(half) * power_of_two(j - half);
}

/*
 * tau + (1 - tau^2) r / (R + tau r) for y = k ln 2 + r as numeric/exponential.ts has it, with the four numbers of its table for
 * k computed: the value at r = 0, what rounding took from it, half the inverse of the slope, and that times tau.
 */
INLINE double stepped(double y, double k, double value, double remainder, double inverse, double slope) {
  const double r = y - k * LN2_HIGH - (k * LN2_LOW - 2 * inverse * remainder);
  const double t = r * r;
  const double w = EXPONENT_SERIES(t);
  return value + r / (2 * inverse + (inverse * w + slope * r));
}

/* tanh x; NaN stays. Exactly odd, so it is computed for |x|. */
INLINE double tanh_of(double x) {
  const double y = 2 * at_most(fabs(x), 22);
  const double shifted = y * INVERSE_LN2 + ROUNDING_SHIFT;
  const double k = shifted - ROUNDING_SHIFT;
  const uint64_t power = bits_of(shifted) << 52;
  const double m = of_bits(ONE + power);
  const double value = (m - 1) / (m + 1);
  const double remainder = k < 8 ? (m - 1 - value * m - value) / (m + 1) : 0;
  const double inverse = (m + 1) * (m + 1) * (0.25 * of_bits(ONE - power));
  const double size = stepped(y, k, value, remainder, inverse, inverse * (m - 1) / (m + 1));
  return x == x ? copysign(size, x) : x;
}

/* x / (1 + e^-x). */
INLINE double swish_of(double x) {
  const double y = at_least(at_most(x, 40), -40);
  const double shifted = y * INVERSE_LN2 + ROUNDING_SHIFT;
  const double k = shifted - ROUNDING_SHIFT;
  const double size = fabs(k);
  const uint64_t power = bits_of(size + ROUNDING_SHIFT) << 52;
  const double m = of_bits(ONE + power);
  const double numerator = k < 0 ? 1 : m;
  const double value = numerator / (m + 1);
  const double remainder = k < 8 ? (numerator - value * m - value) / (m + 1) : 0;
  const double inverse = (m + 1) * (m + 1) * (0.5 * of_bits(ONE - power));
  const double logistic =
      stepped(y, k, value, remainder, inverse, copysign(inverse, k) * (m - 1) / (m + 1));
  return x * (x < -40 ? exp_of(at_most(x, -40)) : logistic);
}

/*
 * erf reads its table in two steps, so that all but the reading is vector arithmetic: which row an argument takes, and the
 * value from the numbers of that row. Rows for c = -6, -5.875, ... 6 of numeric/error-function.ts.
 */
#define ERF_ROW 14
INLINE double erf_argument(double x) { return at_least(at_most(x, 6), -6); }
INLINE double erf_step(double y) { return 8 * y + ROUNDING_SHIFT - ROUNDING_SHIFT; }
INLINE int32_t erf_row(double y) { return ERF_ROW * (48 + (int32_t)erf_step(y)); }
INLINE double erf_of(double y, const double *row, size_t stride) {
  const double h = y - 0.125 * erf_step(y);
  double p = row[13 * stride];
  UNROLL for (size_t m = 12; m >= 2; m--) p = p * h + row[m * stride];
  return row[0] + (p * h + row[stride]);
}

/* max(x, 0) + ln(1 + e^-|x|), with what 1 + y lost in rounding put back to first order. */
INLINE double softplus_of(double x) {
  const double y = exp_of(x < 0 ? x : -x);
  const double u = 1 + y;
  return positive_part(x) + (log_of(u) + (y - (u - 1)) / u);
}

#endif
