import { isJsonObject } from '../../record/json.ts';
import type { NpyArray } from '../../record/npy.ts';
import { decodePart, encodePart, partArray } from '../../record/part.ts';
import { putSnapshot, snapshotIn, textsIn } from '../snapshot-part.ts';
import type { PointState } from './compute-point.ts';
import { jackknifed, type PointNumbers, type PointResult, type PointSpectrum } from './point-result.ts';
import { quantityNames } from './quantities.ts';

const format = 1;

type Arrays = Map<string, NpyArray>;

/** A network that is done as bytes for a part store. */
export function encodePoint(point: PointResult): Uint8Array {
  const arrays: Arrays = new Map();
  putNumbers(arrays, point);
  putSpectrum(arrays, 'before', point.before);
  putSpectrum(arrays, 'after', point.after);
  const { failure, warnings, parameters, normalisation } = point;
  return encodePart(
    { format, what: 'done', failure, warnings, parameters, normalisation: normalisation && { ...normalisation } },
    arrays,
  );
}

/** What `encodePoint` wrote; null for anything else, such as a part kept by another version. */
export function decodePoint(bytes: Uint8Array): PointResult | null {
  return decodePart(bytes, format, (header, arrays) => {
    const { failure, parameters, normalisation } = header;
    if (header['what'] !== 'done') throw new RangeError('not a network that is done');
    return {
      ...numbersIn(arrays),
      ...{ before: spectrumIn(arrays, 'before'), after: spectrumIn(arrays, 'after') },
      failure: typeof failure === 'string' ? failure : null,
      warnings: textsIn(header, 'warnings'),
      parameters: Number(parameters),
      normalisation: isJsonObject(normalisation)
        ? { mean: Number(normalisation['mean']), deviation: Number(normalisation['deviation']) }
        : null,
    };
  });
}

/** A training on the way as bytes for a part store. */
export function encodeState(state: PointState): Uint8Array {
  const arrays: Arrays = new Map();
  putNumbers(arrays, state);
  putSpectrum(arrays, 'before', state.before);
  const single = putSnapshot(arrays, state.snapshot);
  return encodePart({ format, what: 'on the way', single, warnings: state.warnings }, arrays);
}

/** What `encodeState` wrote; null for anything else. */
export function decodeState(bytes: Uint8Array): PointState | null {
  return decodePart(bytes, format, (header, arrays) => {
    if (header['what'] !== 'on the way') throw new RangeError('not a training on the way');
    const snapshot = snapshotIn(header, arrays);
    return {
      ...numbersIn(arrays),
      ...{ snapshot, before: spectrumIn(arrays, 'before'), warnings: textsIn(header, 'warnings') },
    };
  });
}

function putNumbers(arrays: Arrays, { steps, values, errors }: PointNumbers): void {
  const put = (name: string, numbers: readonly number[]) =>
    arrays.set(name, { shape: [numbers.length], data: Float64Array.from(numbers) });
  put('steps', steps);
  for (const name of quantityNames) put(`values.${name}`, values[name]);
  for (const name of jackknifed) put(`errors.${name}`, errors[name]);
}

function numbersIn(arrays: ReadonlyMap<string, NpyArray>): PointNumbers {
  const get = (name: string) => Array.from(partArray(arrays, name).data);
  const all = <Name extends string>(names: readonly Name[], group: string) =>
    Object.fromEntries(names.map((name) => [name, get(`${group}.${name}`)])) as Record<Name, number[]>;
  return { steps: get('steps'), values: all(quantityNames, 'values'), errors: all(jackknifed, 'errors') };
}

const curves = ['values', 'quality', 'utilisation'] as const;

function putSpectrum(arrays: Arrays, when: string, spectrum: PointSpectrum | null): void {
  if (spectrum === null) return;
  for (const name of curves) arrays.set(`${when}.${name}`, { shape: [spectrum[name].length], data: spectrum[name] });
}

function spectrumIn(arrays: ReadonlyMap<string, NpyArray>, when: string): PointSpectrum | null {
  if (!arrays.has(`${when}.values`)) return null;
  const get = (name: (typeof curves)[number]) => partArray(arrays, `${when}.${name}`).data;
  return { values: get('values'), quality: get('quality'), utilisation: get('utilisation') };
}
