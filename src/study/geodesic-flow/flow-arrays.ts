import type { NpyArray } from '../../record/npy.ts';
import type { FlowProblem } from './flow-problem.ts';
import type { JudgedPath } from './judged-path.ts';

/**
 * arrays.npz: for every integrator NAME.p (kept depths that were reached), NAME.A and NAME.B (depths × neurons × points),
 * NAME.error (estimated, relative), and for ReLU by odex NAME.kinks.p with NAME.kinks.entry (neuron, point).
 */
export function flowArrays(
  problem: FlowProblem,
  paths: readonly JudgedPath[],
  kept: ReadonlySet<number>,
): Map<string, NpyArray> {
  const { resnet, points, entries } = problem;
  const arrays = new Map<string, NpyArray>();
  for (const { name, path, error } of paths) {
    const rows = path.nodes.map((_, i) => i).filter((i) => kept.has(path.nodes[i]!));
    const stacked = (from: number): NpyArray => {
      const data = new Float64Array(rows.length * entries);
      rows.forEach((i, row) => {
        data.set(path.states[i]!.subarray(from, from + entries), row * entries);
      });
      return { shape: [rows.length, resnet.width, points], data };
    };
    const vector = (values: readonly number[]): NpyArray => ({
      shape: [values.length],
      data: Float64Array.from(values),
    });
    arrays.set(`${name}.p`, vector(rows.map((i) => path.nodes[i]!)));
    arrays.set(`${name}.A`, stacked(0));
    arrays.set(`${name}.B`, stacked(entries));
    arrays.set(`${name}.error`, vector(rows.map((i) => error[i]!)));
    if (resnet.activation !== 'relu' || path.integrator.method !== 'odex') continue;
    const entry = Int32Array.from(path.kinks.flatMap(({ neuron, point }) => [neuron, point]));
    arrays.set(`${name}.kinks.p`, vector(path.kinks.map(({ p }) => p)));
    arrays.set(`${name}.kinks.entry`, { shape: [path.kinks.length, 2], data: entry });
  }
  return arrays;
}
