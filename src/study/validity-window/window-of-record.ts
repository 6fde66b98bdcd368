import type { ActivationSpec } from '../../model/activation.ts';
import { isJsonArray, isJsonObject, type Json } from '../../record/json.ts';
import type { SeriesRow } from '../../record/series.ts';
import { lookStandardErrors } from './allocation.ts';
import type { Axis } from './language/sweep-values.ts';
import type { SweptField } from './language/window-schema.ts';
import { pointLabel } from './points.ts';
import { firstComponent } from './sweep-state.ts';
import type { SweepAxis, WindowData, WindowSeries } from './window-data.ts';
import { windowEdge } from './window-edge.ts';
import { relativeErrorOf } from './window-rows.ts';
import type { ValidityWindowScenario } from './window-scenario.ts';

const names: Readonly<Record<SweptField, readonly [symbol: string, label: string]>> = {
  width: ['n', 'width'],
  horizon: ['T', 'horizon'],
  weightVariance: ['C_W', 'weight variance'],
  biasVariance: ['C_b', 'bias variance'],
  leak: ['κ', 'leak'],
  activation: ['σ', 'activation'],
  variance: ['K(0)', 'input variance'],
  correlation: ['ρ', 'input correlation'],
  residualScale: ['ε', 'residual scale'],
};

/** What window edges are read from: the relative errors in a record's rows, and how often each point was looked at. */
export function windowOfRecord(
  scenario: ValidityWindowScenario,
  rows: readonly SeriesRow[],
  provenance: Readonly<Record<string, Json>>,
): WindowData {
  const { window, points } = scenario;
  const looks = looksOf(provenance);
  const byCurve = new Map<string, SeriesRow[]>();
  for (const row of rows) {
    const key = `${row.quantity}|${row.source}|${row.component}`;
    const list = byCurve.get(key);
    if (list === undefined) byCurve.set(key, [row]);
    else list.push(row);
  }
  const series = window.quantities.flatMap((quantity) =>
    theories(rows).flatMap((closure) =>
      points.flatMap((point, i): WindowSeries[] => {
        const own = byCurve.get(`${relativeErrorOf(quantity)}|${closure}|${pointLabel(point)}`);
        if (own === undefined) return [];
        const times = own.map((row) => row.t);
        const error = own.map((row) => row.value);
        const standardError = own.map((row) => row.error);
        const z = lookStandardErrors(window.confidence, looks[i] ?? 0);
        return [
          {
            ...{ quantity, closure, component: window.component === 'norm' ? null : firstComponent(quantity) },
            ...{ point: point.index, times, error, standardError },
            edges: window.tolerances.map((tolerance) => ({
              tolerance,
              edge: windowEdge(times, error, standardError, tolerance, z),
            })),
          },
        ];
      }),
    ),
  );
  return {
    axes: scenario.sweep.map(sweepAxis),
    series,
    tolerances: window.tolerances,
    standardErrors: window.confidence,
    horizon: Math.max(...points.map(({ ensemble }) => ensemble.horizon)),
  };
}

/** Closures whose relative errors are there, in order of appearance. */
function theories(rows: readonly SeriesRow[]): string[] {
  return [
    ...new Set(rows.filter(({ quantity }) => quantity.startsWith(relativeErrorOf(''))).map(({ source }) => source)),
  ];
}

function sweepAxis({ field, values, scale }: Axis): SweepAxis {
  const [symbol, label] = names[field];
  const text = (value: number | ActivationSpec) => (typeof value === 'object' ? value.expression : value);
  return { field, symbol, label, scale, values: values.map(text) };
}

function looksOf(provenance: Readonly<Record<string, Json>>): number[] {
  const points = provenance['points'];
  if (!isJsonArray(points)) return [];
  return points.map((point) => (isJsonObject(point) && typeof point['looks'] === 'number' ? point['looks'] : 0));
}
