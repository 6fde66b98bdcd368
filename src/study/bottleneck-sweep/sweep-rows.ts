import type { NpyArray } from '../../record/npy.ts';
import type { SeriesRow, Source } from '../../record/series.ts';
import type { PointNumber, PointResult } from './point-result.ts';
import { type BottleneckSweepScenario, positionLabel, type SweepPosition, sweepPositions } from './sweep-scenario.ts';

/**
 * Rows of a sweep. The component is the point ("effectiveDepth = 7, seed = 2", seeds counted from 1) for the numbers of one
 * path, with their own errors, and the point without a seed ("effectiveDepth = 7") for the mean over seeds, with its standard
 * error; of a single seed the mean is the number itself with its own error. t is 1, as for the single numbers of a geodesic.
 * Points without numbers have no rows and are left out of means.
 */
export function sweepRows(scenario: BottleneckSweepScenario, points: readonly PointResult[]): SeriesRow[] {
  const groups = new Map<string, PointResult[]>();
  const own = sweepPositions(scenario).flatMap((position, i): SeriesRow[] => {
    const { seed: _, ...place } = position;
    const label = positionLabel(scenario, place);
    const point = points[i]!;
    groups.set(label, [...(groups.get(label) ?? []), point]);
    return rowsOf(positionLabel(scenario, position), point.source, point.numbers);
  });
  const means = [...groups].flatMap(([label, group]) => {
    const numbers = group.map((point) => point.numbers).filter(({ size }) => size > 0);
    return rowsOf(label, group[0]!.source, meanNumbers(numbers));
  });
  return [...means, ...own];
}

function rowsOf(component: string, source: Source, numbers: ReadonlyMap<string, PointNumber>): SeriesRow[] {
  return [...numbers].map(([quantity, number]) => ({ quantity, component, layer: null, t: 1, source, ...number }));
}

function meanNumbers(all: readonly ReadonlyMap<string, PointNumber>[]): ReadonlyMap<string, PointNumber> {
  const first = all[0];
  if (first === undefined || all.length === 1) return first ?? new Map();
  return new Map(
    [...first.keys()].map((name): [string, PointNumber] => {
      const { mean, standardError } = meanOf(all.map((numbers) => numbers.get(name)?.value ?? Number.NaN));
      return [name, { value: mean, error: standardError, errorKind: 'standard' }];
    }),
  );
}

/** Mean of two numbers or more, and its standard error. */
export function meanOf(values: readonly number[]): { readonly mean: number; readonly standardError: number } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return { mean, standardError: Math.sqrt(variance / count) };
}

/**
 * arrays.npz: `effectiveDepth`, `lambdaOverDepth`; every quantity under its name, seeds × λ/L̃ × L̃, NaN where a point has no
 * numbers; `singularValues` of A where COI_γ is least, seeds × λ/L̃ × L̃ × values.
 */
export function sweepArrays(scenario: BottleneckSweepScenario, points: readonly PointResult[]): Map<string, NpyArray> {
  const { effectiveDepth, lambdaOverDepth, seeds } = scenario.sweep;
  const shape = [seeds.length, lambdaOverDepth.length, effectiveDepth.length];
  const names = [...new Set(points.flatMap(({ numbers }) => [...numbers.keys()]))];
  const most = Math.max(0, ...points.map(({ singularValues }) => singularValues.length));
  const values = new Float64Array(points.length * most).fill(Number.NaN);
  for (const [i, { singularValues }] of points.entries()) values.set(singularValues, i * most);
  const axis = (data: readonly number[]): NpyArray => ({ shape: [data.length], data: Float64Array.from(data) });
  return new Map([
    ['effectiveDepth', axis(effectiveDepth)],
    ['lambdaOverDepth', axis(lambdaOverDepth)],
    ...names.map((name): [string, NpyArray] => [
      name,
      { shape, data: Float64Array.from(points, ({ numbers }) => numbers.get(name)?.value ?? Number.NaN) },
    ]),
    ['singularValues', { shape: [...shape, most], data: values }],
  ]);
}

/** The number of one seed, or the mean over seeds where none is given, at one place of a sweep. */
export type SweepReader = (
  quantity: string,
  place: Omit<SweepPosition, 'seed'> & Partial<Pick<SweepPosition, 'seed'>>,
) => SeriesRow | undefined;

/** Reads rows as `sweepRows` makes them. */
export function sweepReader(scenario: Pick<BottleneckSweepScenario, 'sweep'>, rows: readonly SeriesRow[]): SweepReader {
  const byName = new Map(rows.map((row) => [`${row.quantity}|${row.component}`, row]));
  return (quantity, place) => byName.get(`${quantity}|${positionLabel(scenario, place)}`);
}
