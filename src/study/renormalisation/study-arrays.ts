import type { NpyArray } from '../../record/npy.ts';
import { profileNames, type RankName, rankNames, type StreamProfile, type StudiedNetwork } from './point-result.ts';
import { measuredPositions, type RenormalisationScenario } from './renormalisation-scenario.ts';
import { floorsOf, streamKinds, type VariantNetworks, type When } from './study-data.ts';

/**
 * arrays.npz: for variant v, counted from 0, seeds along the first axis: `WHEN.NAME.v` for `initial`, `trained` and, where there is one, `meanKernel`: ranks (layers ×
 * positions), `pooled.NAME` (layers), `drift` (transitions × positions), `pooledDrift`, `richness`, `richnessError` (layers) and
 * `decodability` (layers × offsets); `loss.v` (loss, its standard error, accuracy), `history.steps.v`, `history.means.v`,
 * `history.errors.v`, and `done.v` (1 where every step was done). NaN where there is no number.
 */
export function studyArrays(
  { sequence, measure }: RenormalisationScenario,
  networks: readonly VariantNetworks[],
): Map<string, NpyArray> {
  const positions = measuredPositions(sequence, measure).length;
  const arrays = new Map<string, NpyArray>();
  for (const [v, { variant, points }] of networks.entries()) {
    const { layers } = variant.network;
    const put = (name: string, shape: readonly number[], of: (point: StudiedNetwork) => ArrayLike<number> | null) => {
      const size = shape.reduce((product, one) => product * one, 1);
      const data = new Float64Array(points.length * size).fill(Number.NaN);
      for (const [seed, point] of points.entries()) data.set(of(point) ?? [], seed * size);
      arrays.set(`${name}.${v}`, { shape: [points.length, ...shape], data });
    };
    for (const when of streamKinds) {
      if (when === 'meanKernel' && points.every((point) => point[when] === null)) continue;
      for (const [name, shape, read] of profileFields(layers, positions, 2 * measure.reach + 1))
        put(`${when}.${name}`, shape, (point) => (point[when] ? read(point[when]) : null));
    }
    put('loss', [3], ({ loss, standardError, accuracy }) => [loss, standardError, accuracy]);
    const longest = points.reduce(
      (most, { history }) => (history.steps.length > most.length ? history.steps : most),
      [] as readonly number[],
    );
    arrays.set(`history.steps.${v}`, { shape: [longest.length], data: Int32Array.from(longest) });
    put('history.means', [longest.length], ({ history }) => history.means);
    put('history.errors', [longest.length], ({ history }) => history.errors);
    const done = Int32Array.from(points, ({ failure }) => (failure === null ? 1 : 0));
    arrays.set(`done.${v}`, { shape: [points.length], data: done });
  }
  return arrays;
}

type ProfileField = readonly [name: string, shape: readonly number[], read: (profile: StreamProfile) => Float64Array];

function profileFields(layers: number, positions: number, offsets: number): ProfileField[] {
  const shapes: Readonly<Record<(typeof profileNames)[number], readonly number[]>> = {
    drift: [layers, positions],
    pooledDrift: [layers],
    richness: [layers + 1],
    richnessError: [layers + 1],
    decodability: [layers + 1, offsets],
  };
  return [
    ...rankNames.flatMap((name): ProfileField[] => [
      [name, [layers + 1, positions], ({ ranks }) => ranks[name]],
      [`pooled.${name}`, [layers + 1], ({ pooledRanks }) => pooledRanks[name]],
    ]),
    ...profileNames.map((name): ProfileField => [name, shapes[name], (profile) => profile[name]]),
  ];
}

/** Inverse of `studyArrays`, but for what words say. @throws RangeError naming an array that is missing */
export function networksOfArrays(
  { variants, seeds, sequence }: RenormalisationScenario,
  arrays: ReadonlyMap<string, NpyArray>,
): VariantNetworks[] {
  const get = (name: string): NpyArray => {
    const found = arrays.get(name);
    if (found) return found;
    throw new RangeError(`renormalisation: arrays.npz has no array ${name}`);
  };
  return variants.map((variant, v) => {
    const of = (name: string, seed: number): Float64Array => {
      const { data, shape } = get(`${name}.${v}`);
      if (!(data instanceof Float64Array))
        throw new RangeError(`renormalisation: ${name}.${v} does not hold float64 numbers`);
      const size = data.length / shape[0]!;
      return data.slice(seed * size, (seed + 1) * size);
    };
    const profile = (when: When, seed: number): StreamProfile => {
      const ranks = (prefix: string) =>
        Object.fromEntries(rankNames.map((name) => [name, of(`${when}.${prefix}${name}`, seed)])) as Record<
          RankName,
          Float64Array
        >;
      const others = Object.fromEntries(profileNames.map((name) => [name, of(`${when}.${name}`, seed)])) as Pick<
        StreamProfile,
        (typeof profileNames)[number]
      >;
      return { ranks: ranks(''), pooledRanks: ranks('pooled.'), ...others };
    };
    const steps = Array.from(get(`history.steps.${v}`).data, Number);
    const points = seeds.map((_, seed): StudiedNetwork => {
      const [loss, standardError, accuracy] = of('loss', seed) as unknown as [number, number, number];
      const failure = Number(get(`done.${v}`).data[seed]) === 1 ? null : 'not every step was done';
      return {
        ...{ loss, standardError, accuracy, failure, parameters: 0 },
        history: { steps, means: [...of('history.means', seed)], errors: [...of('history.errors', seed)] },
        initial: profile('initial', seed),
        trained: failure === null ? profile('trained', seed) : null,
        meanKernel: arrays.has(`meanKernel.drift.${v}`) ? profile('meanKernel', seed) : null,
      };
    });
    return { variant, points, floors: floorsOf(variant, sequence) };
  });
}
