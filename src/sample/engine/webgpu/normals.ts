/**
 * WGSL: Philox4x32-10 and Box–Muller, the words and the pairing of `numeric/random` exactly, the normals in float32.
 *
 * Functions of numbers are written in lane types F, U, I: four lanes in the kernel (`laneTypes`), one in the test that runs
 * this very text on the CPU, each operation rounded to float32. Built-in log, sin, cos and exp differ between drivers (WGSL
 * allows 2⁻¹¹ absolute), so polynomials stand here; only + − × ÷, fma, sqrt and exact operations are taken from the driver.
 * Coefficients: minimax fits (Lawson's iteration at 400 Chebyshev points, 40 digits), rounded one after another to float32.
 */

/** A thread's four neurons side by side. */
export const laneTypes = /* wgsl */ `
alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;
`;

/** Σ_k c_k xᵏ by Horner, as an expression of F. */
export function polynomial(variable: string, coefficients: readonly number[]): string {
  return coefficients
    .map((c) => `F(${c})`)
    .reduceRight((sum, c) => (sum === '' ? c : `fma(${sum}, ${variable}, ${c})`), '');
}

/** High word of the product of `word` and a multiplier, from 16-bit halves as in `numeric/random/philox.ts`: WGSL has no 64-bit product. */
function highWord(word: 'a' | 'c', multiplier: number): string {
  const high = `${multiplier >>> 16}u`;
  const low = `${multiplier & 0xffff}u`;
  return /* wgsl */ `
  let ${word}Low = ${word} & 0xffffu;
  let ${word}High = ${word} >> 16u;
  let ${word}Middle = ${word}High * ${low} + ((${word}Low * ${low}) >> 16u);
  let ${word}Carry = ${word}Low * ${high} + (${word}Middle & 0xffffu);
  let ${word}Product = ${word}High * ${high} + (${word}Middle >> 16u) + (${word}Carry >> 16u);`;
}

/** philox(counter, key): one block of four words. Source: Salmon et al., SC'11. */
export const philox = /* wgsl */ `
fn philoxRound(a: u32, b: u32, c: u32, d: u32, keyLow: u32, keyHigh: u32) -> vec4<u32> {${highWord('a', 0xd2511f53)}${highWord('c', 0xcd9e8d57)}
  return vec4<u32>(cProduct ^ b ^ keyLow, c * 0xcd9e8d57u, aProduct ^ d ^ keyHigh, a * 0xd2511f53u);
}

fn philox(counter: vec4<u32>, keyLow: u32, keyHigh: u32) -> vec4<u32> {
  var block = counter;
  for (var round = 0u; round < 10u; round++) {
    let low = keyLow + round * 0x9e3779b9u;
    block = philoxRound(block.x, block.y, block.z, block.w, low, keyHigh + round * 0xbb67ae85u);
  }
  return block;
}
`;

// ln(1 + f) = f − f²/2 + f³ P(f) on [√½ − 1, √2 − 1]: relative error 2^−30.3.
const logarithm = [
  0.33333313, -0.2500001, 0.20002072, -0.16667989, 0.1422036, -0.1240624, 0.118835375, -0.11670025, 0.0674919,
];
// sin a = a + a³ S(a²) and cos a = 1 − a²/2 + a⁴ C(a²) on |a| ≤ π/4: 2^−28.0 relative and 2^−33 absolute.
const sine = [-0.16666655, 0.008332192, -0.00019518791];
const cosine = [0.041666646, -0.0013887301, 0.000024430668];

/**
 * Box–Muller from words v, w: u₁ = (v + ½) 2⁻³², u₂ = (w + ½) 2⁻³², and the pair √(−2 ln u₁) (cos 2πu₂, sin 2πu₂).
 *
 * logUniform(v) = ln u₁, also next to 1 relative to its value, since the difference to 1 is an integer; 2πu₂ = q π/2 + a with
 * quarterOf(w) = q and angleOf(w) = a, |a| ≤ π/4, cut off as integers. Largest error seen against float64 at 3·10⁴ words: ln u₁
 * 1.2·10⁻⁷ and the radius 1.1·10⁻⁷ relative, cos and sin 1.0·10⁻⁷ absolute.
 */
export const boxMuller = /* wgsl */ `
fn logUniform(v: U) -> F {
  let large = v >= U(0x80000000u);
  let odd = (v << U(1u)) | U(1u);
  let zeros = countLeadingZeros(odd);
  let m = select(odd << zeros, v, large);
  let half = select(F(0.0), F(0.5), large);
  let upper = m >= U(0xb504f334u);
  let below = -(F(~m) + (F(1.0) - half)) * F(2.3283064365386963e-10);
  let above = (F(m - U(0x80000000u)) + half) * F(4.656612873077393e-10);
  let f = select(above, below, upper);
  let k = select(-F(zeros) - F(1.0), F(0.0), large) - select(F(1.0), F(0.0), upper);
  let square = f * f;
  let tail = fma(f * square, ${polynomial('f', logarithm)}, F(-0.5) * square);
  return fma(k, F(0.693359375), fma(k, F(-2.1219444e-4), tail) + f);
}

fn radius(v: U) -> F {
  return sqrt(F(-2.0) * logUniform(v));
}

fn quarterOf(w: U) -> U {
  return (w + U(0x20000000u)) >> U(30u);
}

fn angleOf(w: U) -> F {
  return (F(bitcast<I>(w - (quarterOf(w) << U(30u)))) + F(0.5)) * F(1.4629180792671596e-9);
}

fn cosOfSmall(a: F) -> F {
  let z = a * a;
  return fma(z * z, ${polynomial('z', cosine)}, fma(z, F(-0.5), F(1.0)));
}

fn sinOfSmall(a: F) -> F {
  let z = a * a;
  return fma(a * z, ${polynomial('z', sine)}, a);
}

fn cosOfQuarter(quarter: U, cosine: F, sine: F) -> F {
  let size = select(cosine, sine, (quarter & U(1u)) == U(1u));
  return select(size, -size, ((quarter + U(1u)) & U(2u)) == U(2u));
}

fn sinOfQuarter(quarter: U, cosine: F, sine: F) -> F {
  let size = select(sine, cosine, (quarter & U(1u)) == U(1u));
  return select(size, -size, (quarter & U(2u)) == U(2u));
}
`;
