import { isJsonArray, isJsonObject, type Json, jsonNumber } from '../../../record/json.ts';
import type { SeriesRow } from '../../../record/series.ts';
import type { PresentationInput } from '../../presentation.ts';
import { readBottleneckSweep } from '../language/resolved-scenario.ts';
import { type SweepReader, sweepReader } from '../sweep-rows.ts';
import { type BottleneckSweepScenario, type SweepPosition, sweptFields } from '../sweep-scenario.ts';

type Field = ReturnType<typeof sweptFields>[number];
type Place = Omit<SweepPosition, 'seed'>;

const symbols: Readonly<Record<Field, string>> = { effectiveDepth: 'L̃', lambdaOverDepth: 'λ/L̃' };

/** The places of a sweep along its axis, the other field fixed. */
export interface SweepLine {
  /** "λ/L̃ = 0.001"; '' where there is one line. */
  readonly label: string;
  readonly places: readonly Place[];
}

/** A record of a sweep, ready to be drawn. */
export interface SweepData {
  readonly scenario: BottleneckSweepScenario;
  /** What figures have along their axis: L̃ where it is swept. */
  readonly field: Field;
  readonly symbol: string;
  /** Values of that field. */
  readonly values: readonly number[];
  readonly lines: readonly SweepLine[];
  readonly read: SweepReader;
  /** Of the paths with numbers at a place. */
  seeds(quantity: string, place: Place): readonly SeriesRow[];
  /** k*, where the teacher is known. */
  readonly teacherRank: number | null;
  readonly points: readonly { readonly converged: boolean; readonly usable: boolean }[];
}

/** @throws RangeError where scenario.json is no bottleneck sweep */
export function sweepData({ scenario: json, rows, provenance }: PresentationInput): SweepData {
  const scenario = readBottleneckSweep(json);
  const read = sweepReader(scenario, rows);
  const field = sweptFields(scenario)[0]!;
  const other: Field = field === 'effectiveDepth' ? 'lambdaOverDepth' : 'effectiveDepth';
  const { sweep } = scenario;
  return {
    ...{ scenario, field, symbol: symbols[field], values: sweep[field], read },
    lines: sweep[other].map((value, line) => ({
      label: sweep[other].length > 1 ? `${symbols[other]} = ${value}` : '',
      places: sweep[field].map((_, at) =>
        field === 'effectiveDepth'
          ? { effectiveDepth: at, lambdaOverDepth: line }
          : { effectiveDepth: line, lambdaOverDepth: at },
      ),
    })),
    seeds: (quantity, place) =>
      sweep.seeds.flatMap((_, seed) => {
        const row = read(quantity, { ...place, seed });
        return row ? [row] : [];
      }),
    teacherRank: jsonNumber(provenance['teacherRank']) ?? null,
    points: pointsOf(provenance['points']),
  };
}

function pointsOf(json: Json | undefined): SweepData['points'] {
  return (isJsonArray(json) ? json : []).map((point) => ({
    converged: isJsonObject(point) && point['converged'] === true,
    usable: isJsonObject(point) && point['usable'] === true,
  }));
}

/** "mean over 3 seeds", or what a single seed is. */
export function seedWords({ scenario }: Pick<SweepData, 'scenario'>): string {
  const count = scenario.sweep.seeds.length;
  return count > 1 ? `mean over ${count} seeds` : 'one seed';
}
