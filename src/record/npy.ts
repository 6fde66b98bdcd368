import { decodeElements, npyElement } from './npy-element.ts';
import { NpyError, type NpyHeader, npyElementCount, npyMagic, npyProduct, parseNpyHeader } from './npy-header.ts';

export { NpyError } from './npy-header.ts';

/** Numbers in C order with their shape; the three element types that odepth writes. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float64Array | BigUint64Array | Int32Array;
}

/**
 * Numbers of a .npy file (format versions 1, 2, 3; float, integer and boolean elements; either byte order; C or Fortran
 * order) as float64 in C order. Throws NpyError for anything else, for a file that is too short or too long for its
 * shape, for one of more than `most` numbers, and for a 64-bit integer beyond ±2⁵³.
 * Source: numpy.lib.format, NEP 1.
 */
export function parseNpy(bytes: Uint8Array, most = Number.POSITIVE_INFINITY): { shape: number[]; data: Float64Array } {
  const header = parseNpyHeader(bytes);
  return { shape: [...header.shape], data: readElements(bytes, header, most) };
}

/** As `parseNpy`, but '<u8' stays BigUint64Array and '<i4' Int32Array, so that what `encodeNpy` wrote comes back as it was. */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  const header = parseNpyHeader(bytes);
  if (header.descr === '<u8' && !header.fortranOrder) {
    const data = new BigUint64Array(npyElementCount(header, 8, bytes.length - header.dataStart));
    const view = new DataView(bytes.buffer, bytes.byteOffset + header.dataStart);
    for (let i = 0; i < data.length; i++) data[i] = view.getBigUint64(8 * i, true);
    return { shape: header.shape, data };
  }
  const data = readElements(bytes, header, Number.POSITIVE_INFINITY);
  return { shape: header.shape, data: header.descr === '<i4' ? Int32Array.from(data) : data };
}

/** A version 1.0 .npy file, C order, little-endian. Throws RangeError when the shape does not fit the data. */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  if (npyProduct(shape) !== data.length)
    throw new RangeError(`npy: shape (${shape.join(', ')}) does not fit ${data.length} numbers.`);
  const descr = data instanceof Float64Array ? '<f8' : data instanceof Int32Array ? '<i4' : '<u8';
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set(npyMagic);
  bytes.set([1, 0], 6);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${text.padEnd(start - 11)}\n`), 10);
  if (data instanceof Float64Array)
    for (let i = 0; i < data.length; i++) view.setFloat64(start + 8 * i, data[i]!, true);
  else if (data instanceof Int32Array)
    for (let i = 0; i < data.length; i++) view.setInt32(start + 4 * i, data[i]!, true);
  else for (let i = 0; i < data.length; i++) view.setBigUint64(start + 8 * i, data[i]!, true);
  return bytes;
}

function readElements(bytes: Uint8Array, header: NpyHeader, most: number): Float64Array {
  const element = npyElement(header.descr);
  const count = npyElementCount(header, element.size, bytes.length - header.dataStart);
  if (count > most) throw new NpyError(`The .npy array has ${count} numbers (at most ${most}).`);
  // A copy: the bytes are not ours to keep or to reorder.
  const numbers = decodeElements(new Uint8Array(bytes.subarray(header.dataStart)), element);
  const data = numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
  return header.fortranOrder && header.shape.length > 1 ? fromFortranOrder(data, header.shape) : data;
}

function fromFortranOrder(data: Float64Array, shape: readonly number[]): Float64Array {
  const out = new Float64Array(data.length);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < data.length; i++) {
    let target = 0;
    for (let axis = 0; axis < shape.length; axis++) target = target * shape[axis]! + index[axis]!;
    out[target] = data[i]!;
    for (let axis = 0; axis < shape.length; axis++) {
      index[axis] = index[axis]! + 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return out;
}
