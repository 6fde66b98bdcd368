import { bisect } from '../../numeric/bisection.ts';
import { exp, expm1, log } from '../../numeric/elementary.ts';
import type { ScalarPoint } from './exact.ts';

/** Identity activation (or ReLU: x, y > 0), one neuron *with bias*, from x to y. */
export interface HyperbolicPath {
  /** m > 0, the rate of the path: m² = L̃² + 2L̃H. */
  readonly rate: number;
  /** H = (m² − L̃²)/(2L̃). */
  readonly hamiltonian: number;
  /** (1/2L̃) ∫ ‖W‖² dp = (m² + L̃²)/(2L̃) − ln(b_1/b_0): the penalty over λ. */
  readonly action: number;
  /** a_p = (x sinh m(1−p) + y sinh mp)/sinh m and b_p = (a'_p/L̃ + a_p)/(a_p² + 1). */
  at(p: number): ScalarPoint;
}

/** Cells of m in which zeros are looked for: two in one cell are missed. */
const cells = 4096;

/**
 * All stationary paths from x to y, least action first: one, or three where L̃, x and y are large (as L̃ = 10, x = y = 10:
 * the path may stay, or fall and rise again).
 *
 * With bias K = a² + 1, and H = (1/2L̃) (a'² − L̃² a²)/(a² + 1) gives a'² = m² a² + 2L̃H, hence a'' = m² a: the quadrature
 * p = ∫ dθ/√(L̃² tanh²θ + 2L̃H), a = sinh θ, in closed form. m solves m² (1 + κ) = L̃², κ = (2xy cosh m − x² − y²)/sinh² m.
 * @throws RangeError unless L̃ > 0 and x, y are finite
 */
export function hyperbolicPaths(effectiveDepth: number, from: number, to: number): readonly HyperbolicPath[] {
  if (!(effectiveDepth > 0 && effectiveDepth < Infinity && Number.isFinite(from) && Number.isFinite(to))) {
    throw new RangeError(`L̃ must be positive and finite, x and y finite; got ${effectiveDepth}, ${from} and ${to}`);
  }
  // By e^{−m} and 1 − e^{−2m}: no overflow at large m, no cancellation at small m.
  const excess = (m: number) => {
    const decay = exp(-m);
    const gap = -expm1(-2 * m) / m;
    const square = (1 + (4 * decay * from * to) / (1 + decay) ** 2) * m * m;
    return square - ((2 * decay * (from - to)) / gap) ** 2 - effectiveDepth ** 2;
  };
  // From here on |κ| ≤ 1/2 where it is negative, and m² (1 + κ) > L̃².
  const highest =
    Math.max(1, 1.5 * effectiveDepth) + log(1 + 16 * Math.abs(from * to)) + log(1 + 5 * Math.abs(from - to));
  const paths: HyperbolicPath[] = [];
  for (let k = 1, before = -1; k <= cells; k++) {
    const value = excess((k * highest) / cells);
    if (value > 0 !== before > 0) {
      const rate = bisect(excess, ((k - 1 || 1e-12) * highest) / cells, (k * highest) / cells);
      paths.push(pathOf(effectiveDepth, rate, from, to));
    }
    before = value;
  }
  return paths.sort((one, other) => one.action - other.action);
}

/** The path of least action of `hyperbolicPaths`. @throws RangeError as there */
export function hyperbolicPath(effectiveDepth: number, from: number, to: number): HyperbolicPath {
  return hyperbolicPaths(effectiveDepth, from, to)[0]!;
}

function pathOf(effectiveDepth: number, m: number, from: number, to: number): HyperbolicPath {
  const gap = -expm1(-2 * m);
  const at = (p: number): ScalarPoint => {
    const growing = exp(-m * (1 - p));
    const falling = exp(-m * p);
    const twiceGrowing = exp(-m * (1 + p));
    const twiceFalling = exp(-m * (2 - p));
    const a = (from * (falling - twiceFalling) + to * (growing - twiceGrowing)) / gap;
    const velocity = (m * (to * (growing + twiceGrowing) - from * (falling + twiceFalling))) / gap;
    return { a, b: (velocity / effectiveDepth + a) / (a * a + 1) };
  };
  const [start, end] = [at(0).b, at(1).b];
  return {
    rate: m,
    hamiltonian: (m * m - effectiveDepth ** 2) / (2 * effectiveDepth),
    // b vanishes everywhere or nowhere; without momentum the path is free.
    action: start === 0 ? 0 : (m * m + effectiveDepth ** 2) / (2 * effectiveDepth) - log(end / start),
    at,
  };
}
