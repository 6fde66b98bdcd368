import type { Matrix } from '../../numeric/dense/matrix.ts';

/** Where matrices live and how they are multiplied: everything that elimination spends its time on. */
export interface DenseKernel {
  /** A matrix of zeros. */
  allocate(rows: number, columns: number): Matrix;
  /** C ← α A B + β C; C must not overlap A or B. */
  multiply(alpha: number, a: Matrix, b: Matrix, beta: number, c: Matrix): void;
}

/** Columns that are eliminated together: the rest of the matrix then changes by one product. */
const blockColumns = 48;
/** Rows of B that a strip of the product keeps at hand. */
const stripRows = 128;

/** Matrices on the ordinary heap, multiplied in tiles of 4 × 4. */
export const plainKernel: DenseKernel = {
  allocate: (rows, columns) => ({ rows, columns, stride: columns, data: new Float64Array(rows * columns) }),
  multiply(alpha, a, b, beta, c) {
    if (beta !== 1) scale(c, beta);
    const strip = new Float64Array(4 * stripRows);
    for (let from = 0; from < a.columns; from += stripRows) {
      const depth = Math.min(stripRows, a.columns - from);
      for (let j = 0; j < c.columns; j += 4) {
        const width = Math.min(4, c.columns - j);
        for (let k = 0; k < depth; k++) {
          const row = (from + k) * b.stride + j;
          for (let l = 0; l < 4; l++) strip[4 * k + l] = l < width ? alpha * b.data[row + l]! : 0;
        }
        let i = 0;
        for (; i + 4 <= c.rows && width === 4; i += 4) addTile(a, i, from, depth, strip, c, j);
        for (; i < c.rows; i++) addRow(a, i, from, depth, strip, c, j, width);
      }
    }
  },
};

function addTile(a: Matrix, i: number, from: number, depth: number, strip: Float64Array, c: Matrix, j: number): void {
  const x = a.data;
  let r0 = i * a.stride + from;
  let r1 = r0 + a.stride;
  let r2 = r1 + a.stride;
  let r3 = r2 + a.stride;
  // biome-ignore format: sixteen running sums
  let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0,
    s20 = 0, s21 = 0, s22 = 0, s23 = 0, s30 = 0, s31 = 0, s32 = 0, s33 = 0;
  for (let k = 0; k < 4 * depth; k += 4) {
    const b0 = strip[k]!;
    const b1 = strip[k + 1]!;
    const b2 = strip[k + 2]!;
    const b3 = strip[k + 3]!;
    const a0 = x[r0++]!;
    const a1 = x[r1++]!;
    const a2 = x[r2++]!;
    const a3 = x[r3++]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  addFour(c, i, j, s00, s01, s02, s03);
  addFour(c, i + 1, j, s10, s11, s12, s13);
  addFour(c, i + 2, j, s20, s21, s22, s23);
  addFour(c, i + 3, j, s30, s31, s32, s33);
}

function addFour(c: Matrix, i: number, j: number, s0: number, s1: number, s2: number, s3: number): void {
  const at = i * c.stride + j;
  c.data[at]! += s0;
  c.data[at + 1]! += s1;
  c.data[at + 2]! += s2;
  c.data[at + 3]! += s3;
}

function addRow(
  a: Matrix,
  i: number,
  from: number,
  depth: number,
  strip: Float64Array,
  c: Matrix,
  j: number,
  width: number,
): void {
  for (let l = 0; l < width; l++) {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += a.data[i * a.stride + from + k]! * strip[4 * k + l]!;
    c.data[i * c.stride + j + l]! += sum;
  }
}

/** c ← β c. */
export function scale(c: Matrix, beta: number): void {
  for (let i = 0; i < c.rows; i++) {
    const row = c.data.subarray(i * c.stride, i * c.stride + c.columns);
    if (beta === 0) row.fill(0);
    else for (let j = 0; j < row.length; j++) row[j]! *= beta;
  }
}

/** to ← from, of the same shape. */
export function copy(from: Matrix, to: Matrix): void {
  for (let i = 0; i < from.rows; i++) {
    to.data.set(from.data.subarray(i * from.stride, i * from.stride + from.columns), i * to.stride);
  }
}

/** The rows × columns part of a matrix from (row, column), sharing its entries. */
export function part(matrix: Matrix, row: number, column: number, rows: number, columns: number): Matrix {
  const from = row * matrix.stride + column;
  return { rows, columns, stride: matrix.stride, data: matrix.data.subarray(from) };
}

/**
 * Factors a panel of at least as many rows as columns in place, P M = L U with row pivoting: L below the diagonal (of
 * ones), U on and above it. pivots[k] is the row exchanged with row k. Returns −1, or the first column whose pivot is
 * below rows · eps times the largest entry that the column came with: the columns are linearly dependent.
 */
export function factorPanel(kernel: DenseKernel, panel: Matrix, pivots: Int32Array): number {
  const { rows, columns } = panel;
  const sizes = columnSizes(panel);
  for (let from = 0; from < columns; from += blockColumns) {
    const width = Math.min(blockColumns, columns - from);
    for (let k = from; k < from + width; k++) {
      const pivot = bringUpPivot(panel, k, pivots);
      if (!(Math.abs(pivot) > rows * Number.EPSILON * sizes[k]!)) return k;
      eliminate(panel, k, from + width);
    }
    const rest = columns - from - width;
    if (rest > 0) forwardBlock(kernel, panel, from, width, part(panel, 0, from + width, rows, rest));
  }
  return -1;
}

function columnSizes({ rows, columns, stride, data }: Matrix): Float64Array {
  const sizes = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) sizes[j] = Math.max(sizes[j]!, Math.abs(data[i * stride + j]!));
  }
  return sizes;
}

function bringUpPivot(panel: Matrix, k: number, pivots: Int32Array): number {
  const { rows, stride, data } = panel;
  let best = k;
  for (let i = k + 1; i < rows; i++) {
    if (Math.abs(data[i * stride + k]!) > Math.abs(data[best * stride + k]!)) best = i;
  }
  pivots[k] = best;
  exchangeRows(panel, k, best);
  return data[k * stride + k]!;
}

function exchangeRows({ columns, stride, data }: Matrix, first: number, second: number): void {
  if (first === second) return;
  for (let j = 0; j < columns; j++) {
    const kept = data[first * stride + j]!;
    data[first * stride + j] = data[second * stride + j]!;
    data[second * stride + j] = kept;
  }
}

/** Column k below the diagonal becomes L, and columns k + 1 … end − 1 below row k lose their part along row k. */
function eliminate({ rows, stride, data }: Matrix, k: number, end: number): void {
  const pivotRow = k * stride;
  const inverse = 1 / data[pivotRow + k]!;
  for (let i = k + 1; i < rows; i++) {
    const row = i * stride;
    const factor = data[row + k]! * inverse;
    data[row + k] = factor;
    if (factor === 0) continue;
    for (let j = k + 1; j < end; j++) data[row + j]! -= factor * data[pivotRow + j]!;
  }
}

/** Columns from … from + width − 1 of L applied to the rows of `right` (as many rows as L) from row `from` down. */
function forwardBlock(kernel: DenseKernel, lower: Matrix, from: number, width: number, right: Matrix): void {
  for (let i = from + 1; i < from + width; i++) {
    for (let k = from; k < i; k++) {
      const factor = lower.data[i * lower.stride + k]!;
      if (factor === 0) continue;
      const to = i * right.stride;
      const by = k * right.stride;
      for (let j = 0; j < right.columns; j++) right.data[to + j]! -= factor * right.data[by + j]!;
    }
  }
  const below = lower.rows - from - width;
  if (below === 0) return;
  const factors = part(lower, from + width, from, below, width);
  const solved = part(right, from, 0, width, right.columns);
  kernel.multiply(-1, factors, solved, 1, part(right, from + width, 0, below, right.columns));
}

/** right ← L⁻¹ P right, with the factors of `factorPanel`; `right` has as many rows as the panel. */
export function applyFactors(kernel: DenseKernel, panel: Matrix, pivots: Int32Array, right: Matrix): void {
  for (let k = 0; k < panel.columns; k++) exchangeRows(right, k, pivots[k]!);
  for (let from = 0; from < panel.columns; from += blockColumns) {
    forwardBlock(kernel, panel, from, Math.min(blockColumns, panel.columns - from), right);
  }
}

/** x ← L⁻¹ P x for a vector of as many entries as the panel has rows. */
export function applyFactorsToVector(panel: Matrix, pivots: Int32Array, x: Float64Array): void {
  const { rows, columns, stride, data } = panel;
  for (let k = 0; k < columns; k++) {
    const kept = x[k]!;
    x[k] = x[pivots[k]!]!;
    x[pivots[k]!] = kept;
  }
  for (let i = 1; i < rows; i++) {
    let sum = x[i]!;
    for (let k = 0; k < Math.min(i, columns); k++) sum -= data[i * stride + k]! * x[k]!;
    x[i] = sum;
  }
}

/** x ← U⁻¹ x for the first `columns` entries of x. */
export function solveUpper({ columns, stride, data }: Matrix, x: Float64Array): void {
  for (let i = columns - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < columns; k++) sum -= data[i * stride + k]! * x[k]!;
    x[i] = sum / data[i * stride + i]!;
  }
}

/** y ← y − M x. */
export function subtractProduct({ rows, columns, stride, data }: Matrix, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += data[i * stride + k]! * x[k]!;
    y[i]! -= sum;
  }
}
