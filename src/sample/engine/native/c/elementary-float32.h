/*
 * Normal numbers from words and the elementary functions behind the activations, in float32: the arithmetic that
 * ../../threads/README.md writes out, with its coefficients, rounding by rounding. A scaling by 2^m that is exact is left to
 * the next constant.
 */
#ifndef ODEPTH_ELEMENTARY_H
#define ODEPTH_ELEMENTARY_H

#include "lanes.h"

#define MINUS_TWO_LN2 -1.3862943649291992f

INLINE uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE float of_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* -2 ln(1 + f) for sqrt 1/2 - 1 <= f <= sqrt 2 - 1. */
INLINE float minus_two_log1p(float f) {
  const float z = f * f;
  const float p =
      -0.6666781902313232f +
      f * (0.5000267624855042f +
           f * (-0.3992612361907959f +
                f * (0.331551730632782f +
                     f * (-0.2982957363128662f + f * (0.2853495180606842f + f * -0.17400719225406646f)))));
  return f * z * p + z - (f + f);
}

/* Box-Muller: from words v and w, cosines to c and sines to s. */
static void normals_of(const uint32_t *restrict v, const uint32_t *restrict w, float *restrict c, float *restrict s,
                       size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t bits = bits_of((float)(int32_t)(v[i] >> 1) + 0.5f) + 0x004afb0du;
    const float k = (float)((int32_t)(bits >> 23) - (127 + 31));
    const float f = of_bits((bits & 0x007fffffu) + 0x3f3504f3u) - 1;
    const float radius = sqrtf(minus_two_log1p(f) + k * MINUS_TWO_LN2);
    const float a = (float)(int32_t)(w[i] << 2) * 3.65729529994141e-10f;
    const float z = a * a;
    const float sine =
        a + a * z * (-0.16666655242443085f + z * (0.008332177996635437f + z * -0.00019517297914717346f));
    const float cosine =
        1 - 0.5f * z + z * z * (0.04166664555668831f + z * (-0.001388736767694354f + z * 2.443845005473122e-5f));
    const uint32_t quarter = w[i] + 0x20000000u;
    const int odd = (quarter & 0x40000000u) != 0;
    const uint32_t cosine_sign = (quarter + 0x40000000u) & 0x80000000u;
    const uint32_t sine_sign = quarter & 0x80000000u;
    c[i] = radius * of_bits(bits_of(odd ? sine : cosine) ^ cosine_sign);
    s[i] = radius * of_bits(bits_of(odd ? cosine : sine) ^ sine_sign);
  }
}

/* x within -m ... m; NaN stays. */
INLINE float within(float x, float m) {
  const float y = x < -m ? -m : x;
  return m < y ? m : y;
}

/* max(x, 0); NaN stays. */
INLINE float positive_part(float x) { return x < 0 ? 0 : x; }

/* e^x between e^-87 and e^88. */
INLINE float exp_of(float x) {
  float y = x < -87 ? -87 : x;
  y = 88 < y ? 88 : y;
  const float shifted = y * 1.4426950216293335f + 12582912;
  const float k = shifted - 12582912;
  const float r = y - k * 0.693359375f - k * -0.00021219444170128554f;
  const float p =
      0.5f + r * (0.166665181517601f +
                  r * (0.04166620597243309f + r * (0.008368882350623608f + r * 0.0013950476422905922f)));
  return of_bits(bits_of(1 + (r + r * r * p)) + (bits_of(shifted) << 23));
}

INLINE float tanh_of(float x) {
  const float y = within(x, 8.7f);
  const float z = y * y;
  const float p =
      1 + z * (0.13400468230247498f +
               z * (0.00351874646730721f + z * (2.099387529597152e-5f + z * 1.3897690998021517e-8f)));
  const float q =
      1 + z * (0.46733787655830383f +
               z * (0.025964902713894844f + z * (0.0003323652219469507f + z * 7.996551971700683e-7f)));
  return y * p / q;
}

INLINE float erf_of(float x) {
  const float y = within(x, 3.83f);
  const float z = y * y;
  const float p =
      1.1283791065216064f +
      z * (0.18722563982009888f +
           z * (0.05241003260016441f +
                z * (0.0036497986875474453f + z * (0.00028598442440852523f + z * 2.1252656097203726e-6f))));
  const float q =
      1 + z * (0.49925729632377625f +
               z * (0.1128685250878334f +
                    z * (0.01473658811300993f + z * (0.0011411840096116066f + z * 3.892229506163858e-5f))));
  return y * p / q;
}

INLINE float swish_of(float x) {
  return x / (1 + exp_of(-x));
}

INLINE float softplus_of(float x) {
  const float e = exp_of(x < 0 ? x : -x);
  const int big = 0.41421356797218323f < e;
  const float f = big ? (e - 1) * 0.5f : e;
  return positive_part(x) + (minus_two_log1p(f) * -0.5f + (big ? 0.6931471824645996f : 0));
}

#endif
