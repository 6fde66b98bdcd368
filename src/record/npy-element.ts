import { NpyError } from './npy-header.ts';

/** Numbers as they are computed with: float32 where that holds every value of the file's type, float64 otherwise. */
export type Numbers = Float32Array | Float64Array;

/** How the elements of a .npy file are stored. */
export interface NpyElement {
  /** Type and size without byte order, e.g. 'f4'. */
  readonly code: string;
  /** Bytes of one number. */
  readonly size: number;
  readonly littleEndian: boolean;
  /** Float32 holds every value of this type. */
  readonly single: boolean;
}

/** Element types and how they are seen where they lie aligned in this machine's byte order. */
const views = {
  f8: Float64Array,
  f4: Float32Array,
  f2: Uint16Array,
  i8: BigInt64Array,
  u8: BigUint64Array,
  i4: Int32Array,
  u4: Uint32Array,
  i2: Int16Array,
  u2: Uint16Array,
  i1: Int8Array,
  u1: Uint8Array,
  b1: Uint8Array,
} as const;
const inSingle: ReadonlySet<string> = new Set(['f4', 'f2', 'i2', 'u2', 'i1', 'u1', 'b1']);
const machineIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** What a header's `descr` stands for. @throws NpyError for complex numbers, texts, objects, times and extended types */
export function npyElement(descr: string): NpyElement {
  const match = /^([<>|=])([a-z]\d)$/.exec(descr);
  const code = match?.[2];
  if (!match || code === undefined || !Object.hasOwn(views, code))
    throw new NpyError(`The .npy element type '${descr}' is not read; save real numbers, e.g. array.astype('<f8').`);
  return { code, size: Number(code[1]), littleEndian: match[1] !== '>', single: inSingle.has(code) };
}

/**
 * The numbers that `bytes` holds, in their order; shares the memory of `bytes` where they can be used as they are, and may
 * reorder the bytes in place.
 * @throws NpyError for a 64-bit integer beyond ±2⁵³
 */
export function decodeElements(bytes: Uint8Array, { code, size, littleEndian, single }: NpyElement): Numbers {
  // Not slice: that of a Buffer is no copy.
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  if (size > 1 && littleEndian !== machineIsLittleEndian) reverseEach(aligned, size);
  const View = views[code as keyof typeof views];
  const stored = new View(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / size);
  if (stored instanceof Float32Array || stored instanceof Float64Array) return stored;
  if (stored instanceof BigInt64Array || stored instanceof BigUint64Array) return fromBigIntegers(stored);
  if (code === 'f2') return fromHalves(stored as Uint16Array);
  return single ? Float32Array.from(stored) : Float64Array.from(stored);
}

function reverseEach(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) {
    for (let i = start, j = start + size - 1; i < j; i++, j--) {
      const kept = bytes[i]!;
      bytes[i] = bytes[j]!;
      bytes[j] = kept;
    }
  }
}

let halfValues: Float32Array | undefined;

/** IEEE 754 binary16 by a table of all its 65536 values. */
function fromHalves(stored: Uint16Array): Float32Array {
  halfValues ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfToNumber(bits));
  const table = halfValues;
  const out = new Float32Array(stored.length);
  for (let i = 0; i < out.length; i++) out[i] = table[stored[i]!]!;
  return out;
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function fromBigIntegers(stored: BigInt64Array | BigUint64Array): Float64Array {
  const out = new Float64Array(stored.length);
  for (let i = 0; i < out.length; i++) {
    const value = Number(stored[i]!);
    if (!Number.isSafeInteger(value))
      throw new NpyError(`The .npy integer ${stored[i]} does not fit in a float64 exactly.`);
    out[i] = value;
  }
  return out;
}
