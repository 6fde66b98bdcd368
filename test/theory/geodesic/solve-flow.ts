import type { LeakyResnet } from '#odepth/model/leaky-resnet';
import type { Matrix } from '#odepth/numeric/dense/matrix';
import { integrate } from '#odepth/solve/initial-value';
import { leakyFlowRate, packState } from '#odepth/theory/geodesic/flow';
import { matrixView } from '#odepth/theory/geodesic/matrices';

/** (A_p, B_p) at the depths, from (A_0, B_0), local error 1e-12. */
export function solveFlow(
  resnet: LeakyResnet,
  a: Matrix,
  b: Matrix,
  depths: readonly number[],
): readonly { readonly p: number; readonly a: Matrix; readonly b: Matrix }[] {
  const { rows, columns } = a;
  const size = rows * columns;
  const { outputs } = integrate({
    rate: leakyFlowRate(resnet, columns),
    from: 0,
    to: depths.at(-1)!,
    initial: packState(a, b),
    tolerance: { relative: 1e-12, absolute: 1e-13 },
    outputTimes: depths,
    outputComponents: Array.from({ length: 2 * size }, (_, i) => i),
    maximumSteps: 20_000,
    maximumStep: 0.05,
  });
  return depths.map((p, k) => ({
    p,
    a: matrixView(outputs, 2 * k * size, rows, columns),
    b: matrixView(outputs, (2 * k + 1) * size, rows, columns),
  }));
}

/** count + 1 depths from 0 to 1. */
export function evenDepths(count: number): number[] {
  return Array.from({ length: count + 1 }, (_, i) => i / count);
}
