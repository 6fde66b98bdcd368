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
 * badly scaled rows; those below 10⁻⁷⁵ of the largest are 0. M_{order} = L Qᵀ with row pivoting, then one-sided Jacobi on the columns of L, which are nearly
 * orthogonal by then (Drmač & Veselić, SIAM J. Matrix Anal. Appl. 29, 1322, 2008).
 * @throws RangeError where an entry is not finite
 */
export function singularValues(m: Matrix): Float64Array {
  const scale = farScale(m);
  if (scale !== 1) return singularValues(multiplied(m, 1 / scale)).map((value) => value * scale);
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
  const scale = farScale(m);
  if (scale !== 1) {
    const { values, ...vectors } = singularDecomposition(multiplied(m, 1 / scale));
    return { values: values.map((value) => value * scale), ...vectors };
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

/** The power of two next to the largest entry where squares of such entries would leave the range of numbers; 1 elsewhere. */
function farScale({ rows, columns, stride, data }: Matrix): number {
  let most = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) most = Math.max(most, Math.abs(data[i * stride + j]!));
  }
  // Entries that are not finite are complained of further on.
  if (!(most > 0 && most < Infinity)) return 1;
  const exponent = Math.max(-1000, Math.min(1000, Math.floor(Math.log2(most))));
  return Math.abs(exponent) > farExponent ? 2 ** exponent : 1;
}

function multiplied({ rows, columns, stride, data }: Matrix, by: number): Matrix {
  return { rows, columns, stride, data: data.map((value) => value * by) };
}

const mostSweeps = 60;
/** Square of a row's norm, over that of the largest, below which the row counts as zero: products of such squares underflow. */
const vanishing = 2 ** -500;
/** Largest entries beyond 2^±this are brought to order 1 first. */
const farExponent = 200;

/** Rotates the `count` rows of x, and of turns, until every two are orthogonal to rounding; returns the rows' norms. */
function orthogonalise(x: Float64Array, count: number, turns: Float64Array | null): Float64Array {
  const length = x.length / count;
  const small = (4 + Math.sqrt(length)) * Number.EPSILON;
  const squares = new Float64Array(count);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    for (let p = 0; p < count; p++) squares[p] = dot(x, p * length, x, p * length, length);
    const least = vanishing * squares.reduce((most, square) => Math.max(most, square), 0);
    for (let p = 0; p < count; p++) {
      if (squares[p]! > least) continue;
      squares[p] = 0;
      x.fill(0, p * length, (p + 1) * length);
    }
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
