import type { Matrix } from '../../numeric/dense/matrix.ts';
import { isJsonArray, type Json } from '../../record/json.ts';
import type { NpyArray } from '../../record/npy.ts';
import { decodePart, encodePart, partArray } from '../../record/part.ts';
import type { ErrorKind, Source } from '../../record/series.ts';
import { parseVerdict, verdictJson } from '../../record/summary.ts';
import type { StartingPath } from '../geodesic/solution.ts';
import { stacked } from '../geodesic/stacked.ts';
import { numberOf, type PointNumber, type PointResult } from './point-result.ts';

const format = 1;

/** A point as bytes for a part store. */
export function encodePoint(point: PointResult): Uint8Array {
  const { source, numbers, verdicts, singularValues, start, ...rest } = point;
  const arrays = new Map<string, NpyArray>([
    ['singularValues', { shape: [singularValues.length], data: singularValues }],
  ]);
  if (start) putStart(arrays, start);
  const header = {
    ...{ format, source, ...rest, depth: start?.stages.at(-1)?.effectiveDepth ?? null },
    numbers: [...numbers].map(([name, { value, error, errorKind }]): Json => [name, value, error, errorKind]),
    verdicts: verdicts.map(verdictJson),
  };
  return encodePart(header, arrays);
}

/** What `encodePoint` wrote; null for anything else, such as a part kept by another version. */
export function decodePoint(bytes: Uint8Array): PointResult | null {
  return decodePart(bytes, format, read);
}

function read(header: Readonly<Record<string, Json>>, arrays: ReadonlyMap<string, NpyArray>): PointResult {
  const list = (name: string): readonly Json[] => {
    const items = header[name];
    if (!isJsonArray(items)) throw new RangeError(`no list ${name}`);
    return items;
  };
  const { depth, teacherRank } = header;
  return {
    source: header['source'] as Source,
    numbers: new Map(list('numbers').map(readNumber)),
    verdicts: list('verdicts').map((json) => {
      const verdict = parseVerdict(json);
      if (verdict === undefined) throw new RangeError('no verdict');
      return verdict;
    }),
    singularValues: partArray(arrays, 'singularValues').data,
    teacherRank: teacherRank === null ? null : numberOf(teacherRank),
    converged: header['converged'] === true,
    message: String(header['message']),
    intervals: numberOf(header['intervals']),
    evaluations: numberOf(header['evaluations']),
    products: numberOf(header['products']),
    start: depth === null ? null : readStart(arrays, numberOf(depth)),
  };
}

function readNumber(json: Json): [string, PointNumber] {
  if (!isJsonArray(json)) throw new RangeError('no number');
  const [name, value, error, errorKind] = json;
  return [String(name), { value: numberOf(value), error: numberOf(error), errorKind: errorKind as ErrorKind }];
}

const families = ['states', 'momenta', 'weights'] as const;
const maps = ['inputMap', 'outputMap'] as const;

function putStart(arrays: Map<string, NpyArray>, start: StartingPath): void {
  arrays.set('nodes', { shape: [start.nodes.length], data: start.nodes });
  for (const name of families) arrays.set(name, stacked(start[name]));
  for (const name of maps) {
    const map = start[name];
    if (map) arrays.set(name, stacked([map]));
  }
}

function readStart(arrays: ReadonlyMap<string, NpyArray>, effectiveDepth: number): StartingPath {
  const matrices = (name: string) => parted(partArray(arrays, name));
  const map = (name: string) => (arrays.has(name) ? matrices(name)[0]! : null);
  return {
    nodes: partArray(arrays, 'nodes').data,
    ...{ states: matrices('states'), momenta: matrices('momenta'), weights: matrices('weights') },
    ...{ inputMap: map('inputMap'), outputMap: map('outputMap') },
    stages: [{ effectiveDepth }],
  };
}

function parted({ shape, data }: { readonly shape: readonly number[]; readonly data: Float64Array }): Matrix[] {
  const [count = 0, rows = 0, columns = 0] = shape;
  const size = rows * columns;
  return Array.from({ length: count }, (_, k) => ({
    ...{ rows, columns, stride: columns },
    data: data.slice(k * size, (k + 1) * size),
  }));
}
