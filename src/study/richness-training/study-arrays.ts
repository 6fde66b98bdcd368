import type { NpyArray } from '../../record/npy.ts';
import { jackknifed, type PointResult, type PointSpectrum } from './point-result.ts';
import { quantityNames } from './quantities.ts';
import type { VariantNetworks } from './study-data.ts';
import type { RichnessTrainingScenario } from './training-scenario.ts';

const curves = ['values', 'quality', 'utilisation'] as const;

/**
 * arrays.npz: for variant v, counted from 0, `steps.v`, every quantity as `NAME.v` (seeds × steps, NaN where there is no
 * number), the jackknife's standard error within each network as `NAME.jackknife.v`, `done.v` (1 where every step was done),
 * and of the first seed `before.values.v`, `before.quality.v`, `before.utilisation.v` and the same for `after`.
 */
export function studyArrays(networks: readonly VariantNetworks[]): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>();
  for (const [v, { points }] of networks.entries()) {
    const longest = points.reduce((most, one) => (one.steps.length > most.steps.length ? one : most));
    const steps = longest.steps.length;
    const table = (rows: readonly (readonly number[])[]): NpyArray => {
      const data = new Float64Array(rows.length * steps).fill(Number.NaN);
      for (const [i, row] of rows.entries()) data.set(row, i * steps);
      return { shape: [rows.length, steps], data };
    };
    arrays.set(`steps.${v}`, { shape: [steps], data: Int32Array.from(longest.steps) });
    arrays.set(`done.${v}`, {
      shape: [points.length],
      data: Int32Array.from(points, ({ failure }) => (failure === null ? 1 : 0)),
    });
    for (const name of quantityNames) arrays.set(`${name}.${v}`, table(points.map(({ values }) => values[name])));
    for (const name of jackknifed)
      arrays.set(`${name}.jackknife.${v}`, table(points.map(({ errors }) => errors[name])));
    const [first] = points;
    for (const when of ['before', 'after'] as const) {
      const spectrum = first![when];
      if (spectrum === null) continue;
      for (const name of curves)
        arrays.set(`${when}.${name}.${v}`, { shape: [spectrum[name].length], data: spectrum[name] });
    }
  }
  return arrays;
}

/**
 * Inverse of `studyArrays`, but for spectra of other seeds and what words say.
 * @throws RangeError naming an array that is missing
 */
export function networksOfArrays(
  { variants, seeds }: RichnessTrainingScenario,
  arrays: ReadonlyMap<string, NpyArray>,
): VariantNetworks[] {
  const get = (name: string): NpyArray['data'] => {
    const found = arrays.get(name);
    if (found) return found.data;
    throw new RangeError(`richness-training: arrays.npz has no array ${name}`);
  };
  const numbers = (name: string): Float64Array => {
    const data = get(name);
    if (data instanceof Float64Array) return data;
    throw new RangeError(`richness-training: the array ${name} does not hold float64 numbers`);
  };
  return variants.map(({ label, condition, value }, v) => {
    const steps = Array.from(get(`steps.${v}`), Number);
    const done = get(`done.${v}`);
    const row = (name: string, seed: number) =>
      Array.from(numbers(name).subarray(seed * steps.length, (seed + 1) * steps.length));
    const spectrum = (when: string): PointSpectrum | null => {
      if (!arrays.has(`${when}.values.${v}`)) return null;
      const [values, quality, utilisation] = curves.map((name) => numbers(`${when}.${name}.${v}`));
      return { values: values!, quality: quality!, utilisation: utilisation! };
    };
    const points = seeds.map((_, seed): PointResult => {
      const all = <Name extends string>(names: readonly Name[], middle: string) =>
        Object.fromEntries(names.map((name) => [name, row(`${name}${middle}.${v}`, seed)])) as Record<Name, number[]>;
      return {
        ...{ steps, values: all(quantityNames, ''), errors: all(jackknifed, '.jackknife') },
        before: seed === 0 ? spectrum('before') : null,
        after: seed === 0 ? spectrum('after') : null,
        failure: done[seed] === 1 ? null : 'not every step was done',
        ...{ warnings: [], parameters: 0, normalisation: null },
      };
    });
    return { label, condition, value, points };
  });
}
