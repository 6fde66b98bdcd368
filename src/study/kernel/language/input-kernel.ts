import type { NumberArray } from '../../../scenario/kind.ts';
import { complaint } from '../../../scenario/message-catalogue.ts';
import { type FieldComplaint, Refused } from './refused.ts';

type Matrix = readonly (readonly number[])[];

/** Largest N: V4 has about N⁴/8 components. */
export const maximumInputs = 64;

/** Asymmetry and negative eigenvalues up to this, relative to the largest entry or eigenvalue, count as rounding. */
const rounding = 1e-12;

/** K(0)[a][b] = variance · (correlation for a ≠ b); PSD needs correlation ≥ −1/(count − 1). */
export function correlatedKernel(count: number, variance: number, correlation: number): Matrix | Refused {
  const least = count === 1 ? -1 : -1 / (count - 1);
  if (correlation < least - rounding) {
    return new Refused({ path: ['correlation'], words: complaint.correlationTooLow(count, least, correlation) });
  }
  return Array.from({ length: count }, (_, a) =>
    Array.from({ length: count }, (_, b) => (a === b ? variance : variance * correlation)),
  );
}

/** K(0) = X Xᵀ / d for the rows x_a of X, N × d. */
export function pointsKernel(points: Matrix): Matrix | Refused {
  const columns = points[0]?.length ?? 0;
  const ragged = points.flatMap((row, a) =>
    row.length === columns ? [] : [{ path: [a], words: complaint.ragged(columns, a, row.length) }],
  );
  if (ragged.length > 0) return new Refused(...ragged);
  const overlap = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0) / columns;
  const kernel = points.map((a) => points.map((b) => overlap(a, b)));
  if (kernel.some((row) => row.some((value) => !Number.isFinite(value)))) {
    return new Refused({ path: [], words: complaint.notFinite() });
  }
  return zeroVariances(kernel, (a) => [a]) ?? kernel;
}

/** As `pointsKernel`, for an array from a file: shape [inputs, coordinates]. */
export function fileKernel(array: NumberArray): Matrix | Refused {
  const [rows, columns] = array.shape;
  const refuse = (reason: string) => new Refused({ path: [], words: complaint.badPointsFile(reason) });
  if (array.shape.length !== 2 || rows === undefined || columns === undefined || rows < 1 || columns < 1) {
    return refuse(`an array of shape [${array.shape.join(', ')}]`);
  }
  if (rows > maximumInputs) return refuse(`${rows} inputs (at most ${maximumInputs})`);
  if (!array.data.every(Number.isFinite)) return refuse('an array with NaN or infinity');
  const points = Array.from({ length: rows }, (_, a) =>
    Array.from(array.data.subarray(a * columns, (a + 1) * columns)),
  );
  const kernel = pointsKernel(points);
  if (!(kernel instanceof Refused)) return kernel;
  return new Refused(...kernel.complaints.map(({ words }) => ({ path: [], words })));
}

/**
 * A kernel given as a matrix: square, symmetric and positive semidefinite up to rounding (1e-12 relative); returned
 * exactly symmetric.
 */
export async function givenKernel(kernel: Matrix): Promise<Matrix | Refused> {
  const size = kernel.length;
  const wrongRows = kernel.flatMap((row, a) =>
    row.length === size ? [] : [{ path: [a], words: complaint.notSquare(size, a, row.length) }],
  );
  if (wrongRows.length > 0) return new Refused(...wrongRows);
  const largest = Math.max(...kernel.flat().map(Math.abs));
  const asymmetric: FieldComplaint[] = [];
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < a; b++) {
      const [here, there] = [kernel[a]![b]!, kernel[b]![a]!];
      if (Math.abs(here - there) <= rounding * largest) continue;
      asymmetric.push({ path: [a, b], words: complaint.asymmetric(b, a, here, there) });
    }
  }
  if (asymmetric.length > 0) return new Refused(...asymmetric);
  const variances = zeroVariances(kernel, (a) => [a, a]);
  if (variances !== null) return variances;
  const symmetric = kernel.map((row, a) =>
    row.map((value, b) => (value === kernel[b]![a]! ? value : value / 2 + kernel[b]![a]! / 2)),
  );
  const { EigenvalueDecomposition } = await import('ml-matrix');
  const scaled = symmetric.map((row) => row.map((value) => value / largest));
  const eigenvalues = new EigenvalueDecomposition(scaled, { assumeSymmetric: true }).realEigenvalues;
  const [low, high] = [Math.min(...eigenvalues), Math.max(...eigenvalues)];
  if (low < -rounding * high)
    return new Refused({ path: [], words: complaint.notPositive(low * largest, high * largest) });
  return symmetric;
}

function zeroVariances(kernel: Matrix, path: (input: number) => number[]): Refused | null {
  const found = kernel.flatMap((row, a) =>
    row[a]! > 0 ? [] : [{ path: path(a), words: complaint.zeroVariance(a, row[a]!) }],
  );
  return found.length === 0 ? null : new Refused(...found);
}
