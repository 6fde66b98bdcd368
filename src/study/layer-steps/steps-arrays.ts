import type { NpyArray } from '../../record/npy.ts';
import type { StepsResults } from './steps-data.ts';
import type { LayerStepsScenario } from './steps-scenario.ts';
import { type TrainingNumber, type TrainingResult, trainingNumbers } from './training-result.ts';

/**
 * arrays.npz: `layers` (L), every number by scheme × layers × seed with `done` (1 where every epoch was done), and for a
 * scheme and a number of layers `nodes.SCHEME.L` (seed × L + 1), `singularValues.SCHEME.L` (seed × L × values, of W) and,
 * of the first seed, `history.SCHEME.L` (rows × evaluations and loss).
 */
export function stepsArrays({ compare }: LayerStepsScenario, results: StepsResults): Map<string, NpyArray> {
  const { layers, steps, seeds } = compare;
  const shape = [steps.length, layers.length, seeds.length];
  const flat = results.flat(2);
  const arrays = new Map<string, NpyArray>([
    ['layers', { shape: [layers.length], data: Int32Array.from(layers) }],
    ['done', { shape, data: Int32Array.from(flat, ({ failure }) => (failure === null ? 1 : 0)) }],
  ]);
  for (const name of trainingNumbers) {
    arrays.set(name, { shape, data: Float64Array.from(flat, ({ numbers }) => numbers[name]) });
  }
  for (const [s, scheme] of steps.entries()) {
    for (const [l, count] of layers.entries()) {
      const own = results[s]![l]!;
      const place = `${scheme}.${count}`;
      arrays.set(`nodes.${place}`, { shape: [own.length, count + 1], data: joined(own, 'nodes') });
      const values = own[0]!.singularValues.length / count;
      arrays.set(`singularValues.${place}`, {
        shape: [own.length, count, values],
        data: joined(own, 'singularValues'),
      });
      const { history } = own[0]!;
      arrays.set(`history.${place}`, { shape: [history.length / 2, 2], data: history });
    }
  }
  return arrays;
}

function joined(results: readonly TrainingResult[], name: 'nodes' | 'singularValues'): Float64Array {
  const length = results[0]![name].length;
  const data = new Float64Array(results.length * length);
  for (const [i, result] of results.entries()) data.set(result[name], i * length);
  return data;
}

/** Inverse of `stepsArrays`, but for the histories of other seeds and the words of failures. @throws RangeError naming an array that is missing */
export function resultsOfArrays({ compare }: LayerStepsScenario, arrays: ReadonlyMap<string, NpyArray>): StepsResults {
  const { layers, steps, seeds } = compare;
  const get = (name: string): Float64Array => {
    const found = arrays.get(name);
    if (found?.data instanceof Float64Array) return found.data;
    throw new RangeError(`layer steps: arrays.npz has no array ${name} of numbers`);
  };
  const done = arrays.get('done')?.data;
  return steps.map((scheme, s) =>
    layers.map((count, l) =>
      seeds.map((_, seed): TrainingResult => {
        const at = (s * layers.length + l) * seeds.length + seed;
        const part = (name: string) => {
          const all = get(`${name}.${scheme}.${count}`);
          const length = all.length / seeds.length;
          return all.slice(seed * length, (seed + 1) * length);
        };
        return {
          numbers: Object.fromEntries(trainingNumbers.map((name) => [name, get(name)[at]!])) as Record<
            TrainingNumber,
            number
          >,
          nodes: part('nodes'),
          singularValues: part('singularValues'),
          history: seed === 0 ? get(`history.${scheme}.${count}`) : new Float64Array(),
          failure: done?.[at] === 1 ? null : 'not every epoch was done',
        };
      }),
    ),
  );
}
