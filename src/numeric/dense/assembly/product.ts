// C ← α op(A) op(B) + β C by blocks that fit the caches (Goto & van de Geijn, ACM TOMS 34, 2008): a block of op(B) and a
// block of op(A) are packed into strips of four, and tiles of 4 × 4 entries of C are summed in registers.
//
// An entry of C is summed over the inner index in order, in blocks of `innerBlock`, whatever the other sizes are: its bits
// do not depend on how many rows and columns are computed with it.

import { pack, packTwice } from './pack';
import { tile } from './tile';

const innerBlock: usize = 256;
const rowBlock: usize = 64;
const columnBlock: usize = 256;

/** Bytes of scratch memory that `product` needs, and where its parts begin. */
const rightOffset: usize = 128;
const leftOffset: usize = rightOffset + 8 * innerBlock * columnBlock;
export const scratchBytes: usize = leftOffset + 16 * innerBlock * rowBlock;

/** Where that memory begins: on the first cache line after the constants. */
export function scratchAddress(): usize {
  return (__heap_base + 63) & ~63;
}

/**
 * C: rows × columns at `c`, row stride `cStride`; op(A): rows × inner and op(B): inner × columns with a byte stride for
 * either index. Strides are in bytes. `scratch` is 16-byte aligned. With β = 0 what C held is not read.
 */
export function product(
  rows: usize,
  columns: usize,
  inner: usize,
  alpha: f64,
  a: usize,
  aRow: usize,
  aInner: usize,
  b: usize,
  bInner: usize,
  bColumn: usize,
  beta: f64,
  c: usize,
  cStride: usize,
  scratch: usize,
): void {
  const packedRight = scratch + rightOffset;
  const packedLeft = scratch + leftOffset;
  for (let j: usize = 0; j < columns; j += columnBlock) {
    const width = min<usize>(columnBlock, columns - j);
    let p: usize = 0;
    // Once with nothing to sum when the inner size is 0: C is still multiplied by β.
    do {
      const depth = min<usize>(innerBlock, inner - p);
      const keep = p === 0 ? beta : 1;
      pack(b + p * bInner + j * bColumn, width, depth, bColumn, bInner, packedRight);
      for (let i: usize = 0; i < rows; i += rowBlock) {
        const height = min<usize>(rowBlock, rows - i);
        packTwice(a + i * aRow + p * aInner, height, depth, aRow, aInner, packedLeft);
        tiles(height, width, depth, alpha, packedLeft, packedRight, keep, c + i * cStride + 8 * j, cStride, scratch);
      }
      p += innerBlock;
    } while (p < inner);
  }
}

function tiles(
  height: usize,
  width: usize,
  depth: usize,
  alpha: f64,
  left: usize,
  right: usize,
  beta: f64,
  c: usize,
  cStride: usize,
  scratch: usize,
): void {
  const stripBytes: usize = 32 * depth;
  for (let j: usize = 0; j < width; j += 4) {
    let strip = left;
    for (let i: usize = 0; i < height; i += 4) {
      const at = c + i * cStride + 8 * j;
      if (i + 4 <= height && j + 4 <= width) {
        tile(depth, alpha, strip, right, beta, at, cStride);
      } else {
        tile(depth, alpha, strip, right, 0, scratch, 32);
        merge(min<usize>(4, height - i), min<usize>(4, width - j), scratch, beta, at, cStride);
      }
      strip += 2 * stripBytes;
    }
    right += stripBytes;
  }
}

/** The part of a whole tile that lies inside C, with the roundings of a whole tile. */
function merge(rows: usize, columns: usize, source: usize, beta: f64, c: usize, cStride: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    for (let j: usize = 0; j < columns; j++) {
      const at = c + i * cStride + 8 * j;
      const value = load<f64>(source + 32 * i + 8 * j);
      store<f64>(at, beta === 0 ? value : value + beta * load<f64>(at));
    }
  }
}
