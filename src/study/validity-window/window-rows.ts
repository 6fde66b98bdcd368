import type { NpyArray } from '../../record/npy.ts';
import type { SeriesRow } from '../../record/series.ts';
import { componentNames } from '../kernel/quantities.ts';
import { divergenceArray } from '../kernel/sampling/divergence-array.ts';
import { pointLabel } from './points.ts';
import { firstComponent, type PointProgress, pointErrors } from './sweep-state.ts';
import type { SweepPoint, ValidityWindowScenario } from './window-scenario.ts';

/** What the relative error of a quantity is called in the series. */
export const relativeErrorOf = (quantity: string) => `relativeError.${quantity}`;

/** A component of a quantity at one point of the sweep, as the series names it. */
export const componentAt = (component: string, label: string) => `${component} at ${label}`;

/**
 * Rows of a sweep: for every point the relative error of each quantity and closure (`relativeError.V4`, component = the
 * point), and the first input's value of each quantity in theory and sampling (`V4`, component "0,0,0,0 at width = 64").
 */
export function windowRows(scenario: ValidityWindowScenario, progress: readonly PointProgress[]): SeriesRow[] {
  return scenario.points.flatMap((point, i) => {
    const { result } = progress[i]!;
    const label = pointLabel(point);
    const relative = pointErrors(scenario, point, result).flatMap(({ quantity, closure, errors }) =>
      point.save.times.map(
        (t, depth): SeriesRow => ({
          ...{ quantity: relativeErrorOf(quantity), component: label, layer: point.save.layers[depth]!, t },
          ...{ source: closure, value: errors.error[depth]!, error: errors.standardError[depth]! },
          errorKind: 'standard',
        }),
      ),
    );
    return [...relative, ...valueRows(scenario, point, progress[i]!, label)];
  });
}

function valueRows(
  { window }: ValidityWindowScenario,
  { ensemble, save }: SweepPoint,
  { result }: PointProgress,
  label: string,
): SeriesRow[] {
  const names = componentNames(ensemble.inputKernel.length);
  const sources = [
    ...result.closures.map(({ closure, quantities }) => ({
      source: closure,
      quantities,
      errorKind: 'tolerance' as const,
    })),
    { source: 'sampled' as const, quantities: result.sampled, errorKind: 'standard' as const },
  ];
  return window.quantities.flatMap((quantity) => {
    const component = firstComponent(quantity);
    const at = names[quantity].indexOf(component);
    return sources.flatMap(({ source, quantities, errorKind }) =>
      save.times.map((t, depth): SeriesRow => {
        const i = depth * names[quantity].length + at;
        const { value, error } = quantities[quantity];
        return {
          ...{ quantity, component: componentAt(component, label), layer: save.layers[depth]!, t, source },
          ...{ value: value[i]!, error: error[i]! },
          errorKind: source === 'exact' ? 'truncation' : errorKind,
        };
      }),
    );
  });
}

/**
 * arrays.npz: `FIELD` (the swept values; positions for activations), `t` (points × depths), and per quantity and closure
 * `QUANTITY.CLOSURE.relativeError` and `….standardError` (points × depths); points in row-major order over the axes. Where networks
 * did not stay finite at the i-th point, `diverged.i` lists them all (network, layer).
 */
export function windowArrays(
  scenario: ValidityWindowScenario,
  progress: readonly PointProgress[],
): Map<string, NpyArray> {
  const { points, sweep } = scenario;
  const depths = Math.max(...points.map(({ save }) => save.times.length));
  const arrays = new Map<string, NpyArray>();
  for (const { field, values } of sweep) {
    const numbers = values.map((value, i) => (typeof value === 'number' ? value : i));
    arrays.set(field, { shape: [numbers.length], data: Float64Array.from(numbers) });
  }
  const shape = [...sweep.map(({ values }) => values.length), depths];
  const table = (read: (point: number) => readonly number[]) => {
    // Points with fewer depths than others are filled up with NaN.
    const data = new Float64Array(points.length * depths).fill(Number.NaN);
    for (let i = 0; i < points.length; i++) data.set(read(i), i * depths);
    return { shape, data };
  };
  arrays.set(
    't',
    table((i) => points[i]!.save.times),
  );
  const errors = points.map((point, i) => pointErrors(scenario, point, progress[i]!.result));
  for (const [k, { quantity, closure }] of (errors[0] ?? []).entries()) {
    arrays.set(
      `${quantity}.${closure}.relativeError`,
      table((i) => errors[i]![k]!.errors.error),
    );
    arrays.set(
      `${quantity}.${closure}.standardError`,
      table((i) => errors[i]![k]!.errors.standardError),
    );
  }
  for (const [i, { result }] of progress.entries()) {
    const { diverged } = result.state;
    if (diverged.length > 0) arrays.set(`diverged.${i}`, divergenceArray(diverged));
  }
  return arrays;
}
