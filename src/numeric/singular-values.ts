import { type Matrix, transposed } from './dense/matrix.ts';
import { dot, rowFactor } from './row-factor.ts';

/** M = U diag(σ) Vᵀ, with the r positive singular values only. */
export interface SingularDecomposition {
  /** σ, r of them, descending. */
  readonly values: Float64Array;
  /** U, rows × r. */
  readonly left: Matrix;
  /** Vᵀ, r × columns. */
  readonly right: Matrix;
}

/**
 * The min(rows, columns) singular values of M, descending; error of each about 10⁻¹⁴ of the largest, and much less for
 * badly scaled rows. M_{order} = L Qᵀ with row pivoting, then one-sided Jacobi on the columns of L, which are nearly
 * orthogonal by then (Drmač & Veselić, SIAM J. Matrix Anal. Appl. 29, 1322, 2008).
 * @throws RangeError where an entry is not finite
 */
export function singularValues(m: Matrix): Float64Array {
  const { rank, factor } = rowFactor(m.rows <= m.columns ? m : transposed(m));
  const values = new Float64Array(Math.min(m.rows, m.columns));
  if (rank > 0) values.set(orthogonalise(factor, rank, null).sort((x, y) => y - x));
  return values;
}

/** As `singularValues`, with both sets of singular vectors. @throws RangeError where an entry is not finite */
export function singularDecomposition(m: Matrix): SingularDecomposition {
  if (m.rows > m.columns) {
    const { values, left, right } = singularDecomposition(transposed(m));
    return { values, left: transposed(right), right: transposed(left) };
  }
  const { rows, columns } = m;
  const { order, rank, factor, rotate } = rowFactor(m);
  const turns = new Float64Array(rank * rank);
  for (let k = 0; k < rank; k++) turns[k * rank + k] = 1;
  const sizes = orthogonalise(factor, rank, turns);
  const sorted = Array.from(sizes.keys())
    .filter((k) => sizes[k]! > 0)
    .sort((j, k) => sizes[k]! - sizes[j]!);
  const count = sorted.length;
  const values = Float64Array.from(sorted, (k) => sizes[k]!);
  const left = new Float64Array(rows * count);
  const right = new Float64Array(count * columns);
  sorted.forEach((k, place) => {
    for (let i = 0; i < rows; i++) left[order[i]! * count + place] = factor[k * rows + i]! / sizes[k]!;
    right.set(turns.subarray(k * rank, (k + 1) * rank), place * columns);
    rotate(right, place * columns);
  });
  return {
    values,
    left: { rows, columns: count, stride: count, data: left },
    right: { rows: count, columns, stride: columns, data: right },
  };
}

const mostSweeps = 60;

/** Rotates the `count` rows of x, and of turns, until every two are orthogonal to rounding; returns the rows' norms. */
function orthogonalise(x: Float64Array, count: number, turns: Float64Array | null): Float64Array {
  const length = x.length / count;
  const small = (4 + Math.sqrt(length)) * Number.EPSILON;
  const squares = new Float64Array(count);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    for (let p = 0; p < count; p++) squares[p] = dot(x, p * length, x, p * length, length);
    let rotations = 0;
    for (let p = 0; p < count - 1; p++) {
      for (let q = p + 1; q < count; q++) {
        const overlap = dot(x, p * length, x, q * length, length);
        if (!(Math.abs(overlap) > small * Math.sqrt(squares[p]! * squares[q]!))) continue;
        rotations++;
        const zeta = (squares[q]! - squares[p]!) / (2 * overlap);
        const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        rotate(x, p * length, q * length, length, cosine, cosine * tangent);
        if (turns !== null) rotate(turns, p * count, q * count, count, cosine, cosine * tangent);
        squares[p]! -= tangent * overlap;
        squares[q]! += tangent * overlap;
      }
    }
    if (rotations === 0) return squares.map(Math.sqrt);
  }
  throw new RangeError(`decomposition: ${mostSweeps} sweeps of Jacobi rotations did not make the rows orthogonal`);
}

function rotate(x: Float64Array, p: number, q: number, length: number, cosine: number, sine: number): void {
  for (let i = 0; i < length; i++) {
    const first = x[p + i]!;
    const second = x[q + i]!;
    x[p + i] = cosine * first - sine * second;
    x[q + i] = sine * first + cosine * second;
  }
}
