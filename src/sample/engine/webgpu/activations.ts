import { type BuiltInActivation, leakyReluSlope } from '../../../model/activation.ts';
import { polynomial } from './normals.ts';

// e^r − 1 = r + r² E(r) on |r| ≤ (ln 2)/2: relative error 2^−31.
const exponential = [0.5, 0.16666666, 0.041666493, 0.008333547, 0.001393232, 0.00019760788];
// erf t = t + t S(t²) on t ≤ 0.93: 2^−25.8 relative; erf t = 1 − e^(−t R(t)) on 0.92 ≤ t ≤ 4: 2^−30 absolute.
const smallErf = [0.12837915, -0.3761249, 0.11281731, -0.026762966, 0.004987352, -0.00059595786];
const largeErf = [1.1286522, 0.6351357, 0.10626346, -0.023785597, 0.0036538728, -0.00032567728, 0.000011524549];
// artanh s = s + s³ A(s²) on s ≤ 1/3: 2^−33 relative.
const areaTangent = [0.33333337, 0.19999474, 0.14307606, 0.10721943, 0.12122628];

// y = k ln 2 + r, ln 2 in two parts of which k times the first is exact; 2^k is put together from its bits.
const exponentialText = /* wgsl */ `
fn expStep(y: F) -> F {
  return round(y * F(1.442695));
}

fn expm1OfRest(y: F, k: F) -> F {
  let r = fma(k, F(2.1219444e-4), fma(k, F(-0.693359375), y));
  return fma(r * r, ${polynomial('r', exponential)}, r);
}

fn powerOfTwo(k: F) -> F {
  return bitcast<F>((I(k) + I(127)) << U(23u));
}

fn exponential(x: F) -> F {
  let y = clamp(x, F(-87.0), F(87.0));
  let k = expStep(y);
  let power = powerOfTwo(k);
  return fma(power, expm1OfRest(y, k), power);
}
`;

const erfText = /* wgsl */ `${exponentialText}
fn errorFunction(x: F) -> F {
  let t = min(abs(x), F(4.0));
  let z = t * t;
  let small = fma(t, ${polynomial('z', smallErf)}, t);
  let large = F(1.0) - exponential(-t * ${polynomial('t', largeErf)});
  let size = select(large, small, t < F(0.93));
  return select(size, -size, x < F(0.0));
}
`;

/**
 * WGSL of σ, `fn activate(x: F) -> F` in the lane types of `normals.ts`, by the formulas of `model/activation.ts`.
 *
 * Largest error seen against float64 at 6·10⁴ points of |x| ≤ 30, each operation rounded to float32, products of fma rounded or
 * not: identity and relu exact; leaky-relu 8.1·10⁻⁸, tanh 1.5·10⁻⁷, erf 8.0·10⁻⁸, softplus 1.9·10⁻⁷ relative; gelu and swish
 * 1.1·10⁻⁷ |x|. A division or root that the driver rounds worse (WGSL allows 2.5 ulp) adds to it.
 */
export const activationText: Readonly<Record<BuiltInActivation, string>> = {
  identity: /* wgsl */ `
fn activate(x: F) -> F {
  return x;
}
`,
  relu: /* wgsl */ `
fn activate(x: F) -> F {
  return max(x, F(0.0));
}
`,
  'leaky-relu': /* wgsl */ `
fn activate(x: F) -> F {
  return max(x, F(${leakyReluSlope}) * x);
}
`,
  tanh: /* wgsl */ `${exponentialText}
fn activate(x: F) -> F {
  let y = F(2.0) * min(abs(x), F(9.1));
  let k = expStep(y);
  let power = powerOfTwo(k);
  let m = fma(power, expm1OfRest(y, k), power - F(1.0));
  let size = m / (m + F(2.0));
  return select(size, -size, x < F(0.0));
}
`,
  erf: /* wgsl */ `${erfText}
fn activate(x: F) -> F {
  return errorFunction(x);
}
`,
  gelu: /* wgsl */ `${erfText}
fn activate(x: F) -> F {
  return F(0.5) * x * (F(1.0) + errorFunction(F(0.70710677) * x));
}
`,
  softplus: /* wgsl */ `${exponentialText}
fn activate(x: F) -> F {
  let e = exponential(-abs(x));
  let s = e / (F(2.0) + e);
  let z = s * s;
  return max(x, F(0.0)) + F(2.0) * fma(s * z, ${polynomial('z', areaTangent)}, s);
}
`,
  swish: /* wgsl */ `${exponentialText}
fn activate(x: F) -> F {
  return x / (F(1.0) + exponential(-x));
}
`,
};
