import type { Matrix } from '../numeric/dense/matrix.ts';
import type { RandomAddress } from '../numeric/random/address.ts';
import { createNormalStream } from '../numeric/random/normal-stream.ts';

/** A rows × columns matrix of independent N(0, scale²) entries: entry (i, j) is number i · columns + j of the stream at `address`. */
export function normalMatrix(address: RandomAddress, rows: number, columns: number, scale: number): Matrix {
  const count = rows * columns;
  const data = new Float64Array(Math.ceil(count / 16) * 16);
  createNormalStream('philox', address).fill(data, data.length);
  for (let i = 0; i < count; i++) data[i]! *= scale;
  return { rows, columns, stride: columns, data: data.subarray(0, count) };
}

/** As `normalMatrix`, column by column: the first columns are the same however many there are. */
export function normalColumns(address: RandomAddress, rows: number, columns: number, scale: number): Matrix {
  const { data: across } = normalMatrix(address, columns, rows, scale);
  const data = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) data[i * columns + j] = across[j * rows + i]!;
  return { rows, columns, stride: columns, data };
}
