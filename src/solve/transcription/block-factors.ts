import type { Matrix } from '../../numeric/dense/matrix.ts';
import type { FactorBlock } from './factor-layout.ts';
import type { LaneMemory } from './lane-memory.ts';

/**
 * Writes A and G of a block, as `factorLayout` defines them, for some columns of `points`: `inputs` (columns × some) is what
 * its matrix is multiplied with, `adjoint` (rows × some) the derivative with respect to the product. Both lie in the arena.
 */
export function writeBlockFactors(
  memory: Pick<LaneMemory, 'arena' | 'factor'>,
  { columns, rows, inputs: a, outputs: g, weight }: FactorBlock,
  points: number,
  inputs: Matrix,
  adjoint: Matrix,
  out: Float64Array,
): void {
  const forInputs = memory.factor(columns);
  memory.arena.multiplyRightTransposed(1 / points, inputs, inputs, 0, forInputs);
  out.set(forInputs.data, a);
  if (g < 0) return;
  const forOutputs = memory.factor(rows);
  memory.arena.multiplyRightTransposed(2 / (points * weight), adjoint, adjoint, 0, forOutputs);
  out.set(forOutputs.data, g);
}
