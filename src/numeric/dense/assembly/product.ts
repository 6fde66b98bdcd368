// C ← α op(A) op(B) + β C by blocks that fit the caches (Goto & van de Geijn, ACM TOMS 34, 2008): a block of op(B) and a
// block of op(A) are packed into strips, and tiles of C, four rows of two registers, are summed in registers.
//
// An entry of C is summed over the inner index in order, in blocks of `innerBlock`, whatever the other sizes are: its bits
// do not depend on how many rows and columns are computed with it.

import { pack, packSpread } from './pack';
import { tile } from './tile';

const innerBlock: usize = 256;
const rowBlock: usize = 64;
/** Bytes of a packed row of op(B). */
const columnBlock: usize = 2048;
/** Bytes of a row of a tile. */
const tileRow: usize = 32;

const rightOffset: usize = 4 * tileRow;
const leftOffset: usize = rightOffset + innerBlock * columnBlock;

/** Bytes of scratch memory that `product` needs: for a tile, a block of op(B) and one of op(A). */
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
  const packedRight = scratch + rightOffset;
  const packedLeft = scratch + leftOffset;
  for (let j: usize = 0; j < columns; j += columnBlock / sizeof<T>()) {
    const width = min<usize>(columnBlock / sizeof<T>(), columns - j);
    let p: usize = 0;
    // Once with nothing to sum when the inner size is 0: C is still multiplied by β.
    do {
      const depth = min<usize>(innerBlock, inner - p);
      const keep = p === 0 ? beta : <T>1;
      pack<T>(b + p * bInner + j * bColumn, width, depth, bColumn, bInner, packedRight);
      for (let i: usize = 0; i < rows; i += rowBlock) {
        const height = min<usize>(rowBlock, rows - i);
        packSpread<T>(a + i * aRow + p * aInner, height, depth, aRow, aInner, packedLeft);
        const at = c + i * cStride + sizeof<T>() * j;
        tiles<T>(height, width, depth, alpha, packedLeft, packedRight, keep, at, cStride, scratch);
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
  cStride: usize,
  scratch: usize,
): void {
  const across: usize = tileRow / sizeof<T>();
  for (let j: usize = 0; j < width; j += across) {
    let strip = left;
    for (let i: usize = 0; i < height; i += 4) {
      const at = c + i * cStride + sizeof<T>() * j;
      if (i + 4 <= height && j + across <= width) {
        tile<T>(depth, alpha, strip, right, beta, at, cStride);
      } else {
        tile<T>(depth, alpha, strip, right, 0, scratch, tileRow);
        merge<T>(min<usize>(4, height - i), min<usize>(across, width - j), scratch, beta, at, cStride);
      }
      strip += 64 * depth;
    }
    right += tileRow * depth;
  }
}

/** The part of a whole tile that lies inside C, with the roundings of a whole tile. */
function merge<T>(rows: usize, columns: usize, source: usize, beta: T, c: usize, cStride: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    for (let j: usize = 0; j < columns; j++) {
      const at = c + i * cStride + sizeof<T>() * j;
      const value = load<T>(source + tileRow * i + sizeof<T>() * j);
      store<T>(at, beta === 0 ? value : value + beta * load<T>(at));
    }
  }
}
