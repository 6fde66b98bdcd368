// C ← α op(A) op(B) + β C by blocks that fit the caches (Goto & van de Geijn, ACM TOMS 34, 2008): a block of op(B) and a
// block of op(A) are packed into strips, and tiles of C, four rows of two registers, are summed in registers.
//
// An entry of C is summed over the inner index in order, in blocks of `innerBlock`, whatever the other sizes are: its bits
// do not depend on how many rows and columns are computed with it.

import { pack, packSpread } from './pack';
import { tile } from './tile';
import { transposeTile } from './transpose';

const innerBlock: usize = 256;
const rowBlock: usize = 64;
/** Bytes of a row of a packed block of op(B). */
const blockRow: usize = 2048;
/** Bytes of a row of a tile. */
const tileRow: usize = 32;
/** Of float32, up to which Cᵀ is computed: a tile has four rows and eight columns. */
const fewColumns: usize = 12;

const tileBytes: usize = 4 * tileRow;
/** Behind a tile and its transpose. */
const rightOffset: usize = 2 * tileBytes;
const leftOffset: usize = rightOffset + innerBlock * blockRow;

/** Bytes of scratch memory that `product` needs: for a tile twice, a block of op(B) and one of op(A). */
export function scratchBytes(): usize {
  return leftOffset + 16 * innerBlock * rowBlock;
}

/** Where that memory begins: on the first cache line after the constants. */
export function scratchAddress(): usize {
  return (__heap_base + 63) & ~63;
}

/**
 * C: rows × columns at `c`, row stride `cStride`; op(A): rows × inner and op(B): inner × columns with a byte stride for
 * either index. Strides are in bytes. `scratch` is 16-byte aligned. With β = 0 what C held is not read.
 */
export function product<T>(
  rows: usize,
  columns: usize,
  inner: usize,
  alpha: T,
  a: usize,
  aRow: usize,
  aInner: usize,
  b: usize,
  bInner: usize,
  bColumn: usize,
  beta: T,
  c: usize,
  cStride: usize,
  scratch: usize,
): void {
  const next: usize = sizeof<T>();
  if (sizeof<T>() === 4 && columns <= fewColumns && columns < rows) {
    // Cᵀ = α op(B)ᵀ op(A)ᵀ + β Cᵀ: fewer idle entries, and less to pack.
    blocks<T>(columns, rows, inner, alpha, b, bColumn, bInner, a, aInner, aRow, beta, c, next, cStride, scratch);
  } else {
    blocks<T>(rows, columns, inner, alpha, a, aRow, aInner, b, bInner, bColumn, beta, c, cStride, next, scratch);
  }
}

function blocks<T>(
  rows: usize,
  columns: usize,
  inner: usize,
  alpha: T,
  a: usize,
  aRow: usize,
  aInner: usize,
  b: usize,
  bInner: usize,
  bColumn: usize,
  beta: T,
  c: usize,
  cRow: usize,
  cColumn: usize,
  scratch: usize,
): void {
  const packedRight = scratch + rightOffset;
  const packedLeft = scratch + leftOffset;
  const columnBlock: usize = blockRow / sizeof<T>();
  for (let j: usize = 0; j < columns; j += columnBlock) {
    const width = min<usize>(columnBlock, columns - j);
    let p: usize = 0;
    // Once with nothing to sum when the inner size is 0: C is still multiplied by β.
    do {
      const depth = min<usize>(innerBlock, inner - p);
      const keep = p === 0 ? beta : <T>1;
      pack<T>(b + p * bInner + j * bColumn, width, depth, bColumn, bInner, packedRight);
      for (let i: usize = 0; i < rows; i += rowBlock) {
        const height = min<usize>(rowBlock, rows - i);
        packSpread<T>(a + i * aRow + p * aInner, height, depth, aRow, aInner, packedLeft);
        const at = c + i * cRow + j * cColumn;
        tiles<T>(height, width, depth, alpha, packedLeft, packedRight, keep, at, cRow, cColumn, scratch);
      }
      p += innerBlock;
    } while (p < inner);
  }
}

function tiles<T>(
  height: usize,
  width: usize,
  depth: usize,
  alpha: T,
  left: usize,
  right: usize,
  beta: T,
  c: usize,
  cRow: usize,
  cColumn: usize,
  scratch: usize,
): void {
  const across: usize = tileRow / sizeof<T>();
  const exchanged = sizeof<T>() === 4 && cColumn !== sizeof<T>();
  for (let i: usize = 0; i < height; i += 4) {
    const rows = min<usize>(4, height - i);
    let strip = right;
    let at = c + i * cRow;
    for (let j: usize = 0; j < width; j += across) {
      if (exchanged) {
        tile<T>(depth, alpha, left, strip, 0, scratch, tileRow);
        transposeTile<T>(scratch, scratch + tileBytes);
        const columns = min<usize>(across, width - j);
        merge<T>(columns, rows, scratch + tileBytes, 4 * sizeof<T>(), beta, at, cColumn);
      } else if (rows === 4 && j + across <= width) {
        tile<T>(depth, alpha, left, strip, beta, at, cRow);
      } else {
        tile<T>(depth, alpha, left, strip, 0, scratch, tileRow);
        merge<T>(rows, min<usize>(across, width - j), scratch, tileRow, beta, at, cRow);
      }
      strip += tileRow * depth;
      at += across * cColumn;
    }
    left += 64 * depth;
  }
}

/** The part of a whole tile that lies inside C, with the roundings of a whole tile. */
function merge<T>(rows: usize, columns: usize, source: usize, sourceRow: usize, beta: T, c: usize, cRow: usize): void {
  const bytes: usize = sizeof<T>() * columns;
  const keep = v128.splat<T>(beta);
  for (let i: usize = 0; i < rows; i++) {
    let x: usize = 0;
    for (; x + 16 <= bytes; x += 16) {
      const value = v128.load(source + x);
      v128.store(c + x, beta === 0 ? value : v128.add<T>(value, v128.mul<T>(keep, v128.load(c + x))));
    }
    for (; x < bytes; x += sizeof<T>()) {
      const value = load<T>(source + x);
      store<T>(c + x, beta === 0 ? value : value + beta * load<T>(c + x));
    }
    source += sourceRow;
    c += cRow;
  }
}
