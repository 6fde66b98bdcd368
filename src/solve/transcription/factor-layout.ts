import { parameterLayout, penaltyWeights, type TranscriptionProblem } from './problem.ts';

/** One matrix of unknowns, W_{k,i}, E or D, and where its two factors lie in a vector of factors, row by row. */
export interface FactorBlock {
  /** Offset of the unknowns: rows × columns, row by row. */
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
  /** By which squares of the unknowns count: h_k b_i, or m; 1 where they are not penalised. */
  readonly weight: number;
  /** Offset of A: columns × columns. */
  readonly inputs: number;
  /** Offset of G: rows × rows; −1 for D, whose G is 2/weight times the identity. */
  readonly outputs: number;
}

/** Blocks in the order of the unknowns, and the length of a vector of factors. */
export interface FactorLayout {
  readonly blocks: readonly FactorBlock[];
  readonly size: number;
}

/**
 * Factors of the Fisher matrix (J. Martens, R. Grosse, arXiv 1503.05671, section 3) in the scaled unknowns u = √weight · W:
 * the block of W is A ⊗ G, that is V ↦ G V A, with
 *
 *     A = (1/N) Σ_n s_n s_nᵀ,   G = (2/(N weight)) Σ_n d_n d_nᵀ
 *
 * where s_n is what W is multiplied with (σ(Z), x, A_1) and d_n the discrete adjoint of its product, for cotangents of the
 * outputs drawn from N(0, I). For one weight matrix alone it is the Gauss–Newton matrix where s and d are independent.
 */
export function factorLayout(problem: TranscriptionProblem): FactorLayout {
  const layout = parameterLayout(problem);
  const { width, features, intervals, stages, input, inputColumns, output, outputRows } = layout;
  const parts = penaltyWeights(problem, layout).slice(0, intervals * stages);
  const blocks: FactorBlock[] = [];
  let size = 0;
  const add = (start: number, rows: number, columns: number, penalty: number, sampled: boolean) => {
    const inputs = size;
    const outputs = sampled ? inputs + columns * columns : -1;
    size += columns * columns + (sampled ? rows * rows : 0);
    blocks.push({ start, rows, columns, weight: penalty > 0 ? penalty : 1, inputs, outputs });
  };
  for (const { start, weight } of parts) add(start, width, features, weight, true);
  if (input >= 0) add(input, width, inputColumns, problem.mapPenalty, true);
  if (output >= 0) add(output, outputRows, width, problem.mapPenalty, false);
  return { blocks, size };
}
