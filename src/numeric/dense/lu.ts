import type { DenseArena } from './arena.ts';
import { type Matrix, submatrix } from './matrix.ts';
import { solveTriangular } from './triangular.ts';

/** Widths up to which columns are eliminated one by one. */
const panelColumns = 16;

/**
 * P M = L U in place, with partial pivoting, of a matrix with at least as many rows as columns: L below the diagonal (its
 * own is 1), U on and above it. Row k was exchanged with row pivots[k] ≥ k, in order. Halves of the columns in turn, so
 * that nearly all work is in products (S. Toledo, SIAM J. Matrix Anal. Appl. 18, 1997). Returns how many columns were done:
 * fewer than there are where the next one has no pivot, being zero to the last bit or not finite; M is then spoilt.
 *
 * Throws RangeError on a matrix with too few rows, or not in the arena.
 */
export function factorTall(arena: DenseArena, m: Matrix, pivots: Int32Array): number {
  if (m.rows < m.columns || pivots.length !== m.columns) {
    throw new RangeError(
      `At least as many rows as columns and as many pivots are needed, not ${m.rows} × ${m.columns} and ${pivots.length}.`,
    );
  }
  arena.addressOf(m);
  return factorColumns(arena, m, 0, m.columns, pivots);
}

/**
 * `factorTall` of a square matrix. Throws RangeError on a matrix that is not square or not in the arena, Error where it is
 * singular to the last bit or not finite: M is then spoilt.
 */
export function factorLu(arena: DenseArena, m: Matrix, pivots: Int32Array): void {
  if (m.rows !== m.columns || pivots.length !== m.rows) {
    throw new RangeError(
      `A square matrix and as many pivots are needed, not ${m.rows} × ${m.columns} and ${pivots.length}.`,
    );
  }
  const done = factorTall(arena, m, pivots);
  if (done === m.columns) return;
  throw new Error(
    `LU of a ${m.rows} × ${m.columns} matrix: no pivot in column ${done}; the matrix is singular or not finite.`,
  );
}

/** Columns `first` … `last − 1`, from row `first` down; returns the first column that was not done. */
function factorColumns(arena: DenseArena, m: Matrix, first: number, last: number, pivots: Int32Array): number {
  const width = last - first;
  if (width <= panelColumns) return factorPanel(arena, m, first, last, pivots);
  const middle = first + panelColumns * Math.ceil(width / panelColumns / 2);
  const below = m.rows - middle;
  const done = factorColumns(arena, m, first, middle, pivots);
  if (done < middle) return done;
  exchangeRows(arena, submatrix(m, 0, middle, m.rows, last - middle), pivots, first, middle);
  const corner = submatrix(m, first, first, middle - first, middle - first);
  const upper = submatrix(m, first, middle, middle - first, last - middle);
  solveTriangular(arena, corner, 'unit-lower', upper);
  const left = submatrix(m, middle, first, below, middle - first);
  arena.multiply(-1, left, upper, 1, submatrix(m, middle, middle, below, last - middle));
  const end = factorColumns(arena, m, middle, last, pivots);
  if (end === last) exchangeRows(arena, submatrix(m, 0, first, m.rows, middle - first), pivots, middle, last);
  return end;
}

function factorPanel(arena: DenseArena, m: Matrix, first: number, last: number, pivots: Int32Array): number {
  const panel = submatrix(m, first, first, m.rows - first, last - first);
  const { kernels, scratch } = arena;
  const done = kernels.factorPanel(panel.rows, panel.columns, arena.addressOf(panel), 8 * m.stride, scratch);
  const chosen = new Int32Array(m.data.buffer, scratch, done);
  for (let k = 0; k < done; k++) pivots[first + k] = first + chosen[k]!;
  return first + done;
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
 * X ← L⁻¹ P X with what `factorTall` left; X has as many rows as the matrix. Below the rows of U it is what elimination
 * leaves of the columns of X. Throws RangeError on shapes that do not fit.
 */
export function applyLower(arena: DenseArena, factors: Matrix, pivots: Int32Array, x: Matrix): void {
  const { rows, columns } = factors;
  if (rows !== x.rows || pivots.length !== columns) {
    throw new RangeError(
      `Factors ${rows} × ${columns} with ${pivots.length} pivots do not fit ${x.rows} × ${x.columns} right-hand sides.`,
    );
  }
  exchangeRows(arena, x, pivots, 0, columns);
  const solved = submatrix(x, 0, 0, columns, x.columns);
  solveTriangular(arena, submatrix(factors, 0, 0, columns, columns), 'unit-lower', solved);
  const below = submatrix(factors, columns, 0, rows - columns, columns);
  arena.multiply(-1, below, solved, 1, submatrix(x, columns, 0, rows - columns, x.columns));
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
