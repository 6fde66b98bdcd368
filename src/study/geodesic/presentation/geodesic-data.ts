import type { Point } from '../../../figure/series.ts';
import { isJsonArray, isJsonObject, type Json, jsonNumber } from '../../../record/json.ts';
import type { NpyArray } from '../../../record/npy.ts';
import type { SeriesRow, Source } from '../../../record/series.ts';
import type { PresentationInput } from '../../presentation.ts';
import type { GeodesicScenario } from '../geodesic-scenario.ts';
import { readGeodesicScenario } from '../language/resolved-scenario.ts';

/** One problem of the continuation on one mesh, as the record has it. */
export interface RecordedStage {
  readonly label: string;
  /** Gradients and Hessian products before it. */
  readonly from: number;
  readonly intervals: number;
  readonly iterations: number;
  readonly loss: number;
  readonly hamiltonianDrift: number;
  readonly outcome: string;
}

/** A record of a geodesic, ready to be drawn. */
export interface GeodesicData {
  readonly scenario: GeodesicScenario;
  readonly source: Source;
  /** k*, where the teacher is known. */
  readonly teacherRank: number | null;
  /** The single numbers by name. */
  readonly numbers: ReadonlyMap<string, SeriesRow>;
  readonly nodes: readonly number[];
  /** A quantity along p. */
  along(quantity: string): readonly Point[];
  /** A family along p, all its members, the largest first. */
  family(array: 'singularValues' | 'weightSingularValues'): readonly (readonly Point[])[];
  readonly history: readonly { readonly work: number; readonly loss: number; readonly stationarity: number }[];
  readonly stages: readonly RecordedStage[];
  /** Singular values of A at the bottleneck less its mean over the points. */
  readonly centredValues: readonly number[];
  readonly paths: NpyArray | undefined;
  readonly message: string;
}

/** @throws RangeError where scenario.json is no geodesic */
export function geodesicData({ scenario: json, rows, provenance, arrays }: PresentationInput): GeodesicData {
  const solver = isJsonObject(provenance['solver']) ? provenance['solver'] : {};
  const nodes = [...(arrays.get('nodes')?.data ?? [])].map(Number);
  const series = new Map<string, Point[]>();
  const numbers = new Map<string, SeriesRow>();
  for (const row of rows) {
    if (row.component !== '') continue;
    numbers.set(row.quantity, row);
    const points = series.get(row.quantity) ?? [];
    points.push({ t: row.t, value: row.value, error: row.error });
    series.set(row.quantity, points);
  }
  return {
    scenario: readGeodesicScenario(json),
    source: rows[0]?.source ?? 'transcription',
    teacherRank: jsonNumber(provenance['teacherRank']) ?? null,
    numbers,
    nodes,
    along: (quantity) => series.get(quantity) ?? [],
    family(name) {
      const values = arrays.get(name);
      const [count = 0, members = 0] = values?.shape ?? [];
      return Array.from({ length: members }, (_, i) =>
        Array.from({ length: count }, (_, k) => ({
          t: nodes[k]!,
          value: Number(values!.data[k * members + i]!),
          error: 0,
        })),
      );
    },
    history: historyOf(arrays.get('history')),
    stages: stagesOf(solver['stages']),
    centredValues: [...(arrays.get('centredSingularValues')?.data ?? [])].map(Number),
    paths: arrays.get('paths'),
    message: typeof solver['message'] === 'string' ? solver['message'] : '',
  };
}

function historyOf(array: NpyArray | undefined): GeodesicData['history'] {
  const [count = 0, columns = 0] = array?.shape ?? [];
  const at = (k: number, column: number) => Number(array!.data[k * columns + column]!);
  return Array.from({ length: columns === 4 ? count : 0 }, (_, k) => ({
    work: at(k, 0) + at(k, 1),
    loss: at(k, 2),
    stationarity: at(k, 3),
  }));
}

function stagesOf(json: Json | undefined): RecordedStage[] {
  let work = 0;
  return (isJsonArray(json) ? json : []).flatMap((stage) => {
    if (!isJsonObject(stage)) return [];
    const number = (name: string) => jsonNumber(stage[name]) ?? Number.NaN;
    const from = work;
    work = number('evaluations') + number('products');
    return {
      from,
      label: String(stage['label']),
      intervals: number('intervals'),
      iterations: number('iterations'),
      loss: number('loss'),
      hamiltonianDrift: number('hamiltonianDrift'),
      outcome: String(stage['outcome']),
    };
  });
}
