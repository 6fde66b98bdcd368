import type { NpyArray } from '../../record/npy.ts';
import { decodePart, encodePart, partArray } from '../../record/part.ts';

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

/** As bytes for a part store. */
export function encodeTraining(result: TrainingResult): Uint8Array {
  const arrays = new Map<string, NpyArray>();
  for (const name of arrayNames) arrays.set(name, { shape: [result[name].length], data: result[name] });
  const numbers = Float64Array.from(trainingNumbers, (name) => result.numbers[name]);
  arrays.set('numbers', { shape: [numbers.length], data: numbers });
  return encodePart({ format, failure: result.failure }, arrays);
}

/** What `encodeTraining` wrote; null for anything else, such as a part kept by another version. */
export function decodeTraining(bytes: Uint8Array): TrainingResult | null {
  return decodePart(bytes, format, ({ failure }, arrays) => {
    const get = (name: string) => partArray(arrays, name).data;
    const numbers = get('numbers');
    return {
      numbers: Object.fromEntries(trainingNumbers.map((name, i) => [name, numbers[i]!])) as TrainingResult['numbers'],
      ...{ nodes: get('nodes'), singularValues: get('singularValues'), history: get('history') },
      failure: typeof failure === 'string' ? failure : null,
    };
  });
}
