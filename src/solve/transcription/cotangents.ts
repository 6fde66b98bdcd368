import type { Matrix } from '../../numeric/dense/matrix.ts';
import { createNormalStream } from '../../numeric/random/normal-stream.ts';

/** Which cotangents: of the scenario's seed, at the so-manieth refresh of the factors. */
export interface CotangentDraw {
  readonly seed: bigint;
  readonly refresh: number;
}

/**
 * Columns `start`, `start` + 1, … of independent N(0, 1) cotangents of the outputs of `points` points. Each column has an
 * address of its own, refresh · points + column, so that it does not depend on how the points are shared out.
 */
export function drawCotangents({ seed, refresh }: CotangentDraw, points: number, start: number, out: Matrix): void {
  const { rows, columns, stride, data } = out;
  const address = (column: number) => ({
    seed,
    purpose: 'fisher-cotangents' as const,
    network: refresh * points + start + column,
  });
  const stream = createNormalStream('philox', address(0));
  const column = new Float64Array(16 * Math.ceil(rows / 16));
  for (let j = 0; j < columns; j++) {
    stream.reset(address(j));
    stream.fill(column, column.length);
    for (let i = 0; i < rows; i++) data[i * stride + j] = column[i]!;
  }
}
