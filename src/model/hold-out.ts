import type { Matrix } from '../numeric/dense/matrix.ts';
import { addressedOrder } from '../numeric/random/addressed-order.ts';
import type { TaskData } from './task-data.ts';

/** Data with `count` of their points, chosen at random, set aside for testing; both parts keep the order of the points. */
export function holdOut(data: TaskData, count: number, seed: bigint): TaskData {
  if (count === 0) return data;
  const points = data.inputs.columns;
  const held = new Set(addressedOrder(points, { seed, purpose: 'data-split', network: 0 }).subarray(0, count));
  const all = Array.from({ length: points }, (_, j) => j);
  const train = all.filter((j) => !held.has(j));
  const test = all.filter((j) => held.has(j));
  return {
    inputs: columnsOf(data.inputs, train),
    targets: columnsOf(data.targets, train),
    testInputs: columnsOf(data.inputs, test),
    testTargets: columnsOf(data.targets, test),
  };
}

function columnsOf({ rows, stride, data }: Matrix, chosen: readonly number[]): Matrix {
  const columns = chosen.length;
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (const [j, column] of chosen.entries()) out[i * columns + j] = data[i * stride + column]!;
  }
  return { rows, columns, stride: columns, data: out };
}
