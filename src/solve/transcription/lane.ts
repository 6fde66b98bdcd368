import type { DenseArena } from '../../numeric/dense/arena.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { writeBlockFactors } from './block-factors.ts';
import { type CotangentDraw, drawCotangents } from './cotangents.ts';
import type { FactorLayout } from './factor-layout.ts';
import { copyColumns, type LaneMemory, type LaneScratch, type StageStore } from './lane-memory.ts';
import { stepsOf, type TranscriptionProblem } from './problem.ts';
import { type RungeKuttaScheme, schemes } from './scheme.ts';

/** States and momenta are read out here, if anywhere. */
export interface LaneTrace {
  /** A_k. */
  state(node: number, state: Matrix): void;
  /** ∂C/∂A_k. */
  adjoint(node: number, adjoint: Matrix): void;
}

/**
 * Some columns of the data on their way through the discrete network: the loss, its gradient by the discrete adjoint, and
 * Hessian–vector products by differentiating that adjoint; these allocate nothing. And the Kronecker factors of its Fisher matrix.
 *
 * With ∂C/∂A_{k+1} = G: dF_i = h b_i G + h Σ_{j>i} a_ji dZ_j,  dZ_i = σ′(Z_i)∘(W_i^T dF_i) − L̃ dF_i,  ∂C/∂W_i = dF_i σ(Z_i)^T,
 * G ← G + Σ_i dZ_i.
 */
export class Lane {
  readonly #problem: TranscriptionProblem;
  readonly #memory: LaneMemory;
  readonly #arena: DenseArena;
  readonly #scheme: RungeKuttaScheme;
  readonly #steps: Float64Array;
  readonly #stages: readonly StageStore[];
  readonly #inputs: Matrix;
  readonly #targets: Matrix;
  /** f(x) − y. */
  readonly #residual: Matrix;
  readonly #tangentResidual: Matrix;
  /** A_1, kept for the gradient of D and its tangent. */
  readonly #last: Matrix;
  readonly #scratch: LaneScratch;
  readonly #points: number;
  /** Number of its first point. */
  readonly #start: number;

  /** ∂C/∂W_i = dF_i σ(Z_i)^T. */
  readonly #weightGradient = (index: number, adjoint: Matrix, { features }: StageStore): void => {
    this.#arena.multiplyRightTransposed(1, adjoint, features, 0, this.#memory.gradient.weights[index]!);
  };

  constructor(
    problem: TranscriptionProblem,
    memory: LaneMemory,
    columns: { readonly start: number; readonly end: number },
  ) {
    const count = columns.end - columns.start;
    this.#problem = problem;
    this.#memory = memory;
    this.#arena = memory.arena;
    this.#scheme = schemes[problem.scheme];
    this.#steps = stepsOf(problem.nodes);
    this.#stages = memory.stages(count);
    this.#inputs = memory.matrix(problem.inputs.rows, count);
    this.#targets = memory.matrix(problem.targets.rows, count);
    this.#residual = memory.matrix(problem.targets.rows, count);
    this.#tangentResidual = memory.matrix(problem.targets.rows, count);
    this.#last = memory.matrix(problem.resnet.width, count);
    this.#scratch = memory.scratch(count);
    this.#points = problem.inputs.columns;
    this.#start = columns.start;
    copyColumns(problem.inputs, columns.start, this.#inputs);
    copyColumns(problem.targets, columns.start, this.#targets);
  }

  /** This lane's part of (1/N) Σ ‖y − f(x)‖², at the parameters in memory. */
  fit(trace?: LaneTrace): number {
    this.#forward(trace);
    const { data } = this.#residual;
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += data[i]! * data[i]!;
    return sum / this.#points;
  }

  /** f(x) − y of this lane, after `fit`. */
  get residual(): Matrix {
    return this.#residual;
  }

  /** After `fit`: writes this lane's part of the gradient of the fit into memory. */
  gradient(trace?: LaneTrace): void {
    const { parameters, gradient } = this.#memory;
    const arena = this.#arena;
    const { momentum } = this.#scratch;
    const scale = 2 / this.#points;
    if (parameters.output) {
      arena.multiplyLeftTransposed(scale, parameters.output, this.#residual, 0, momentum);
      if (this.#problem.output === 'learned')
        arena.multiplyRightTransposed(scale, this.#residual, this.#last, 0, gradient.output!);
    } else {
      momentum.data.set(this.#residual.data);
      arena.scale(momentum.data, scale);
    }
    const { length } = this.#steps;
    trace?.adjoint(length, momentum);
    for (let k = length - 1; k >= 0; k--) {
      this.#stepBack(k, this.#weightGradient);
      trace?.adjoint(k, momentum);
    }
    if (gradient.input) arena.multiplyRightTransposed(1, momentum, this.#inputs, 0, gradient.input);
  }

  /**
   * Writes this lane's part of the factors at the parameters in memory. What `curvature` needs of the latest `gradient` is
   * left as it is where that was at the same parameters.
   */
  factors(draw: CotangentDraw, { blocks }: FactorLayout, out: Float64Array): void {
    const { parameters, layout } = this.#memory;
    const { momentum } = this.#scratch;
    const cotangents = this.#tangentResidual;
    this.#forward();
    drawCotangents(draw, this.#points, this.#start, cotangents);
    if (parameters.output) this.#arena.multiplyLeftTransposed(1, parameters.output, cotangents, 0, momentum);
    else momentum.data.set(cotangents.data);
    const write = (block: number, inputs: Matrix, adjoint: Matrix) =>
      writeBlockFactors(this.#memory, blocks[block]!, this.#points, inputs, adjoint, out);
    for (let k = this.#steps.length - 1; k >= 0; k--)
      this.#stepBack(k, (index, adjoint, { features }) => write(index, features, adjoint), this.#scratch.adjoint);
    if (layout.input >= 0) write(this.#stages.length, this.#inputs, momentum);
    if (layout.output >= 0) write(blocks.length - 1, this.#last, momentum);
  }

  /** After `gradient`: writes this lane's part of ∇²(fit)·direction in place of the gradient. */
  curvature(): void {
    const { parameters, gradient, direction } = this.#memory;
    const arena = this.#arena;
    const { tangentState, momentum, tangentMomentum } = this.#scratch;
    const scale = 2 / this.#points;
    if (direction!.input) arena.multiply(1, direction!.input, this.#inputs, 0, tangentState);
    else tangentState.data.fill(0);
    for (let k = 0; k < this.#steps.length; k++) this.#tangentStep(k);
    const { output } = parameters;
    const tangent = this.#tangentResidual;
    if (output) {
      const learned = this.#problem.output === 'learned';
      arena.multiply(1, output, tangentState, 0, tangent);
      if (learned) arena.multiply(1, direction!.output!, this.#last, 1, tangent);
      arena.multiplyLeftTransposed(scale, output, tangent, 0, tangentMomentum);
      arena.multiplyLeftTransposed(scale, output, this.#residual, 0, momentum);
      if (learned) {
        arena.multiplyLeftTransposed(scale, direction!.output!, this.#residual, 1, tangentMomentum);
        arena.multiplyRightTransposed(scale, tangent, this.#last, 0, gradient.output!);
        arena.multiplyRightTransposed(scale, this.#residual, tangentState, 1, gradient.output!);
      }
    } else {
      tangentMomentum.data.set(tangentState.data);
      arena.scale(tangentMomentum.data, scale);
    }
    for (let k = this.#steps.length - 1; k >= 0; k--) this.#tangentStepBack(k);
    if (gradient.input) arena.multiplyRightTransposed(1, tangentMomentum, this.#inputs, 0, gradient.input);
  }

  #forward(trace?: LaneTrace): void {
    const { parameters } = this.#memory;
    const { state, rates } = this.#scratch;
    const arena = this.#arena;
    const { a, b } = this.#scheme;
    const leak = -this.#problem.resnet.effectiveDepth;
    if (parameters.input) arena.multiply(1, parameters.input, this.#inputs, 0, state);
    else state.data.set(this.#inputs.data);
    trace?.state(0, state);
    for (let k = 0; k < this.#steps.length; k++) {
      const h = this.#steps[k]!;
      for (let i = 0; i < b.length; i++) {
        const rate = rates[i]!;
        rate.data.set(state.data);
        for (let j = 0; j < i; j++) if (a[i]![j]! !== 0) arena.addScaled(rate.data, h * a[i]![j]!, rates[j]!.data);
        const stage = this.#stages[k * b.length + i]!;
        this.#activate(rate, stage);
        arena.multiply(1, parameters.weights[k * b.length + i]!, stage.features, leak, rate);
      }
      for (let i = 0; i < b.length; i++) arena.addScaled(state.data, h * b[i]!, rates[i]!.data);
      trace?.state(k + 1, state);
    }
    this.#last.data.set(state.data);
    const residual = this.#residual;
    residual.data.set(this.#targets.data);
    if (parameters.output) arena.multiply(1, parameters.output, state, -1, residual);
    else {
      arena.scale(residual.data, -1);
      arena.addScaled(residual.data, 1, state.data);
    }
  }

  #activate(z: Matrix, { features, active, slope }: StageStore): void {
    const { activation } = this.#problem.resnet;
    // Lanes of unequal width may share the store.
    if (features.rows > active.rows) features.data.fill(1, active.data.length);
    if (activation === 'relu') this.#arena.relu(z.data, active.data);
    else if (activation === 'identity') active.data.set(z.data);
    else this.#arena.softplus(activation.softplus, z.data, active.data, slope!.data);
  }

  /** q ← σ′∘q. */
  #timesSlope(q: Float64Array, { active, slope }: StageStore): void {
    if (slope) this.#arena.multiplyInto(q, slope.data);
    else if (this.#problem.resnet.activation === 'relu') {
      const { data } = active;
      for (let i = 0; i < q.length; i++) if (!(data[i]! > 0)) q[i] = 0;
    }
  }

  /** `visit` is given ∂C/∂F of every stage; in `only`, with nothing kept for second derivatives, where that is given. */
  #stepBack(k: number, visit: (index: number, adjoint: Matrix, stage: StageStore) => void, only?: Matrix): void {
    const { b } = this.#scheme;
    const { rates, momentum, adjoint: shared } = this.#scratch;
    const { parameters } = this.#memory;
    const arena = this.#arena;
    const h = this.#steps[k]!;
    const leak = this.#problem.resnet.effectiveDepth;
    for (let i = b.length - 1; i >= 0; i--) {
      const index = k * b.length + i;
      const stage = this.#stages[index]!;
      const adjoint = only ?? stage.adjoint ?? shared;
      this.#gather(adjoint, momentum, rates, h, i);
      visit(index, adjoint, stage);
      const back = rates[i]!;
      arena.multiplyLeftTransposed(1, parameters.square[index]!, adjoint, 0, back);
      if (stage.pulled && !only) stage.pulled.data.set(back.data);
      this.#timesSlope(back.data, stage);
      arena.addScaled(back.data, -leak, adjoint.data);
    }
    for (const back of rates) arena.addScaled(momentum.data, 1, back.data);
  }

  /** adjoint ← h b_i G + h Σ_{j>i} a_ji dZ_j. */
  #gather(adjoint: Matrix, momentum: Matrix, back: readonly Matrix[], h: number, i: number): void {
    const { a, b } = this.#scheme;
    adjoint.data.set(momentum.data);
    this.#arena.scale(adjoint.data, h * b[i]!);
    for (let j = i + 1; j < b.length; j++) {
      const weight = a[j]![i] ?? 0;
      if (weight !== 0) this.#arena.addScaled(adjoint.data, h * weight, back[j]!.data);
    }
  }

  #tangentStep(k: number): void {
    const { a, b } = this.#scheme;
    const { tangentState, tangentRates, moved, movedFeatures } = this.#scratch;
    const { parameters, direction } = this.#memory;
    const arena = this.#arena;
    const h = this.#steps[k]!;
    const leak = -this.#problem.resnet.effectiveDepth;
    for (let i = 0; i < b.length; i++) {
      const index = k * b.length + i;
      const stage = this.#stages[index]!;
      const rate = tangentRates[i]!;
      rate.data.set(tangentState.data);
      for (let j = 0; j < i; j++) if (a[i]![j]! !== 0) arena.addScaled(rate.data, h * a[i]![j]!, tangentRates[j]!.data);
      moved[index]!.data.set(rate.data);
      const features = movedFeatures[index]!;
      features.data.set(rate.data);
      this.#timesSlope(features.data, stage);
      arena.multiply(1, parameters.square[index]!, features, leak, rate);
      arena.multiply(1, direction!.weights[index]!, stage.features, 1, rate);
    }
    for (let i = 0; i < b.length; i++) arena.addScaled(tangentState.data, h * b[i]!, tangentRates[i]!.data);
  }

  #tangentStepBack(k: number): void {
    const { b } = this.#scheme;
    const { tangentRates, tangentMomentum, adjoint, moved, movedFeatures, spare } = this.#scratch;
    const { parameters, gradient, direction } = this.#memory;
    const arena = this.#arena;
    const h = this.#steps[k]!;
    const leak = this.#problem.resnet.effectiveDepth;
    for (let i = b.length - 1; i >= 0; i--) {
      const index = k * b.length + i;
      const stage = this.#stages[index]!;
      this.#gather(adjoint, tangentMomentum, tangentRates, h, i);
      arena.multiplyRightTransposed(1, adjoint, stage.features, 0, gradient.weights[index]!);
      arena.multiplyRightTransposed(1, stage.adjoint!, movedFeatures[index]!, 1, gradient.square[index]!);
      const back = tangentRates[i]!;
      arena.multiplyLeftTransposed(1, parameters.square[index]!, adjoint, 0, back);
      arena.multiplyLeftTransposed(1, direction!.square[index]!, stage.adjoint!, 1, back);
      this.#timesSlope(back.data, stage);
      if (stage.pulled) this.#addCurvature(back.data, stage, moved[index]!.data, spare.data);
      arena.addScaled(back.data, -leak, adjoint.data);
    }
    for (const back of tangentRates) arena.addScaled(tangentMomentum.data, 1, back.data);
  }

  /** back += σ″∘Ż∘(W^T dF), σ″ = β σ′(1 − σ′). */
  #addCurvature(back: Float64Array, { slope, pulled }: StageStore, moved: Float64Array, spare: Float64Array): void {
    const { activation } = this.#problem.resnet;
    const beta = typeof activation === 'object' ? activation.softplus : 0;
    const d = slope!.data;
    const q = pulled!.data;
    for (let i = 0; i < back.length; i++) spare[i] = beta * d[i]! * (1 - d[i]!) * moved[i]! * q[i]!;
    this.#arena.addScaled(back, 1, spare);
  }
}
