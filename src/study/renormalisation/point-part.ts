import type { Json } from '../../record/json.ts';
import type { NpyArray } from '../../record/npy.ts';
import { decodePart, encodePart, partArray } from '../../record/part.ts';
import { putSnapshot, snapshotIn } from '../snapshot-part.ts';
import type { PointState } from './compute-point.ts';
import {
  type LossHistory,
  type PointResult,
  profileNames,
  type RankName,
  rankNames,
  type StreamProfile,
} from './point-result.ts';

const format = 1;

type Arrays = Map<string, NpyArray>;
type Read = ReadonlyMap<string, NpyArray>;

/** A network that is done as bytes for a part store. */
export function encodePoint(point: PointResult): Uint8Array {
  const arrays: Arrays = new Map();
  putHistory(arrays, point.history);
  putProfile(arrays, 'initial', point.initial);
  if (point.trained) putProfile(arrays, 'trained', point.trained);
  put(arrays, 'loss', [point.loss, point.standardError, point.accuracy]);
  const { failure, parameters } = point;
  return encodePart({ format, what: 'done', failure, parameters }, arrays);
}

/** What `encodePoint` wrote; null for anything else, such as a part kept by another version. */
export function decodePoint(bytes: Uint8Array): PointResult | null {
  return decodePart(bytes, format, (header, arrays) => {
    const { failure, parameters, what } = header;
    if (what !== 'done') throw new RangeError('not a network that is done');
    const [loss, standardError, accuracy] = numbersIn(arrays, 'loss') as [number, number, number];
    return {
      ...{ loss, standardError, accuracy, history: historyIn(arrays), initial: profileIn(arrays, 'initial') },
      trained: failure === null ? profileIn(arrays, 'trained') : null,
      failure: typeof failure === 'string' ? failure : null,
      parameters: Number(parameters),
    };
  });
}

/** A training on the way as bytes for a part store. */
export function encodeState({ snapshot, initial, history, sums }: PointState): Uint8Array {
  const arrays: Arrays = new Map();
  putHistory(arrays, history);
  putProfile(arrays, 'initial', initial);
  put(arrays, 'sums', [sums.count, sums.sum, sums.squares]);
  const single: readonly Json[] = putSnapshot(arrays, snapshot);
  return encodePart({ format, what: 'on the way', single }, arrays);
}

/** What `encodeState` wrote; null for anything else. */
export function decodeState(bytes: Uint8Array): PointState | null {
  return decodePart(bytes, format, (header, arrays) => {
    if (header['what'] !== 'on the way') throw new RangeError('not a training on the way');
    const [count, sum, squares] = numbersIn(arrays, 'sums') as [number, number, number];
    return {
      snapshot: snapshotIn(header, arrays),
      initial: profileIn(arrays, 'initial'),
      history: historyIn(arrays),
      sums: { count, sum, squares },
    };
  });
}

function put(arrays: Arrays, name: string, numbers: ArrayLike<number>): void {
  arrays.set(name, { shape: [numbers.length], data: Float64Array.from(numbers) });
}

const numbersIn = (arrays: Read, name: string) => Array.from(partArray(arrays, name).data);

function putHistory(arrays: Arrays, { steps, means, errors }: LossHistory): void {
  for (const [name, numbers] of Object.entries({ steps, means, errors })) put(arrays, `history.${name}`, numbers);
}

function historyIn(arrays: Read): LossHistory {
  const get = (name: string) => numbersIn(arrays, `history.${name}`);
  return { steps: get('steps'), means: get('means'), errors: get('errors') };
}

function putProfile(arrays: Arrays, when: string, profile: StreamProfile): void {
  for (const name of rankNames) {
    put(arrays, `${when}.${name}`, profile.ranks[name]);
    put(arrays, `${when}.pooled.${name}`, profile.pooledRanks[name]);
  }
  for (const name of profileNames) put(arrays, `${when}.${name}`, profile[name]);
}

function profileIn(arrays: Read, when: string): StreamProfile {
  const get = (name: string) => partArray(arrays, `${when}.${name}`).data;
  const ranks = (prefix: string) =>
    Object.fromEntries(rankNames.map((name) => [name, get(`${prefix}${name}`)])) as Record<RankName, Float64Array>;
  const others = Object.fromEntries(profileNames.map((name) => [name, get(name)])) as Pick<
    StreamProfile,
    (typeof profileNames)[number]
  >;
  return { ranks: ranks(''), pooledRanks: ranks('pooled.'), ...others };
}
