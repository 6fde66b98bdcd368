import { gunzipSync } from 'node:zlib';

/** Why bytes are not an IDX file of bytes. */
export class IdxError extends Error {
  override name = 'IdxError';
}

/** Bytes in C order with their shape. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const largestRank = 4;
const unsignedByte = 0x08;

/**
 * An IDX file with elements of one unsigned byte, plain or compressed by gzip: 0, 0, 8, rank, then one big-endian 32-bit
 * size per axis, then the elements. Source: Y. LeCun, C. Cortes & C. Burges, the MNIST database, "the IDX file format".
 * @throws IdxError for anything else, for a file shorter or longer than its sizes say, and for one that unpacks to more than `largestBytes`
 */
export function parseIdx(bytes: Uint8Array, largestBytes = 2 ** 27): IdxArray {
  const content = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked(bytes, largestBytes) : bytes;
  if (content.length < 4 || content[0] !== 0 || content[1] !== 0)
    throw new IdxError('it does not begin as an IDX file does, with two zero bytes');
  if (content[2] !== unsignedByte)
    throw new IdxError(`its elements have the type 0x${content[2]!.toString(16).padStart(2, '0')}, not 0x08 (bytes)`);
  const rank = content[3]!;
  if (rank < 1 || rank > largestRank) throw new IdxError(`it has ${rank} axes (1 to ${largestRank} are read)`);
  const start = 4 + 4 * rank;
  if (content.length < start) throw new IdxError(`it ends after ${content.length} bytes, within its header`);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, size) => product * size, 1);
  if (count === 0) throw new IdxError(`its shape is [${shape.join(', ')}]: it is empty`);
  const there = content.length - start;
  if (there !== count) {
    const how = there < count ? 'it is cut short' : 'there is more after its end';
    throw new IdxError(`its shape [${shape.join(', ')}] takes ${count} bytes and it holds ${there}: ${how}`);
  }
  return { shape, data: content.subarray(start) };
}

/** The last four bytes of a gzip file say how many bytes it holds, modulo 2³²: it is unpacked to as many, and no more. */
function unpacked(bytes: Uint8Array, largestBytes: number): Uint8Array {
  if (bytes.length < 18) throw new IdxError('it cannot be unpacked: it is cut short');
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.length - 4, true);
  if (length > largestBytes)
    throw new IdxError(`it says that it unpacks to ${length} bytes, more than ${largestBytes}; or it is cut short`);
  let content: Uint8Array;
  try {
    content = gunzipSync(bytes, { maxOutputLength: Math.max(1, length) });
  } catch {
    throw new IdxError('it cannot be unpacked: it is cut short or damaged');
  }
  if (content.length !== length) throw new IdxError('it cannot be unpacked: it is cut short or damaged');
  return content;
}
