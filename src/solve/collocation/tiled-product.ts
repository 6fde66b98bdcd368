import type { DenseArena } from '../../numeric/dense/arena.ts';
import { type Matrix, submatrix } from '../../numeric/dense/matrix.ts';

/** Rows and columns of a tile: large enough for the kernels, small enough to find zeros. */
const tileSize = 96;

/**
 * C ← C + α A B for square matrices with blocks of zeros, which cost nothing: a flow's derivative has them where unknowns
 * do not see each other.
 */
export function addTiledProduct(arena: DenseArena, alpha: number, a: Matrix, b: Matrix, c: Matrix): void {
  const tiles = Math.ceil(a.rows / tileSize);
  const [fullOfA, fullOfB] = [nonzeroTiles(a, tiles), nonzeroTiles(b, tiles)];
  const from = (tile: number) => Math.min(tile * tileSize, a.rows);
  for (let i = 0; i < tiles; i++) {
    const rows = from(i + 1) - from(i);
    for (let k = 0; k < tiles; k++) {
      if (!fullOfA[i * tiles + k]) continue;
      const inner = from(k + 1) - from(k);
      const left = submatrix(a, from(i), from(k), rows, inner);
      for (let j = 0; j < tiles; j++) {
        if (!fullOfB[k * tiles + j]) continue;
        // Neighbours at once.
        let end = j + 1;
        while (end < tiles && fullOfB[k * tiles + end]) end++;
        const columns = from(end) - from(j);
        const right = submatrix(b, from(k), from(j), inner, columns);
        arena.multiply(alpha, left, right, 1, submatrix(c, from(i), from(j), rows, columns));
        j = end - 1;
      }
    }
  }
}

/** By tile, row by row: 1 where an entry is not zero. */
function nonzeroTiles({ rows, columns, stride, data }: Matrix, tiles: number): Uint8Array {
  const full = new Uint8Array(tiles * tiles);
  for (let i = 0; i < rows; i++) {
    const row = Math.floor(i / tileSize) * tiles;
    for (let j = 0; j < columns; j++) if (data[i * stride + j] !== 0) full[row + Math.floor(j / tileSize)] = 1;
  }
  return full;
}
