import type { DenseArena } from './arena.ts';
import { type Matrix, submatrix } from './matrix.ts';
import { solveTriangular } from './triangular.ts';

/** Widths up to which columns are eliminated one by one. */
const panelColumns = 16;

/**
 * P M = L U in place, with partial pivoting: L strictly below the diagonal (its own is 1), U on and above it. Row k was
 * exchanged with row pivots[k] ≥ k, in order. Halves of the columns in turn, so that nearly all work is in products
 * (S. Toledo, SIAM J. Matrix Anal. Appl. 18, 1997).
 *
 * Throws RangeError on a matrix that is not square or not in the arena, Error where it is singular to the last bit or
 * not finite: M is then spoilt.
 */
export function factorLu(arena: DenseArena, m: Matrix, pivots: Int32Array): void {
  if (m.rows !== m.columns || pivots.length !== m.rows) {
    throw new RangeError(
      `A square matrix and as many pivots are needed, not ${m.rows} × ${m.columns} and ${pivots.length}.`,
    );
  }
  arena.addressOf(m);
  factorColumns(arena, m, 0, m.columns, pivots);
}

/** Columns `first` … `last − 1`, from row `first` down. */
function factorColumns(arena: DenseArena, m: Matrix, first: number, last: number, pivots: Int32Array): void {
  const width = last - first;
  if (width <= panelColumns) {
    factorPanel(arena, m, first, last, pivots);
    return;
  }
  const middle = first + panelColumns * Math.ceil(width / panelColumns / 2);
  const below = m.rows - middle;
  factorColumns(arena, m, first, middle, pivots);
  exchangeRows(arena, submatrix(m, 0, middle, m.rows, last - middle), pivots, first, middle);
  const corner = submatrix(m, first, first, middle - first, middle - first);
  const upper = submatrix(m, first, middle, middle - first, last - middle);
  solveTriangular(arena, corner, 'unit-lower', upper);
  const left = submatrix(m, middle, first, below, middle - first);
  arena.multiply(-1, left, upper, 1, submatrix(m, middle, middle, below, last - middle));
  factorColumns(arena, m, middle, last, pivots);
  exchangeRows(arena, submatrix(m, 0, first, m.rows, middle - first), pivots, middle, last);
}

function factorPanel(arena: DenseArena, m: Matrix, first: number, last: number, pivots: Int32Array): void {
  const panel = submatrix(m, first, first, m.rows - first, last - first);
  const { kernels, scratch } = arena;
  const done = kernels.factorPanel(panel.rows, panel.columns, arena.addressOf(panel), 8 * m.stride, scratch);
  if (done < panel.columns) {
    throw new Error(
      `LU of a ${m.rows} × ${m.columns} matrix: no pivot in column ${first + done}; the matrix is singular or not finite.`,
    );
  }
  const chosen = new Int32Array(m.data.buffer, scratch, panel.columns);
  for (let k = 0; k < panel.columns; k++) pivots[first + k] = first + chosen[k]!;
}

/** Row k ↔ row pivots[k], for k = first … last − 1, or from the last to the first where first > last. */
function exchangeRows(arena: DenseArena, x: Matrix, pivots: Int32Array, first: number, last: number): void {
  const address = arena.addressOf(x);
  const step = first <= last ? 1 : -1;
  for (let i = 0; i < Math.abs(last - first); i++) {
    const k = step > 0 ? first + i : first - 1 - i;
    const other = pivots[k]!;
    if (other !== k) arena.kernels.swapRows(x.columns, address + 8 * k * x.stride, address + 8 * other * x.stride);
  }
}

/**
 * X ← M⁻¹ X, one column per right-hand side, with what `factorLu` left of M and its pivots. Throws RangeError on shapes
 * that do not fit.
 */
export function solveLu(arena: DenseArena, factors: Matrix, pivots: Int32Array, x: Matrix): void {
  checkShapes(factors, pivots, x);
  exchangeRows(arena, x, pivots, 0, x.rows);
  solveTriangular(arena, factors, 'unit-lower', x);
  solveTriangular(arena, factors, 'upper', x);
}

/** X ← M⁻ᵀ X, as `solveLu`. */
export function solveLuTransposed(arena: DenseArena, factors: Matrix, pivots: Int32Array, x: Matrix): void {
  checkShapes(factors, pivots, x);
  solveTriangular(arena, factors, 'upper-transposed', x);
  solveTriangular(arena, factors, 'unit-lower-transposed', x);
  exchangeRows(arena, x, pivots, x.rows, 0);
}

function checkShapes(factors: Matrix, pivots: Int32Array, x: Matrix): void {
  if (factors.rows !== x.rows || factors.columns !== x.rows || pivots.length !== x.rows) {
    throw new RangeError(
      `Factors ${factors.rows} × ${factors.columns} with ${pivots.length} pivots do not fit ${x.rows} × ${x.columns} right-hand sides.`,
    );
  }
}
