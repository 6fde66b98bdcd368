// Cosine and sine of a fraction of a full turn, with IEEE + − × and comparisons only: the reduction is exact.
//
//     u = q/4 + f, |f| ≤ 1/8,   a = 2πf,   (cos 2πu, sin 2πu) = (cos a, sin a) turned by q quarters.
//
// Polynomials on |a| ≤ π/4: fdlibm k_sin.c and k_cos.c, Sun Microsystems 1993.
// Errors stated are the largest seen against 200-bit values at 2 · 10⁵ points.

const fullTurn = 6.283185307179586;
const roundingShift = 6755399441055744;
const s1 = -0.16666666666666632;
const s2 = 0.00833333333332249;
const s3 = -0.0001984126982985795;
const s4 = 0.0000027557313707070068;
const s5 = -2.5050760253406863e-8;
const s6 = 1.58969099521155e-10;
const c1 = 0.0416666666666666;
const c2 = -0.001388888888887411;
const c3 = 0.00002480158728947673;
const c4 = -2.7557314351390663e-7;
const c5 = 2.087572321298175e-9;
const c6 = -1.1359647557788195e-11;

function cosOfSmall(z: number): number {
  return 1 - z * (0.5 - z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * (c5 + z * c6))))));
}

function sinOfSmall(a: number, z: number): number {
  return a + a * (z * (s1 + z * (s2 + z * (s3 + z * (s4 + z * (s5 + z * s6))))));
}

/** cos(q π/2) for q mod 4 = 0, 1, 2, 3. */
const quarterCosine = Float64Array.of(1, 0, -1, 0);
/** sin(q π/2) for q mod 4 = 0, 1, 2, 3. */
const quarterSine = Float64Array.of(0, 1, 0, -1);

/** cos 2πu for |u| ≤ 2^28. Largest error seen: 1.77 ulp. */
export function cosTurn(u: number): number {
  const q = 4 * u + roundingShift - roundingShift;
  const a = fullTurn * (u - 0.25 * q);
  const z = a * a;
  const quarter = q & 3;
  return quarterCosine[quarter]! * cosOfSmall(z) - quarterSine[quarter]! * sinOfSmall(a, z);
}

/** sin 2πu for |u| ≤ 2^28. Largest error seen: 1.73 ulp. */
export function sinTurn(u: number): number {
  const q = 4 * u + roundingShift - roundingShift;
  const a = fullTurn * (u - 0.25 * q);
  const z = a * a;
  const quarter = q & 3;
  return quarterSine[quarter]! * cosOfSmall(z) + quarterCosine[quarter]! * sinOfSmall(a, z);
}

/** out[i] = cos 2πu[i], start ≤ i < end; u and out may be the same array. */
export function cosTurnInto(u: Float64Array, out: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) out[i] = cosTurn(u[i]!);
}

/** out[i] = sin 2πu[i], start ≤ i < end; u and out may be the same array. */
export function sinTurnInto(u: Float64Array, out: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) out[i] = sinTurn(u[i]!);
}
