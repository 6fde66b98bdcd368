import type { Activation } from '../../model/activation.ts';
import { kernelAverages } from './averages/averages.ts';
import type { KernelAverages } from './averages/kernel-averages.ts';
import type { Background } from './background.ts';
import { ConvergedBackground } from './converged-background.ts';
import { ExactClosure } from './exact-closure.ts';
import { GaussianClosure } from './gaussian-closure.ts';
import { type Closure, type KernelLayout, kernelLayout } from './layout.ts';
import { ModeHierarchy } from './mode-hierarchy.ts';
import { modeTable } from './mode-table.ts';
import { type PairTables, pairTables } from './pairs.ts';
import { PublishedBackground } from './published-background.ts';
import { type ResidualPrediction, residualBudgetInto } from './residual-budget.ts';
import { TheoryError } from './theory-error.ts';
import { cutsOf, workingOrder } from './truncation.ts';
import { exchangeInto } from './wishart.ts';

/** What the equations are made for. */
export interface KernelProblem {
  /** K(0) by pairs (`inputPairs`), positive variances. */
  readonly initialKernel: Float64Array;
  /** N. */
  readonly inputs: number;
  readonly activation: Activation;
  /** C_W > 0, C_b, κ. */
  readonly weightVariance: number;
  readonly biasVariance: number;
  readonly leak: number;
  readonly closures: readonly Closure[];
  /** k_max of `exact`. */
  readonly modeOrder: number;
  /** Error of the Gaussian averages, relative. */
  readonly averageTolerance: number;
  /** Nodes of the fixed Gauss–Hermite rule that takes the place of converged averages: tanh, without `exact`. */
  readonly gaussHermite?: number | undefined;
}

/** Smallest share 1 − ρ² of independent variance that continuous depth resolves: rounding over tolerance. */
const leastShare = 1e-8;

/**
 * The kernel theory of an ensemble as a rate in continuous depth and as a map from layer to layer: pure functions of a
 * flat state whose parts `layout` names. All closures share K0 and the Gaussian averages.
 */
export class KernelEquations {
  readonly pairs: PairTables;
  readonly layout: KernelLayout;
  readonly background: Background;
  /** null unless `exact` is among the closures. */
  readonly exact: ExactClosure | null;
  readonly #problem: KernelProblem;
  /** null with a fixed rule, which gives the background alone. */
  readonly #averages: KernelAverages | null;
  readonly #sourceOnly: GaussianClosure | null;
  readonly #gOnly: GaussianClosure | null;
  readonly #source: Float64Array;
  readonly #noise: Float64Array;

  /** @throws TheoryError for C_W ≤ 0, a negative C_b or κ, an input of zero variance, a fixed rule for other than tanh or for `exact` */
  constructor(problem: KernelProblem) {
    const { inputs, activation, closures, weightVariance, biasVariance, leak, gaussHermite } = problem;
    if (!(weightVariance > 0))
      throw new TheoryError(`the theory needs a positive weight variance C_W; got ${weightVariance}`);
    if (!(biasVariance >= 0 && leak >= 0)) {
      throw new TheoryError(`bias variance and leak must not be negative; got ${biasVariance} and ${leak}`);
    }
    this.#problem = problem;
    this.pairs = pairTables(inputs);
    for (let a = 0; a < inputs; a++) {
      const variance = problem.initialKernel[this.pairs.of[a * inputs + a]!]!;
      if (variance > 0 && variance < Infinity) continue;
      throw new TheoryError(
        `input ${a} has variance K(0)[${a}][${a}] = ${variance}: its preactivation has no Gaussian directions to expand in. Leave this input out.`,
      );
    }
    const exact = closures.includes('exact');
    if (gaussHermite !== undefined && (exact || activation.name !== 'tanh')) {
      throw new TheoryError('the published quadrature exists for tanh and the closures source-only and g-only alone');
    }
    const order = exact ? workingOrder(problem.modeOrder) : 0;
    const modes = modeTable(this.pairs, order, activation.parity !== 'none');
    this.layout = kernelLayout(this.pairs, closures, modes, cutsOf(problem.modeOrder, activation.parity !== 'none'));
    const { sourceOnly, gOnly } = this.layout;
    if (gaussHermite === undefined) {
      this.#averages = kernelAverages(activation, {
        inputs,
        derivativeOrder: sourceOnly || gOnly ? 4 : 2,
        modeOrder: order,
        tolerance: problem.averageTolerance,
      });
      this.background = new ConvergedBackground(this.pairs, this.#averages, weightVariance, biasVariance);
    } else {
      this.#averages = null;
      this.background = new PublishedBackground(this.pairs, gaussHermite, weightVariance, biasVariance);
    }
    this.#sourceOnly = sourceOnly && new GaussianClosure(this.pairs, sourceOnly, false);
    this.#gOnly = gOnly && new GaussianClosure(this.pairs, gOnly, true);
    this.exact = exact
      ? new ExactClosure(this.pairs, modes, this.layout, new ModeHierarchy(this.pairs, modes, this.layout))
      : null;
    this.#source = new Float64Array(this.pairs.packedCount);
    this.#noise = new Float64Array(this.pairs.packedCount);
  }

  /** The state at depth 0: K(0), V4 of a Wishart matrix, everything else 0. */
  initial(): Float64Array {
    const { initialKernel } = this.#problem;
    const y = new Float64Array(this.layout.size);
    y.set(initialKernel);
    exchangeInto(this.pairs, initialKernel, initialKernel, 0.5, this.#noise);
    const { sourceOnly, gOnly, cuts } = this.layout;
    for (const part of [sourceOnly, gOnly, ...cuts]) if (part) y.set(this.#noise, part.V4);
    return y;
  }

  /** Whether `exact` has two collinear inputs at the state y, K_ab² = K_aa K_bb. */
  collinear(y: Float64Array): boolean {
    const { exact, pairs } = this;
    if (exact === null) return false;
    const { frames } = exact.hierarchy;
    frames.evaluate(y);
    return frames.rest.some((rest, p) => rest === 0 && pairs.first[p] !== pairs.second[p]);
  }

  /**
   * Refuses states from which `exact` cannot be followed in continuous depth: nearly collinear inputs, or collinear ones
   * that σ drives apart. Their modes are divided by the independent variance s, which drowns in rounding. Collinear
   * inputs that stay so, like x and −x for odd σ, are fine; so are finite layers, which need no error control.
   * @throws TheoryError naming the inputs
   */
  refuseNearlyCollinear(y: Float64Array): void {
    if (this.exact === null) return;
    const { pairs } = this;
    const { frames } = this.exact.hierarchy;
    this.#evaluate(y);
    const f = this.background.increment;
    for (let p = 0; p < pairs.count; p++) {
      const aa = pairs.firstDiagonal[p]!;
      const bb = pairs.secondDiagonal[p]!;
      if (aa === p) continue;
      const share = frames.rest[p]! ** 2 / y[bb]!;
      const r = frames.slope[p]!;
      const parting = f[bb]! - 2 * r * f[p]! + r * r * f[aa]!;
      if (share >= leastShare || (share === 0 && Math.abs(parting) <= 1e-14 * f[bb]!)) continue;
      throw new TheoryError(
        `inputs ${pairs.first[p]} and ${pairs.second[p]} (of the distinct ones) are nearly collinear, 1 − ρ² = ${share.toPrecision(2)}: ` +
          'the closure "exact" cannot be followed accurately in continuous depth. Use theory.depth: layers, or leave out one of the two.',
      );
    }
  }

  /** dy/dt at y; does not depend on t. */
  rateInto(y: Float64Array, out: Float64Array): void {
    const { leak } = this.#problem;
    const { background, exact } = this;
    this.#evaluate(y);
    exchangeInto(this.pairs, y, background.increment, 1, this.#source);
    for (let p = 0; p < this.pairs.count; p++) out[p] = background.increment[p]! - 2 * leak * y[p]!;
    this.#sourceOnly?.into(background, this.#source, y, out, -4 * leak, 1, -2 * leak, 1);
    this.#gOnly?.into(background, this.#source, y, out, -4 * leak, 1, -2 * leak, 1);
    if (exact === null) return;
    exact.hierarchy.couple(background, y);
    exact.rateInto(background, this.#source, y, out, leak);
  }

  /**
   * The state one layer of step ε² deeper.
   *
   * The closures of the paper take the explicit Euler step; with leak, c = 1 − κε² appears where it multiplies the
   * preactivation: V4⁺ = c⁴ V4 + c² ε² (χ V4 + V4 χᵀ + Σ), K1⁺ = c² K1 + ε² (χ K1 + ½ F'' : V4). `exact` is exact at
   * order 1/n for finite ε.
   */
  stepInto(y: Float64Array, out: Float64Array, step: number): void {
    const { leak } = this.#problem;
    const { background, exact } = this;
    const keep = 1 - leak * step;
    this.#evaluate(y);
    exchangeInto(this.pairs, y, background.increment, 1, this.#source);
    for (let p = 0; p < this.pairs.count; p++) out[p] = keep ** 2 * y[p]! + step * background.increment[p]!;
    this.#sourceOnly?.into(background, this.#source, y, out, keep ** 4, keep ** 2 * step, keep ** 2, step);
    this.#gOnly?.into(background, this.#source, y, out, keep ** 4, keep ** 2 * step, keep ** 2, step);
    if (exact === null) return;
    // K⁺K⁺ − c⁴ KK with K⁺ = c² K + ε² F, written without the difference of large terms.
    exchangeInto(this.pairs, background.increment, background.increment, 0.5 * step ** 2, this.#noise);
    for (let i = 0; i < this.#noise.length; i++) this.#noise[i]! += keep ** 2 * step * this.#source[i]!;
    exact.hierarchy.couple(background, y);
    exact.stepInto(background, this.#noise, y, out, leak, step);
  }

  /**
   * U1 = n (E[S] − E₂(K0)) at the state y, by pairs, of one closure (and cut, for `exact`): the source of K1 over C_W.
   */
  sourceInto(
    y: Float64Array,
    requests: readonly { readonly closure: Closure; readonly cut: number; readonly out: Float64Array }[],
  ): void {
    this.#evaluate(y);
    for (const { closure, cut, out } of requests) {
      for (let p = 0; p < this.pairs.count; p++) {
        out[p] = this.#meanSource(closure, cut, y, p) / this.#problem.weightVariance;
      }
    }
  }

  /**
   * Σ(K0) at the state y, packed, and the residual of the G-only V4 equation that `exact` predicts, for each cut.
   * @param step ε² by layers, 0 in continuous depth
   */
  residualInto(
    y: Float64Array,
    step: number,
    sigma: Float64Array,
    requests: readonly { readonly cut: number; readonly out: ResidualPrediction }[],
  ): void {
    const { exact, background } = this;
    this.#evaluate(y);
    exchangeInto(this.pairs, y, background.increment, 1, sigma);
    if (exact === null) return;
    exact.hierarchy.couple(background, y);
    for (const { cut, out } of requests) {
      residualBudgetInto(this, exact, y, sigma, cut, this.#problem.leak, step, out);
    }
  }

  #meanSource(closure: Closure, cut: number, y: Float64Array, p: number): number {
    if (closure === 'exact') return this.exact?.hierarchy.meanSource(this.background, y, cut, p) ?? Number.NaN;
    const part = closure === 'g-only' ? this.#gOnly : this.#sourceOnly;
    return part?.meanSource(this.background, y, p) ?? Number.NaN;
  }

  #evaluate(y: Float64Array): void {
    // K0 comes first in the state, so y itself can be read as the kernel.
    this.background.evaluate(y);
    if (this.#averages) this.exact?.hierarchy.weigh(y, this.#averages, this.#problem.weightVariance);
  }
}
