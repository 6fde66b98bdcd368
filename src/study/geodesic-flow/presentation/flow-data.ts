import type { Point } from '../../../figure/series.ts';
import type { NpyArray } from '../../../record/npy.ts';
import type { SeriesRow } from '../../../record/series.ts';
import type { PresentationInput } from '../../presentation.ts';
import type { FlowScenario } from '../flow-scenario.ts';
import { integratorLabels, integratorNames } from '../integrator-name.ts';
import { readFlowScenario } from '../language/resolved-scenario.ts';

/** An integrator of the record. */
export interface RecordedPath {
  readonly name: string;
  readonly label: string;
  readonly method: 'odex' | 'gauss-legendre';
}

/** A record of a flow, ready to be shown. */
export interface FlowData {
  readonly scenario: FlowScenario;
  readonly paths: readonly RecordedPath[];
  /** The integrator whose path is shown where one is enough. */
  readonly reference: RecordedPath;
  /** A quantity along the kept depths. */
  along(quantity: string, component: string): readonly Point[];
  /** A single number, NaN where there is none. */
  single(quantity: string, component: string): number;
  array(name: string): NpyArray | undefined;
  /** A vector among the arrays; none where there is none. */
  vector(name: string): readonly number[];
}

/** @throws RangeError when scenario.json is not a flow scenario */
export function flowData({ scenario: json, rows, provenance, arrays }: PresentationInput): FlowData {
  const scenario = readFlowScenario(json);
  const labels = integratorLabels(scenario.integrators);
  const paths = integratorNames(scenario.integrators).map(
    (name, i): RecordedPath => ({ name, label: labels[i]!, method: scenario.integrators[i]!.method }),
  );
  const series = new Map<string, SeriesRow[]>();
  for (const row of rows) {
    const key = `${row.quantity} ${row.component}`;
    const own = series.get(key);
    if (own) own.push(row);
    else series.set(key, [row]);
  }
  const rowsOf = (quantity: string, component: string) => series.get(`${quantity} ${component}`) ?? [];
  return {
    scenario,
    paths,
    reference: paths.find(({ name }) => name === provenance['reference']) ?? paths[0]!,
    along: (quantity, component) => rowsOf(quantity, component),
    single: (quantity, component) => rowsOf(quantity, component).at(-1)?.value ?? Number.NaN,
    array: (name) => arrays.get(name),
    vector: (name) => Array.from(arrays.get(name)?.data ?? [], Number),
  };
}

/** Largest |value|; NaN where there is none. */
export function largestOf(points: readonly Point[]): number {
  if (points.length === 0) return Number.NaN;
  return points.reduce((most, { value }) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
}
