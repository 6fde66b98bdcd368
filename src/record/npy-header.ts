/** Why bytes are not a numeric .npy array. */
export class NpyError extends Error {
  override name = 'NpyError';
}

/** What the head of a .npy file says. */
export interface NpyHeader {
  /** As written, e.g. '<f4'. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Bytes before the first number. */
  readonly dataStart: number;
}

export const npyMagic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
/** Bytes from which the length of the header is known. */
export const npyPrefix = 12;
const largestHeader = 65_536;
const largestRank = 32;

/**
 * Bytes before the first number, from the first `npyPrefix` bytes of a .npy file (all of a shorter one).
 * @throws NpyError for another kind of file and for a header that is too long
 */
export function npyDataStart(bytes: Uint8Array): number {
  if (bytes.length < 10 || npyMagic.some((byte, i) => bytes[i] !== byte))
    throw new NpyError('Not a .npy file: it does not start with \\x93NUMPY.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3)
    throw new NpyError(`The .npy format version ${version} is not known (1, 2 and 3 are).`);
  const textStart = textStartOf(bytes);
  if (bytes.length < textStart) throw new NpyError('The .npy file ends inside its header.');
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > largestHeader) throw new NpyError(`The .npy header claims ${length} bytes (at most ${largestHeader}).`);
  return textStart + length;
}

/** The header of a .npy file, format version 1, 2 or 3, from its first `npyDataStart` bytes. @throws NpyError */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const dataStart = npyDataStart(bytes);
  if (dataStart > bytes.length) throw new NpyError('The .npy file ends inside its header.');
  const text = new TextDecoder().decode(bytes.subarray(textStartOf(bytes), dataStart));
  return { ...parseDictionary(text), dataStart };
}

/** Numbers in an array. @throws NpyError where the bytes that follow the header are not as many as its shape needs */
export function npyElementCount(header: NpyHeader, size: number, present: number): number {
  const count = npyProduct(header.shape);
  if (count * size !== present)
    throw new NpyError(
      `The .npy shape (${header.shape.join(', ')}) of ${header.descr} needs ${count * size} bytes of data; the file holds ${present}.`,
    );
  return count;
}

export function npyProduct(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}

function textStartOf(bytes: Uint8Array): number {
  return bytes[6] === 1 ? 10 : 12;
}

function parseDictionary(text: string): Omit<NpyHeader, 'dataStart'> {
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
