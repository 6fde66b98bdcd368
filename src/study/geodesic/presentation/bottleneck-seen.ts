import type { GeodesicData } from './geodesic-data.ts';

/** What the numbers say about a bottleneck. */
export interface BottleneckSeen {
  readonly entry: number;
  readonly exit: number;
  /** Node where COI_γ is least. */
  readonly narrowest: number;
  /** min COI_γ, and COI_γ at both ends. */
  readonly cost: number;
  readonly costAtEnds: readonly [number, number];
  readonly rankFromEnergy: number;
  readonly rankError: number;
  /** Singular values of A at the narrowest node, descending. */
  readonly values: readonly number[];
  /** Singular values above the widest gap among them, where one is at least `clearGap` times the next; null otherwise. */
  readonly rank: number | null;
  /** The same with the mean over the points taken away. */
  readonly centredValues: readonly number[];
  readonly centredRank: number | null;
  /** COI_γ is above the level of the bottleneck at both ends. */
  readonly present: boolean;
}

/** Ratio of neighbouring singular values that parts those that are there from those that are not. */
const clearGap = 5;
/** Below this part of the largest, singular values are not looked at. */
const rounding = 1e-10;

export function bottleneckSeen(data: GeodesicData): BottleneckSeen {
  const number = (name: string) => data.numbers.get(name)?.value ?? Number.NaN;
  const costs = data.along('coi');
  const narrowest = number('bottleneckDepth');
  const place = data.nodes.indexOf(narrowest);
  const values = data.family('singularValues').map((points) => points[place]?.value ?? Number.NaN);
  const cost = number('bottleneckRankFromCoi');
  const costAtEnds = [costs[0]?.value ?? Number.NaN, costs.at(-1)?.value ?? Number.NaN] as const;
  return {
    entry: number('bottleneckEntry'),
    exit: number('bottleneckExit'),
    narrowest,
    cost,
    costAtEnds,
    rankFromEnergy: number('bottleneckRankFromEnergy'),
    rankError: data.numbers.get('bottleneckRankFromEnergy')?.error ?? Number.NaN,
    values,
    rank: rankByGap(values),
    centredValues: data.centredValues,
    centredRank: rankByGap(data.centredValues),
    present: number('bottleneckEntry') > 0 && number('bottleneckExit') < 1,
  };
}

function rankByGap(values: readonly number[]): number | null {
  const floor = rounding * (values[0] ?? 0);
  const ratios = values.slice(0, -1).map((value, i) => (value > floor ? value / Math.max(values[i + 1]!, floor) : 0));
  const widest = Math.max(0, ...ratios);
  return widest >= clearGap ? ratios.indexOf(widest) + 1 : null;
}
