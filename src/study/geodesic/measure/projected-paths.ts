import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { singularDecomposition } from '../../../numeric/singular-values.ts';
import { productRightTransposed } from '../../../theory/geodesic/products.ts';

/** Most points whose paths are kept. */
const mostPaths = 60;
/** Directions kept. */
const mostDirections = 3;

/** Ways of some data points through depth, seen along a few directions of R^w. */
export interface ProjectedPaths {
  /** points × nodes × directions, flat: ⟨u_i, α_p(x)⟩. */
  readonly coordinates: Float64Array;
  readonly shape: readonly [number, number, number];
  /** Which data points. */
  readonly points: Int32Array;
}

/**
 * Evenly chosen points along the leading left singular vectors u_i of A at one node: the directions in which that
 * representation is widest.
 */
export function projectedPaths(states: readonly Matrix[], node: number): ProjectedPaths {
  const { left } = singularDecomposition(states[node]!);
  const directions = Math.min(mostDirections, left.columns);
  const basis = transposedColumns(left, directions);
  const all = states[0]!.columns;
  const count = Math.min(mostPaths, all);
  const points = Int32Array.from({ length: count }, (_, i) => Math.floor((i * all) / count));
  const coordinates = new Float64Array(count * states.length * directions);
  for (const [k, state] of states.entries()) {
    const chosen = columnsOf(state, points);
    const values = productRightTransposed(chosen, basis);
    for (let j = 0; j < count; j++) {
      const row = values.data.subarray(j * directions, (j + 1) * directions);
      coordinates.set(row, (j * states.length + k) * directions);
    }
  }
  return { coordinates, shape: [count, states.length, directions], points };
}

/** The first columns as rows, each turned so that its largest entry is positive. */
function transposedColumns(m: Matrix, count: number): Matrix {
  const data = new Float64Array(count * m.rows);
  for (let j = 0; j < count; j++) {
    const column = data.subarray(j * m.rows, (j + 1) * m.rows);
    for (let i = 0; i < m.rows; i++) column[i] = m.data[i * m.stride + j]!;
    const largest = column.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    if (largest < 0) for (let i = 0; i < m.rows; i++) column[i] = -column[i]!;
  }
  return { rows: count, columns: m.rows, stride: m.rows, data };
}

/** Chosen columns as rows. */
function columnsOf(m: Matrix, columns: Int32Array): Matrix {
  const data = new Float64Array(columns.length * m.rows);
  columns.forEach((column, j) => {
    for (let i = 0; i < m.rows; i++) data[j * m.rows + i] = m.data[i * m.stride + column]!;
  });
  return { rows: columns.length, columns: m.rows, stride: m.rows, data };
}
