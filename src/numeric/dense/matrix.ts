/** Values of either precision. */
export type RealArray = Float64Array | Float32Array;

/** A rows × columns matrix, row by row: entry (i, j) is data[i · stride + j]. */
export interface MatrixOf<V extends RealArray> {
  readonly rows: number;
  readonly columns: number;
  /** Distance between rows, ≥ columns. */
  readonly stride: number;
  readonly data: V;
}

/** A matrix of float64. */
export type Matrix = MatrixOf<Float64Array>;

/** A rows × columns matrix of zeros on the ordinary heap. */
export function createMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, stride: columns, data: new Float64Array(rows * columns) };
}

/** Mᵀ, copied. */
export function transposed(m: Matrix): Matrix {
  const out = createMatrix(m.columns, m.rows);
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++) out.data[j * m.rows + i] = m.data[i * m.stride + j]!;
  }
  return out;
}

/** Rows `row` … `row + rows − 1` and as many columns from `column` on, as a view that shares the memory of `m`. Throws RangeError outside `m`. */
export function submatrix<V extends RealArray>(
  m: MatrixOf<V>,
  row: number,
  column: number,
  rows: number,
  columns: number,
): MatrixOf<V> {
  const whole = [row, column, rows, columns].every((value) => Number.isInteger(value) && value >= 0);
  if (!whole || row + rows > m.rows || column + columns > m.columns) {
    throw new RangeError(
      `A block of ${rows} × ${columns} from (${row}, ${column}) on does not lie in a ${m.rows} × ${m.columns} matrix.`,
    );
  }
  if (rows === 0 || columns === 0) return { rows, columns, stride: m.stride, data: m.data.subarray(0, 0) as V };
  const start = row * m.stride + column;
  const data = m.data.subarray(start, start + (rows - 1) * m.stride + columns) as V;
  return { rows, columns, stride: m.stride, data };
}
