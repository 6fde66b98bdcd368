/** Numbers in C order with their shape; the three element types that odepth writes. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float64Array | BigUint64Array | Int32Array;
}

/** Why bytes are not a numeric .npy array. */
export class NpyError extends Error {
  override name = 'NpyError';
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const largestHeader = 65_536;
const largestRank = 32;

interface Header {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly dataStart: number;
}

/** Reader of one element at a byte offset; `little` says the byte order. */
type Reader = (view: DataView, offset: number, little: boolean) => number;

const readers: Readonly<Record<string, { readonly size: number; readonly read: Reader }>> = {
  f8: { size: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
  f4: { size: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  f2: { size: 2, read: (view, offset, little) => halfToNumber(view.getUint16(offset, little)) },
  i8: { size: 8, read: (view, offset, little) => exactNumber(view.getBigInt64(offset, little)) },
  u8: { size: 8, read: (view, offset, little) => exactNumber(view.getBigUint64(offset, little)) },
  i4: { size: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  u4: { size: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  i2: { size: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  u2: { size: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  i1: { size: 1, read: (view, offset) => view.getInt8(offset) },
  u1: { size: 1, read: (view, offset) => view.getUint8(offset) },
  b1: { size: 1, read: (view, offset) => view.getUint8(offset) },
};

/**
 * Numbers of a .npy file (format versions 1, 2, 3; float, integer and boolean elements; either byte order; C or Fortran
 * order) as float64 in C order. Throws NpyError for anything else, for a file that is too short or too long for its
 * shape, and for a 64-bit integer beyond ±2⁵³.
 * Source: numpy.lib.format, NEP 1.
 */
export function parseNpy(bytes: Uint8Array): { shape: number[]; data: Float64Array } {
  const header = parseHeader(bytes);
  return { shape: [...header.shape], data: readElements(bytes, header) };
}

/** As `parseNpy`, but '<u8' stays BigUint64Array and '<i4' Int32Array, so that what `encodeNpy` wrote comes back as it was. */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  const header = parseHeader(bytes);
  if (header.descr === '<u8' && !header.fortranOrder) {
    const data = new BigUint64Array(elementCount(bytes, header, 8));
    const view = dataView(bytes, header);
    for (let i = 0; i < data.length; i++) data[i] = view.getBigUint64(8 * i, true);
    return { shape: header.shape, data };
  }
  const data = readElements(bytes, header);
  return { shape: header.shape, data: header.descr === '<i4' ? Int32Array.from(data) : data };
}

/** A version 1.0 .npy file, C order, little-endian. Throws RangeError when the shape does not fit the data. */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  if (product(shape) !== data.length)
    throw new RangeError(`npy: shape (${shape.join(', ')}) does not fit ${data.length} numbers.`);
  const descr = data instanceof Float64Array ? '<f8' : data instanceof Int32Array ? '<i4' : '<u8';
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set(magic);
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

function parseHeader(bytes: Uint8Array): Header {
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte))
    throw new NpyError('Not a .npy file: it does not start with \\x93NUMPY.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3)
    throw new NpyError(`The .npy format version ${version} is not known (1, 2 and 3 are).`);
  const textStart = version === 1 ? 10 : 12;
  if (bytes.length < textStart) throw new NpyError('The .npy file ends inside its header.');
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > largestHeader) throw new NpyError(`The .npy header claims ${length} bytes (at most ${largestHeader}).`);
  const dataStart = textStart + length;
  if (dataStart > bytes.length) throw new NpyError('The .npy file ends inside its header.');
  const text = new TextDecoder().decode(bytes.subarray(textStart, dataStart));
  return { ...parseDictionary(text), dataStart };
}

function parseDictionary(text: string): Omit<Header, 'dataStart'> {
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]{1,16})['"]/.exec(text)?.[1];
  if (descr === undefined)
    throw new NpyError('The .npy header names no plain element type: structured arrays are not read.');
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const tuple = /['"]shape['"]\s*:\s*\(([0-9L,\s]*)\)/.exec(text)?.[1];
  if (order === undefined || tuple === undefined) throw new NpyError('The .npy header lacks fortran_order or shape.');
  const shape = tuple
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter((part) => part !== '')
    .map(Number);
  if (shape.length > largestRank || shape.some((size) => !Number.isSafeInteger(size)))
    throw new NpyError(`The .npy shape (${tuple.slice(0, 80)}) is not a list of at most ${largestRank} whole numbers.`);
  return { descr, fortranOrder: order === 'True', shape };
}

function readElements(bytes: Uint8Array, header: Header): Float64Array {
  const match = /^([<>|=])([a-z]\d)$/.exec(header.descr);
  const reader = match === null ? undefined : readers[match[2]!];
  if (match === null || reader === undefined)
    throw new NpyError(
      `The .npy element type '${header.descr}' is not read; save real numbers, e.g. array.astype('<f8').`,
    );
  const count = elementCount(bytes, header, reader.size);
  const view = dataView(bytes, header);
  const little = match[1] !== '>';
  const data = new Float64Array(count);
  for (let i = 0; i < count; i++) data[i] = reader.read(view, i * reader.size, little);
  return header.fortranOrder && header.shape.length > 1 ? fromFortranOrder(data, header.shape) : data;
}

function elementCount(bytes: Uint8Array, header: Header, size: number): number {
  const count = product(header.shape);
  const present = bytes.length - header.dataStart;
  if (count * size !== present)
    throw new NpyError(
      `The .npy shape (${header.shape.join(', ')}) of ${header.descr} needs ${count * size} bytes of data; the file holds ${present}.`,
    );
  return count;
}

function dataView(bytes: Uint8Array, header: Header): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + header.dataStart, bytes.byteLength - header.dataStart);
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

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function exactNumber(integer: bigint): number {
  const value = Number(integer);
  if (!Number.isSafeInteger(value))
    throw new NpyError(`The .npy integer ${integer} does not fit in a float64 exactly.`);
  return value;
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}
