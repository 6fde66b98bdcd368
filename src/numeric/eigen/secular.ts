const mostSteps = 120;

/** λ = d_origin + offset, to full relative accuracy of the offset. */
export interface SecularRoot {
  readonly origin: number;
  readonly offset: number;
}

/** gaps[i] = d_i − λ, each to full relative accuracy. */
export function gapsInto(
  poles: Float64Array,
  count: number,
  { origin, offset }: SecularRoot,
  gaps: Float64Array,
): void {
  const base = poles[origin]!;
  for (let i = 0; i < count; i++) gaps[i] = poles[i]! - base - offset;
}

/**
 * Root number j of the secular equation 1/ρ + Σ_i z_i²/(d_i − λ) = 0, ρ > 0, d ascending and distinct, no z_i zero:
 * d_j < λ < d_{j+1}, and the last one d_{K−1} < λ < d_{K−1} + ρ‖z‖², from the nearer pole. Rational interpolation of either half
 * of the sum with its own pole (Bunch, Nielsen & Sorensen, Numer. Math. 31, 31, 1978), kept inside a bracket; it ends where the
 * sum is below its own rounding.
 * @throws RangeError where that is not reached
 */
export function secularRoot(
  poles: Float64Array,
  squares: Float64Array,
  rho: number,
  count: number,
  j: number,
): SecularRoot {
  const last = j === count - 1;
  let total = 0;
  for (let i = 0; i < count; i++) total += squares[i]!;
  const width = last ? rho * total : poles[j + 1]! - poles[j]!;
  const origin = !last && sumAt(poles, squares, 1 / rho, count, poles[j]!, width / 2) < 0 ? j + 1 : j;
  const base = poles[origin]!;
  const right = last ? width : poles[j + 1]! - base;
  const left = poles[j]! - base;
  let low = origin === j ? 0 : -width / 2;
  let high = origin === j ? (last ? width : width / 2) : 0;
  let root = (low + high) / 2;
  for (let step = 0; step < mostSteps; step++) {
    let below = 0;
    let belowSlope = 0;
    let above = 0;
    let aboveSlope = 0;
    for (let i = 0; i <= j; i++) {
      const gap = poles[i]! - base - root;
      const term = squares[i]! / gap;
      below += term;
      belowSlope += term / gap;
    }
    for (let i = j + 1; i < count; i++) {
      const gap = poles[i]! - base - root;
      const term = squares[i]! / gap;
      above += term;
      aboveSlope += term / gap;
    }
    const value = 1 / rho + below + above;
    const rounding = 8 * Number.EPSILON * (1 / rho - below + above + Math.abs(root) * (belowSlope + aboveSlope));
    if (Math.abs(value) <= rounding) return { origin, offset: root };
    if (value < 0) low = root;
    else high = root;
    const next = last
      ? onePole(value, belowSlope, left - root, root)
      : twoPoles(value, belowSlope, aboveSlope, left - root, right - root, root);
    const inside = next > low && next < high;
    const moved = inside ? next : middleOf(low, high);
    if (moved === root || !(moved > low && moved < high)) return { origin, offset: root };
    root = moved;
  }
  throw new RangeError(`secular equation: root ${j} of ${count} is not found in ${mostSteps} steps`);
}

/** A bracket that reaches over orders of magnitude is halved in the exponent. */
function middleOf(low: number, high: number): number {
  if (low > 0 && high > 4 * low) return Math.sqrt(low) * Math.sqrt(high);
  if (high < 0 && low < 4 * high) return -Math.sqrt(-low) * Math.sqrt(-high);
  return (low + high) / 2;
}

/** 1/ρ + Σ z_i²/(d_i − base − x). */
function sumAt(
  poles: Float64Array,
  squares: Float64Array,
  start: number,
  count: number,
  base: number,
  x: number,
): number {
  let sum = start;
  for (let i = 0; i < count; i++) sum += squares[i]! / (poles[i]! - base - x);
  return sum;
}

/** Zero of a + b/(gap − x) with the value and slope of the sum at x = 0, moved to the root. */
function onePole(value: number, slope: number, gap: number, root: number): number {
  const weight = gap * gap * slope;
  const constant = value - gap * slope;
  return root + gap + weight / constant;
}

/** Zero of c + p/(left − x) + q/(right − x) between the poles, each half with its value and slope at x = 0. */
function twoPoles(
  value: number,
  belowSlope: number,
  aboveSlope: number,
  left: number,
  right: number,
  root: number,
): number {
  // c (l − x)(r − x) + p (r − x) + q (l − x) = 0 with p = l² s, q = r² t, c = value − l s − r t.
  const c = value - left * belowSlope - right * aboveSlope;
  const linear = value * (left + right) - left * right * (belowSlope + aboveSlope);
  const constant = value * left * right;
  const discriminant = Math.sqrt(Math.max(0, linear * linear - 4 * c * constant));
  // The root between the poles, without cancellation.
  const x = linear > 0 ? (2 * constant) / (linear + discriminant) : (linear - discriminant) / (2 * c);
  return root + x;
}
