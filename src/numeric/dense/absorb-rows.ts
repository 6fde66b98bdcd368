import { dot } from '../row-factor.ts';
import type { DenseArena } from './arena.ts';
import { type Matrix, submatrix } from './matrix.ts';

/** Columns to a panel. */
const width = 32;

/** Room that `absorbRows` works in. */
export interface AbsorbRoom {
  readonly panel: Matrix;
  readonly trailing: Matrix;
}

/** Bytes of `absorbRoom`. */
export function absorbRoomBytes(rows: number, columns: number): number {
  return 8 * width * (rows + columns) + 128;
}

/** Room for X of up to `rows` rows with `columns` columns. */
export function absorbRoom(arena: DenseArena, rows: number, columns: number): AbsorbRoom {
  return { panel: arena.matrix(width, rows), trailing: arena.matrix(width, columns) };
}

/**
 * R ← the triangular factor of [R; X], so that RᵀR grows by XᵀX without ever being formed: its condition is that of the rows,
 * not the square. R is upper triangular (the zeros below are neither read nor written), its diagonal of either sign; X, as
 * many columns, is overwritten. Absorbing a matrix row block by row block from R = 0 on is its QR factorisation without Q
 * (Demmel, Grigori, Hoemmen & Langou, SIAM J. Sci. Comput. 34, A206, 2012). Householder reflections in compact WY form, a
 * panel at a time: nearly all the work is in products.
 * @param shape 'upper': X is upper trapezoidal too, and only that part is read: a third of the work
 * @throws RangeError for shapes that do not fit
 */
export function absorbRows(
  arena: DenseArena,
  r: Matrix,
  x: Matrix,
  room: AbsorbRoom,
  shape: 'full' | 'upper' = 'full',
): void {
  const { columns } = r;
  if (r.rows !== columns || x.columns !== columns || room.panel.columns < x.rows || room.trailing.columns < columns) {
    throw new RangeError(
      `A ${x.rows} × ${x.columns} block does not fit a ${r.rows} × ${columns} triangle and its room.`,
    );
  }
  for (let first = 0; first < columns; first += width) {
    const end = Math.min(first + width, columns);
    const rows = shape === 'upper' ? Math.min(end, x.rows) : x.rows;
    const panel = submatrix(room.panel, 0, 0, end - first, rows);
    copyPanel(x, first, panel, shape === 'upper');
    const blocks = reflectPanel(submatrix(r, first, first, end - first, end - first), panel);
    const rest = columns - end;
    if (rest === 0 || rows === 0) continue;
    const top = submatrix(r, first, end, end - first, rest);
    const below = submatrix(x, 0, end, rows, rest);
    const trailing = submatrix(room.trailing, 0, 0, end - first, rest);
    arena.multiply(1, panel, below, 0, trailing);
    subtractReflected(blocks, top, trailing);
    arena.multiplyLeftTransposed(-1, panel, trailing, 1, below);
  }
}

/** Columns of X from `first` on as the rows of the panel; entries below the diagonal of X as zeros where `upper`. */
function copyPanel(x: Matrix, first: number, panel: Matrix, upper: boolean): void {
  for (let i = 0; i < panel.columns; i++) {
    const from = i * x.stride + first;
    for (let k = 0; k < panel.rows; k++) {
      panel.data[k * panel.stride + i] = upper && i > first + k ? 0 : x.data[from + k]!;
    }
  }
}

/**
 * Reflections H_k = I − τ_k v_k v_kᵀ, v_k = (e_k; row k of the panel), that take the panel to zero: the panel becomes their
 * lower parts. Returns T, upper triangular, row by row, with H_1 … H_w = I − V T Vᵀ.
 */
function reflectPanel(r: Matrix, panel: Matrix): Float64Array {
  const count = panel.rows;
  const { data, stride } = panel;
  const length = panel.columns;
  const blocks = new Float64Array(count * count);
  const overlaps = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const at = k * stride;
    const head = r.data[k * r.stride + k]!;
    const below = dot(data, at, data, at, length);
    if (below === 0) continue;
    const norm = Math.sqrt(head * head + below);
    const diagonal = head > 0 ? -norm : norm;
    const pivot = head - diagonal;
    const tau = -pivot / diagonal;
    r.data[k * r.stride + k] = diagonal;
    for (let i = 0; i < length; i++) data[at + i]! /= pivot;
    for (let l = k + 1; l < count; l++) {
      const other = l * stride;
      const step = tau * (r.data[k * r.stride + l]! + dot(data, at, data, other, length));
      r.data[k * r.stride + l]! -= step;
      for (let i = 0; i < length; i++) data[other + i]! -= step * data[at + i]!;
    }
    for (let l = 0; l < k; l++) overlaps[l] = dot(data, l * stride, data, at, length);
    for (let l = 0; l < k; l++) {
      let sum = 0;
      for (let q = l; q < k; q++) sum += blocks[l * count + q]! * overlaps[q]!;
      blocks[l * count + k] = -tau * sum;
    }
    blocks[k * count + k] = tau;
  }
  return blocks;
}

/** W ← Tᵀ (top + W) in `trailing`, and top ← top − W. */
function subtractReflected(blocks: Float64Array, top: Matrix, trailing: Matrix): void {
  const count = top.rows;
  for (let k = 0; k < count; k++) {
    const row = k * trailing.stride;
    for (let j = 0; j < top.columns; j++) trailing.data[row + j]! += top.data[k * top.stride + j]!;
  }
  for (let k = count - 1; k >= 0; k--) {
    const row = k * trailing.stride;
    const factor = blocks[k * count + k]!;
    for (let j = 0; j < top.columns; j++) trailing.data[row + j]! *= factor;
    for (let l = 0; l < k; l++) {
      const share = blocks[l * count + k]!;
      if (share === 0) continue;
      const other = l * trailing.stride;
      for (let j = 0; j < top.columns; j++) trailing.data[row + j]! += share * trailing.data[other + j]!;
    }
    for (let j = 0; j < top.columns; j++) top.data[k * top.stride + j]! -= trailing.data[row + j]!;
  }
}
