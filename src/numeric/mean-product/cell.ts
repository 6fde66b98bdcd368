import { cosTurn, exp } from '../elementary.ts';
import { HermiteCoefficients, type LineFunction } from '../gaussian-average.ts';

/** Width of a cell in ln v. */
export const cellWidth = 1 / 8;

/** Error aimed at, relative to √E[f²] for coefficients and to E[f²] itself. */
const target = 1e-12;
/** Error of the averages that are interpolated. */
const averageTolerance = 1e-13;
const degrees = [8, 12, 16, 24, 32, 48, 64];
/** Off the Chebyshev nodes of every degree above, the ends of the cell among them. */
const checks = [-1, -0.62, 0.07, 0.71, 1];

/** What a cell holds: E[f²](v) alone, or the Hermite coefficients α_k(v) of the given orders k. */
export type CellContent = 'square' | readonly number[];

/** Functions of ln v on [index, index + 1) · cellWidth as sums of Chebyshev polynomials. */
export interface Cell {
  readonly degree: number;
  /** Coefficient of T_j in function i at j · count + i. */
  readonly coefficients: Float64Array;
  readonly count: number;
  /** Largest error seen off the nodes, quadrature included, relative to √E[f²] (α) or E[f²]. */
  readonly error: number;
}

/**
 * Fits a cell, raising the degree until the error off the nodes is below 10⁻¹² or no degree is left (the error then says
 * so). The result depends on f, index and content alone, never on what was fitted before.
 * @returns null where the averages do not exist or are not finite
 */
export function fitCell(f: LineFunction, index: number, content: CellContent): Cell | null {
  const highest = content === 'square' ? -1 : content.at(-1)!;
  const averages = new HermiteCoefficients(f, 1, averageTolerance, Math.max(0, highest));
  const count = content === 'square' ? 1 : content.length;
  const variance = Float64Array.of(0);
  /** Values at position x ∈ [−1, 1] of the cell into `out`; returns the quadrature's error estimate. */
  const evaluate = (x: number, out: Float64Array): number => {
    variance[0] = exp(cellWidth * (index + 0.5 + 0.5 * x));
    const error = averages.evaluate(variance, highest, 0);
    if (content === 'square') out[0] = averages.beta[0]![0]!;
    else for (let i = 0; i < count; i++) out[i] = averages.alpha[0]![content[i]!]!;
    return error;
  };
  try {
    let cell: Cell | null = null;
    for (const degree of degrees) {
      cell = chebyshevFit(evaluate, degree, count, content === 'square' ? 2 : 1, averages.scale);
      if (cell === null || cell.error <= target) break;
    }
    return cell;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function chebyshevFit(
  evaluate: (x: number, out: Float64Array) => number,
  degree: number,
  count: number,
  power: number,
  scale: Float64Array,
): Cell | null {
  const nodes = degree + 1;
  const values = new Float64Array(count);
  const coefficients = new Float64Array(nodes * count);
  let error = 0;
  for (let node = 0; node < nodes; node++) {
    error = Math.max(error, evaluate(cosTurn((node + 0.5) / (2 * nodes)), values));
    for (let j = 0; j < nodes; j++) {
      const weight = ((j === 0 ? 1 : 2) / nodes) * cosTurn((j * (node + 0.5)) / (2 * nodes));
      for (let i = 0; i < count; i++) coefficients[j * count + i]! += weight * values[i]!;
    }
  }
  const cell = { degree, coefficients, count, error };
  const polynomials = new Float64Array(nodes);
  const fitted = new Float64Array(count);
  for (const x of checks) {
    error = Math.max(error, evaluate(x, values));
    evaluateCell(cell, x, polynomials, fitted, 0);
    const unit = scale[0]! ** power;
    for (let i = 0; i < count; i++) {
      const difference = Math.abs(fitted[i]! - values[i]!);
      if (!Number.isFinite(difference)) return null;
      if (difference > 0) error = Math.max(error, difference / unit);
    }
  }
  return { ...cell, error };
}

/**
 * The cell's functions at position x ∈ [−1, 1] into out[at …].
 * @param polynomials work space, at least degree + 1 numbers
 */
export function evaluateCell(
  { degree, coefficients, count }: Cell,
  x: number,
  polynomials: Float64Array,
  out: Float64Array,
  at: number,
): void {
  polynomials[0] = 1;
  polynomials[1] = x;
  for (let j = 2; j <= degree; j++) polynomials[j] = 2 * x * polynomials[j - 1]! - polynomials[j - 2]!;
  for (let i = 0; i < count; i++) out[at + i] = coefficients[i]!;
  for (let j = 1; j <= degree; j++) {
    const weight = polynomials[j]!;
    const row = j * count;
    for (let i = 0; i < count; i++) out[at + i]! += weight * coefficients[row + i]!;
  }
}
