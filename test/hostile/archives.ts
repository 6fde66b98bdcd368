import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';

/** A file of so many bytes that holds nothing but its beginning. */
export function sparse(path: string, beginning: Uint8Array | string, size: number): void {
  const file = openSync(path, 'w');
  writeSync(file, Buffer.from(beginning));
  ftruncateSync(file, size);
  closeSync(file);
}

/** The head of a .npy file, version 1. */
export function npyHead(descr: string, shape: string): Buffer {
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(length, ' ');
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 255, (length - 10) >> 8]);
  bytes.write(dictionary, 10);
  bytes[length - 1] = 10;
  return bytes;
}

/** What an entry of a zip archive says of itself, and what it holds. */
export interface Entry {
  readonly name: string;
  readonly size: number;
  readonly packed: Uint8Array;
  /** Where it says something else than the truth. */
  readonly compressedSize?: number;
  /** 8, deflated, where it is not said. */
  readonly method?: number;
  /** Where it says that its local header is. */
  readonly offset?: number;
}

/** A zip archive of entries that say what they like of themselves. */
export function zipOf(entries: readonly Entry[]): Buffer {
  const heads: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, size, packed, compressedSize = packed.length, method = 8, offset = at } of entries) {
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.write(name, 30, 'latin1');
    const central = Buffer.alloc(46 + name.length);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(compressedSize, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    central.write(name, 46, 'latin1');
    heads.push(local, Buffer.from(packed));
    directory.push(central);
    at += local.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries.length, 65_535), 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...heads, central, end]);
}

const million = 1_000_000;

/** A start, then so many million zeros, deflated: made of a million that are packed once. */
export function packedZeros(start: Uint8Array, millions: number): Buffer {
  const open = (bytes: Uint8Array) => deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const zeros = open(Buffer.alloc(million));
  return Buffer.concat([open(start), ...Array<Buffer>(millions).fill(zeros), deflateRawSync(Buffer.alloc(0))]);
}

/** A .npz file of one array that unpacks to so many million bytes of zeros. */
export function npzBomb(name: string, descr: string, shape: string, millions: number): Buffer {
  const start = npyHead(descr, shape);
  const packed = packedZeros(start, millions);
  return zipOf([{ name: `${name}.npy`, size: start.length + millions * million, packed }]);
}
