import { describe, expect, it } from 'vitest';
import { type Arena, DenseArena } from '#odepth/numeric/dense/arena';
import { gramInto, mirrorUpper } from '#odepth/numeric/dense/gram';
import { createMatrix, type RealArray } from '#odepth/numeric/dense/matrix';
import { SingleArena } from '#odepth/numeric/dense/single-arena';
import { entry, randomBlock, rowsOf, uniformValues } from './random-matrix.ts';

function mirroredGramIsTheProduct<V extends RealArray>(arena: Arena<V>, size: number): void {
  const next = uniformValues(size);
  const a = randomBlock(arena, 37, size, next);
  const c = randomBlock(arena, size, size, next);
  mirrorUpper(c);
  const product = arena.matrix(size, size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) product.data[i * size + j] = entry(c, i, j);
  // Below the diagonal nothing is read.
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) c.data[i * c.stride + j] = Number.NaN;
  arena.multiplyLeftTransposed(-0.7, a, a, 0.3, product);
  gramInto(arena, -0.7, a, 0.3, c);
  mirrorUpper(c);
  expect(rowsOf(c)).toEqual(rowsOf(product));
}

describe('the mirrored Gram matrix', () => {
  it.each([0, 1, 3, 64, 65, 150])('has the bits of the whole product in either precision: %i columns', (size) => {
    mirroredGramIsTheProduct(new DenseArena(1 << 20), size);
    mirroredGramIsTheProduct(new SingleArena(1 << 20), size);
  });

  it('overwrites NaN with β = 0', () => {
    const arena = new DenseArena(1 << 16);
    const [a, c] = [arena.matrix(3, 5), arena.matrix(5, 5)];
    a.data.fill(1);
    c.data.fill(Number.NaN);
    gramInto(arena, 1, a, 0, c);
    mirrorUpper(c);
    expect(c.data.every((value) => value === 3)).toBe(true);
  });

  it('refuses a result of another size, and a mirror that is not square', () => {
    const arena = new DenseArena(1 << 16);
    expect(() => gramInto(arena, 1, arena.matrix(3, 5), 0, arena.matrix(5, 4))).toThrow(
      'Aᵀ A of 3 × 5 has not the shape 5 × 4.',
    );
    expect(() => mirrorUpper(createMatrix(2, 3))).toThrow('Only a square matrix can be mirrored, not 2 × 3.');
  });
});
