import type { Matrix } from '../../../numeric/dense/matrix.ts';
import { singularValues } from '../../../numeric/singular-values.ts';
import type { NpyArray } from '../../../record/npy.ts';
import type { GeodesicSolution } from '../solution.ts';
import { stacked } from '../stacked.ts';
import type { PathValues } from './path-values.ts';
import { projectedPaths } from './projected-paths.ts';

/** Numbers up to which all states and momenta are kept: 16 MiB each. */
const mostNumbers = 2 ** 21;

/**
 * arrays.npz: `nodes`, `weights` (nodes with weights × w × n), `singularValues` and `weightSingularValues` (nodes × values),
 * `centredSingularValues` (of A at the bottleneck less its mean over the points),
 * `history` (iterates × evaluations, products, loss, stationarity), `paths` (points × nodes × directions, along the left
 * singular vectors of A at the bottleneck) with `pathPoints`, `A0` and `B0`, `inputMap` and `outputMap` where there are
 * such, and `states` and `momenta` (nodes × w × N) where they are not large.
 */
export function geodesicArrays(solution: GeodesicSolution, path: PathValues): Map<string, NpyArray> {
  const { nodes, states, momenta, weights, history, inputMap, outputMap } = solution;
  const narrowest = nodes.indexOf(path.bottleneck.narrowest);
  const paths = projectedPaths(states, narrowest);
  const centred = singularValues(withoutMean(states[narrowest]!));
  const arrays = new Map<string, NpyArray>([
    ['nodes', { shape: [nodes.length], data: nodes }],
    ['weights', stacked(weights)],
    ['singularValues', rowsOf(path.at.map(({ singularValues }) => singularValues))],
    ['centredSingularValues', { shape: [centred.length], data: centred }],
    ['weightSingularValues', rowsOf(path.at.map(({ weightSingularValues }) => weightSingularValues))],
    ['history', rowsOf(history.map((one) => [one.evaluations, one.products, one.loss, one.stationarity]))],
    ['paths', { shape: paths.shape, data: paths.coordinates }],
    ['pathPoints', { shape: [paths.points.length], data: paths.points }],
    ['A0', matrixArray(states[0]!)],
    ['B0', matrixArray(momenta[0]!)],
  ]);
  if (inputMap) arrays.set('inputMap', matrixArray(inputMap));
  if (outputMap) arrays.set('outputMap', matrixArray(outputMap));
  if (states.length * states[0]!.rows * states[0]!.columns <= mostNumbers) {
    arrays.set('states', stacked(states));
    arrays.set('momenta', stacked(momenta));
  }
  return arrays;
}

/** Every row less its mean. */
function withoutMean({ rows, columns, stride, data }: Matrix): Matrix {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * stride, i * stride + columns);
    const mean = row.reduce((sum, value) => sum + value, 0) / columns;
    for (let j = 0; j < columns; j++) out[i * columns + j] = row[j]! - mean;
  }
  return { rows, columns, stride: columns, data: out };
}

function matrixArray(m: Matrix): NpyArray {
  const { shape, data } = stacked([m]);
  return { shape: shape.slice(1), data };
}

function rowsOf(rows: readonly ArrayLike<number>[]): NpyArray {
  const columns = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  for (const [k, values] of rows.entries()) data.set(values, k * columns);
  return { shape: [rows.length, columns], data };
}
