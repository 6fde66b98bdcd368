import { DenseArena } from '../../numeric/dense/arena.ts';
import { type Matrix, submatrix } from '../../numeric/dense/matrix.ts';
import { type ParameterLayout, parameterLayout, type TranscriptionProblem } from './problem.ts';

/** Unknowns, a direction, or a gradient, as matrices in one arena. */
export interface ParameterBlock {
  /** All of it, in the order of the layout. */
  readonly all: Float64Array;
  /** W_{k,i}, w × (w + 1) or w × w, by k · stages + i. */
  readonly weights: readonly Matrix[];
  /** The same without the bias column. */
  readonly square: readonly Matrix[];
  /** E, w × d. */
  readonly input: Matrix | null;
  /** D, d × w. */
  readonly output: Matrix | null;
}

/** What a lane keeps of every stage between the forward and the backward pass (and, for second derivatives, after it). */
export interface StageStore {
  /** σ(Z) with its row of ones. */
  readonly features: Matrix;
  /** The same without the row of ones. */
  readonly active: Matrix;
  /** σ′(Z); null where it can be told from σ (ReLU) or is one (identity). */
  readonly slope: Matrix | null;
  /** ∂C/∂F; kept for second derivatives only. */
  readonly adjoint: Matrix | null;
  /** W^T ∂C/∂F; kept for second derivatives of curved activations only. */
  readonly pulled: Matrix | null;
}

/** What the lanes of a thread use in turn. */
export interface LaneScratch {
  /** One per stage: F_i, then ∂C/∂Z_i. */
  readonly rates: readonly Matrix[];
  /** One per stage: the tangents of the same. */
  readonly tangentRates: readonly Matrix[];
  readonly adjoint: Matrix;
  readonly spare: Matrix;
  readonly state: Matrix;
  readonly momentum: Matrix;
  readonly tangentState: Matrix;
  readonly tangentMomentum: Matrix;
  /** Ż of every stage; σ′∘Ż of every stage. Empty without second derivatives. */
  readonly moved: readonly Matrix[];
  readonly movedFeatures: readonly Matrix[];
}

/**
 * The memory of one thread, for lanes of at most `columns` points. With second derivatives every lane keeps its stages;
 * without, the lanes take turns in one store.
 */
export class LaneMemory {
  readonly layout: ParameterLayout;
  readonly arena: DenseArena;
  readonly parameters: ParameterBlock;
  readonly gradient: ParameterBlock;
  /** Null without second derivatives. */
  readonly direction: ParameterBlock | null;
  /** Room for one factor of a Kronecker product, of any block. */
  readonly #factor: Float64Array;
  readonly #problem: TranscriptionProblem;
  readonly #columns: number;
  readonly #curvature: boolean;
  readonly #scratch: LaneScratch;
  #sharedStages: readonly StageStore[] | null = null;

  constructor(problem: TranscriptionProblem, columns: number, lanes: number, curvature: boolean) {
    this.#problem = problem;
    this.#columns = columns;
    this.#curvature = curvature;
    this.layout = parameterLayout(problem);
    this.arena = new DenseArena(bytesNeeded(problem, columns, lanes, curvature));
    this.parameters = this.#block();
    this.gradient = this.#block();
    this.direction = curvature ? this.#block() : null;
    this.#scratch = this.#newScratch();
    this.#factor = this.arena.vector(factorSize(this.layout) ** 2);
  }

  matrix(rows: number, columns: number): Matrix {
    return this.arena.matrix(rows, columns);
  }

  /** Room for one size × size factor: the same memory for all. */
  factor(size: number): Matrix {
    return { rows: size, columns: size, stride: size, data: this.#factor.subarray(0, size * size) };
  }

  /** Stages of a lane of `columns` points, in memory of its own or in the shared one. */
  stages(columns: number): readonly StageStore[] {
    if (this.#curvature) return this.#newStages(columns);
    this.#sharedStages ??= this.#newStages(this.#columns);
    return this.#sharedStages.map(({ features, slope }) =>
      store(narrowed(features, columns), slope && narrowed(slope, columns), null, null, this.layout.width),
    );
  }

  scratch(columns: number): LaneScratch {
    const scratch = this.#scratch;
    const all = (list: readonly Matrix[]) => list.map((one) => narrowed(one, columns));
    return {
      rates: all(scratch.rates),
      tangentRates: all(scratch.tangentRates),
      adjoint: narrowed(scratch.adjoint, columns),
      spare: narrowed(scratch.spare, columns),
      state: narrowed(scratch.state, columns),
      momentum: narrowed(scratch.momentum, columns),
      tangentState: narrowed(scratch.tangentState, columns),
      tangentMomentum: narrowed(scratch.tangentMomentum, columns),
      moved: all(scratch.moved),
      movedFeatures: all(scratch.movedFeatures),
    };
  }

  #newStages(columns: number): StageStore[] {
    const { intervals, stages, width, features } = this.layout;
    const curved = typeof this.#problem.resnet.activation === 'object';
    const states = (wanted: boolean) => (wanted ? this.matrix(width, columns) : null);
    return Array.from({ length: intervals * stages }, () =>
      store(
        this.matrix(features, columns),
        states(curved),
        states(this.#curvature),
        states(this.#curvature && curved),
        width,
      ),
    );
  }

  #newScratch(): LaneScratch {
    const { intervals, stages, width } = this.layout;
    const one = () => this.matrix(width, this.#columns);
    const many = (length: number) => Array.from({ length }, one);
    const tangents = this.#curvature ? intervals * stages : 0;
    return {
      rates: many(stages),
      tangentRates: many(stages),
      adjoint: one(),
      spare: one(),
      state: one(),
      momentum: one(),
      tangentState: one(),
      tangentMomentum: one(),
      moved: many(tangents),
      movedFeatures: many(tangents),
    };
  }

  #block(): ParameterBlock {
    const { intervals, stages, width, features, input, inputColumns, output, outputRows, size } = this.layout;
    const all = this.arena.vector(size);
    const matrix = (offset: number, rows: number, columns: number): Matrix => ({
      rows,
      columns,
      stride: columns,
      data: all.subarray(offset, offset + rows * columns),
    });
    const weights = Array.from({ length: intervals * stages }, (_, i) => matrix(i * width * features, width, features));
    const given = typeof this.#problem.output === 'object' ? this.#problem.output : null;
    return {
      all,
      weights,
      square: weights.map((one) => submatrix(one, 0, 0, width, width)),
      input: input < 0 ? null : matrix(input, width, inputColumns),
      output: output >= 0 ? matrix(output, outputRows, width) : given && this.#copy(given),
    };
  }

  #copy(source: Matrix): Matrix {
    const copy = this.matrix(source.rows, source.columns);
    copyColumns(source, 0, copy);
    return copy;
  }
}

function store(
  features: Matrix,
  slope: Matrix | null,
  adjoint: Matrix | null,
  pulled: Matrix | null,
  width: number,
): StageStore {
  return { features, active: submatrix(features, 0, 0, width, features.columns), slope, adjoint, pulled };
}

/** Rows of the largest factor. */
function factorSize({ features, inputColumns }: ParameterLayout): number {
  return Math.max(features, inputColumns);
}

/** The first columns' worth of a matrix's memory, as a matrix of its own. */
function narrowed({ rows, data }: Matrix, columns: number): Matrix {
  return { rows, columns, stride: columns, data: data.subarray(0, rows * columns) };
}

/** Copies the columns of `source` from `start` on into `target`. */
export function copyColumns(source: Matrix, start: number, target: Matrix): void {
  for (let i = 0; i < target.rows; i++) {
    const from = i * source.stride + start;
    target.data.set(source.data.subarray(from, from + target.columns), i * target.stride);
  }
}

/** Bytes of the memory of a thread with `lanes` lanes of at most `columns` points. */
export function bytesNeeded(problem: TranscriptionProblem, columns: number, lanes: number, curvature: boolean): number {
  const layout = parameterLayout(problem);
  const { intervals, stages, width, features, size } = layout;
  const { inputs, targets, output, resnet } = problem;
  const curved = typeof resnet.activation === 'object';
  const states = DenseArena.bytesOf(width, columns);
  const kept = (curved ? 1 : 0) + (curvature ? 1 : 0) + (curvature && curved ? 1 : 0);
  const perStage = (curvature ? lanes : 1) * (DenseArena.bytesOf(features, columns) + kept * states);
  const data = DenseArena.bytesOf(inputs.rows, columns) + 3 * DenseArena.bytesOf(targets.rows, columns) + states;
  const scratch = (2 * stages + 6 + (curvature ? 2 * intervals * stages : 0)) * states;
  const given = typeof output === 'object' ? DenseArena.bytesOf(output.rows, output.columns) : 0;
  const blocks = (curvature ? 3 : 2) * (DenseArena.bytesOf(1, size) + given);
  const factor = DenseArena.bytesOf(1, factorSize(layout) ** 2);
  return intervals * stages * perStage + lanes * data + scratch + blocks + factor;
}
