import { DenseArena } from '../../numeric/dense/arena.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { type SymmetricEigen, symmetricEigen } from '../../numeric/symmetric-eigen.ts';
import type { Preconditioner } from '../minimise/preconditioner.ts';
import { type FactorBlock, factorLayout } from './factor-layout.ts';
import type { TranscriptionObjective } from './objective.ts';
import type { TranscriptionProblem } from './problem.ts';
import type { LaneTeam } from './team.ts';

/** A block A ⊗ G + μI in the eigenvectors of A and G, with room for a matrix of unknowns. */
interface Block extends FactorBlock {
  /** Eigenvectors of A in columns, and its eigenvalues, none below 0. */
  readonly inputBasis: Matrix;
  readonly inputValues: Float64Array;
  /** The same of G; no basis where G is a multiple of the identity. */
  readonly outputBasis: Matrix | null;
  readonly outputValues: Float64Array;
  readonly first: Matrix;
  readonly second: Matrix;
}

/**
 * The Kronecker-factored Fisher matrix of a transcription with its penalty (K-FAC: J. Martens, R. Grosse, arXiv 1503.05671):
 * in the scaled unknowns, block by block A ⊗ G + μI, with the factors of `factorLayout`. It is inverted through the
 * eigendecompositions of the factors, exactly: no damping is shared out between them. Unknowns without a penalty have the
 * same μ, so that every block is definite.
 */
export class KroneckerPreconditioner implements Preconditioner {
  readonly #team: LaneTeam;
  readonly #objective: Pick<TranscriptionObjective, 'unscale'>;
  readonly #seed: bigint;
  readonly #mu: number;
  readonly #arena: DenseArena;
  readonly #blocks: readonly Block[];
  readonly #factors: Float64Array;
  readonly #parameters: Float64Array;
  #refreshes = 0;

  /** `seed`: of the cotangents. Of no use before the first `refresh`. @throws RangeError where the memory cannot be had */
  constructor(problem: TranscriptionProblem, team: LaneTeam, objective: TranscriptionObjective, seed: bigint) {
    const { blocks, size } = factorLayout(problem);
    this.#team = team;
    this.#objective = objective;
    this.#seed = seed;
    this.#mu = problem.lambdaOverDepth;
    this.#arena = new DenseArena(bytesOf(blocks));
    this.#factors = new Float64Array(size);
    this.#parameters = new Float64Array(objective.size);
    this.#blocks = blocks.map((block) => roomFor(this.#arena, block));
  }

  async refresh(x: Float64Array): Promise<void> {
    this.#objective.unscale(x, this.#parameters);
    await this.#team.factors(this.#parameters, { seed: this.#seed, refresh: this.#refreshes++ }, this.#factors);
    const decompose = await symmetricEigen();
    for (const { inputs, outputs, inputBasis, inputValues, outputBasis, outputValues } of this.#blocks) {
      this.#decompose(decompose, inputs, inputBasis, inputValues);
      if (outputBasis) this.#decompose(decompose, outputs, outputBasis, outputValues);
    }
  }

  applyInto(out: Float64Array, factor: number, v: Float64Array): void {
    for (const block of this.#blocks) {
      const { inputValues, outputValues } = block;
      const { data } = this.#toBasis(block, v);
      let at = 0;
      for (let i = 0; i < outputValues.length; i++) {
        const g = outputValues[i]!;
        for (let j = 0; j < inputValues.length; j++, at++) data[at]! *= factor / (g * inputValues[j]! + this.#mu);
      }
      this.#fromBasis(block, out);
    }
  }

  square(v: Float64Array): number {
    let sum = 0;
    for (const block of this.#blocks) {
      const { inputValues, outputValues } = block;
      const { data } = this.#toBasis(block, v);
      let at = 0;
      for (let i = 0; i < outputValues.length; i++) {
        const g = outputValues[i]!;
        for (let j = 0; j < inputValues.length; j++, at++) sum += data[at]! ** 2 / (g * inputValues[j]! + this.#mu);
      }
    }
    return sum;
  }

  #decompose(decompose: SymmetricEigen, offset: number, basis: Matrix, values: Float64Array): void {
    const { rows, columns } = basis;
    const data = this.#factors.subarray(offset, offset + rows * columns);
    decompose({ rows, columns, stride: columns, data }, values, basis);
    for (let i = 0; i < values.length; i++) values[i] = Math.max(0, values[i]!);
  }

  /** U_Gᵀ V U_A, in `first`, or in `second` where there is no U_G. */
  #toBasis({ start, inputBasis, outputBasis, first, second }: Block, v: Float64Array): Matrix {
    for (let i = 0; i < first.data.length; i++) first.data[i] = v[start + i]!;
    this.#arena.multiply(1, first, inputBasis, 0, second);
    if (outputBasis === null) return second;
    this.#arena.multiplyLeftTransposed(1, outputBasis, second, 0, first);
    return first;
  }

  /** U_G T U_Aᵀ of what `#toBasis` returned, which is overwritten. */
  #fromBasis({ start, inputBasis, outputBasis, first, second }: Block, out: Float64Array): void {
    if (outputBasis !== null) this.#arena.multiply(1, outputBasis, first, 0, second);
    this.#arena.multiplyRightTransposed(1, second, inputBasis, 0, first);
    for (let i = 0; i < first.data.length; i++) out[start + i] = first.data[i]!;
  }
}

function roomFor(arena: DenseArena, block: FactorBlock): Block {
  const { rows, columns, outputs, weight } = block;
  return {
    ...block,
    inputBasis: arena.matrix(columns, columns),
    inputValues: new Float64Array(columns),
    outputBasis: outputs < 0 ? null : arena.matrix(rows, rows),
    outputValues: new Float64Array(rows).fill(2 / weight),
    first: arena.matrix(rows, columns),
    second: arena.matrix(rows, columns),
  };
}

function bytesOf(blocks: readonly FactorBlock[]): number {
  const bytes = DenseArena.bytesOf;
  return blocks.reduce(
    (sum, { rows, columns, outputs }) =>
      sum + bytes(columns, columns) + (outputs < 0 ? 0 : bytes(rows, rows)) + 2 * bytes(rows, columns),
    0,
  );
}
