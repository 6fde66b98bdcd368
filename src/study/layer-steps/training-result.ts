import { isJsonObject, type Json } from '../../record/json.ts';
import type { NpyArray } from '../../record/npy.ts';
import { encodeNpz, parseNpz } from '../../record/npz.ts';

/** The numbers that one training leaves, by name. */
export const trainingNumbers = ['testError', 'fit', 'loss', 'stationarity', 'hamiltonianDrift'] as const;
export type TrainingNumber = (typeof trainingNumbers)[number];

/** What is kept of one training. */
export interface TrainingResult {
  readonly numbers: Readonly<Record<TrainingNumber, number>>;
  /** Depths at which layers begin and end, 0 … 1. */
  readonly nodes: Float64Array;
  /** Singular values of W, layers × min(width, features). */
  readonly singularValues: Float64Array;
  /** Evaluations and losses, one after the other. */
  readonly history: Float64Array;
  /** Why it does not count; null where every epoch was done. */
  readonly failure: string | null;
}

const format = 1;
const arrayNames = ['nodes', 'singularValues', 'history'] as const;

/** As bytes for a part store: a line of JSON, then arrays as .npz. */
export function encodeTraining(result: TrainingResult): Uint8Array {
  const arrays = new Map<string, NpyArray>();
  for (const name of arrayNames) arrays.set(name, { shape: [result[name].length], data: result[name] });
  const numbers = Float64Array.from(trainingNumbers, (name) => result.numbers[name]);
  arrays.set('numbers', { shape: [numbers.length], data: numbers });
  const line = new TextEncoder().encode(`${JSON.stringify({ format, failure: result.failure })}\n`);
  const body = encodeNpz(arrays);
  const bytes = new Uint8Array(line.length + body.length);
  bytes.set(line);
  bytes.set(body, line.length);
  return bytes;
}

/** What `encodeTraining` wrote; null for anything else, such as a part kept by another version. */
export function decodeTraining(bytes: Uint8Array): TrainingResult | null {
  const end = bytes.indexOf(10);
  if (end < 0) return null;
  try {
    const header: Json = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    if (!isJsonObject(header) || header['format'] !== format) return null;
    const arrays = parseNpz(bytes.slice(end + 1));
    const get = (name: string): Float64Array => {
      const data = arrays.get(name)?.data;
      if (!(data instanceof Float64Array)) throw new RangeError(`no array ${name}`);
      return data;
    };
    const numbers = get('numbers');
    const failure = header['failure'];
    return {
      numbers: Object.fromEntries(trainingNumbers.map((name, i) => [name, numbers[i]!])) as TrainingResult['numbers'],
      ...{ nodes: get('nodes'), singularValues: get('singularValues'), history: get('history') },
      failure: typeof failure === 'string' ? failure : null,
    };
  } catch {
    return null;
  }
}
