import { type Matrix, transposed } from '../numeric/dense/matrix.ts';
import { normalMatrix } from './normal-matrix.ts';

/** How data enter and leave a Leaky ResNet. */
export type MapKind = 'none' | 'fixed' | 'learned';

/** Which of the two maps; its number in the random address. */
const mapNumbers = { input: 0, output: 1 } as const;

/**
 * The rows × columns map between data and neurons before training: w × d on the way in, d × w on the way out.
 *
 * - `none`: ones on the diagonal. On the way in data fill the first rows and the others are zero; on the way out the
 *   first rows are read.
 * - `fixed`: orthonormal columns (or rows, where there are fewer), uniformly distributed: lengths are kept.
 * - `learned`: independent N(0, 1/columns) entries, where training starts.
 */
export function initialMap(
  kind: MapKind,
  which: keyof typeof mapNumbers,
  rows: number,
  columns: number,
  seed: bigint,
): Matrix {
  const address = { seed, purpose: 'map', network: mapNumbers[which] } as const;
  if (kind === 'learned') return normalMatrix(address, rows, columns, Math.sqrt(1 / columns));
  if (kind === 'none') {
    const data = new Float64Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1;
    return { rows, columns, stride: columns, data };
  }
  return rows <= columns
    ? orthonormalRows(normalMatrix(address, rows, columns, 1))
    : transposed(orthonormalRows(normalMatrix(address, columns, rows, 1)));
}

/** Gram–Schmidt, every row twice, so that orthogonality holds to rounding. */
function orthonormalRows(m: Matrix): Matrix {
  const data = m.data.slice();
  const row = (i: number) => data.subarray(i * m.columns, (i + 1) * m.columns);
  for (let i = 0; i < m.rows; i++) {
    const current = row(i);
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < i; k++) {
        const before = row(k);
        const overlap = current.reduce((sum, value, j) => sum + value * before[j]!, 0);
        for (let j = 0; j < current.length; j++) current[j]! -= overlap * before[j]!;
      }
    }
    const length = Math.sqrt(current.reduce((sum, value) => sum + value * value, 0));
    for (let j = 0; j < current.length; j++) current[j]! /= length;
  }
  return { ...m, data };
}
