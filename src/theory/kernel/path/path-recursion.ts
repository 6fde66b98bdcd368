import type { Activation } from '../../../model/activation.ts';
import { TheoryError } from '../theory-error.ts';
import { twoTimeAverages } from './averages-of-activation.ts';
import type { TwoTimeAverages } from './two-time-averages.ts';

/** One input and its network. */
export interface PathProblem {
  /** K(0) > 0. */
  readonly initialVariance: number;
  readonly activation: Activation;
  /** C_W > 0, C_b, κ. */
  readonly weightVariance: number;
  readonly biasVariance: number;
  readonly leak: number;
  /** h = ε². */
  readonly step: number;
  /** Error of the Gaussian averages, relative. */
  readonly averageTolerance: number;
  /** Mehler's sums are cut at k ≤ modeOrder ≥ 2, like a mode hierarchy; left out, they are converged. */
  readonly modeOrder?: number;
}

/** A coefficient at the layer reached, with an error bound that follows from those of the Gaussian averages. */
export interface PathValue {
  readonly value: number;
  readonly error: number;
}

/**
 * The exact order 1/n of one input, layer by layer, from two-time averages along the infinite-width path φ̃ of a neuron:
 * no Hermite mode of the neurons is followed.
 *
 * With c = 1 − κh, g = c² + hχ, ζ^m = C_W σ(φ̃^m)² + C_b − F^m and the first-order response X^{ℓ+1} = g_ℓ X^ℓ + h ζ^ℓ, X⁰ = 0,
 *
 *     V4^ℓ = Var[(φ̃^ℓ)² + X^ℓ],   K1^{ℓ+1} = c² K1^ℓ + h C_W U1^ℓ
 *     C_W U1^ℓ = χ K1^ℓ + ½ F'' Var X^ℓ + Σ_{m<ℓ} U(ℓ,m) D(ℓ,m),   U(ℓ,m) = h g_{m+1} ⋯ g_{ℓ−1}
 *
 * where D(ℓ,m) = ½ C_W² Cov((σ²)''(φ̃^ℓ), σ²(φ̃^m)): a neuron's own part in the kernel that drives it. See the README of
 * this folder's parent, section *Path theory*. The work of layer ℓ is ℓ pairs; K and U of the layers passed are kept, no
 * L × L array. Errors propagate the averages' error estimates to first order, in absolute values, at the K0 computed.
 */
export class PathRecursion {
  readonly #problem: PathProblem;
  readonly #averages: TwoTimeAverages;
  /** c. */
  readonly #keep: number;
  #layer = 0;
  /** K0^m, m ≤ ℓ. */
  readonly #kernels: number[];
  /** U(ℓ,m) and its error, m < ℓ. */
  readonly #responses: number[] = [];
  readonly #responseErrors: number[] = [];
  #K1 = 0;
  #K1Error = 0;
  /** Var X^ℓ. */
  #variance = 0;
  #varianceError = 0;
  /** Cov((φ̃^ℓ)², X^ℓ). */
  #cross = 0;
  #crossError = 0;
  // Of the layer reached: Cov(X^ℓ, ζ^ℓ), Var ζ^ℓ, C_W U1^ℓ.
  #drive = 0;
  #driveError = 0;
  #noise = 0;
  #noiseError = 0;
  #source = 0;
  #sourceError = 0;

  /**
   * Starts at layer 0.
   * @throws TheoryError for C_W ≤ 0, a negative C_b, κ or ε², or fewer than two modes; RangeError for a bad K(0)
   */
  constructor(problem: PathProblem) {
    const { weightVariance, biasVariance, leak, step, modeOrder } = problem;
    if (!(weightVariance > 0)) {
      throw new TheoryError(`the theory needs a positive weight variance C_W; got ${weightVariance}`);
    }
    if (!(biasVariance >= 0 && leak >= 0 && step >= 0)) {
      throw new TheoryError(
        `bias variance, leak and step must not be negative; got ${biasVariance}, ${leak} and ${step}`,
      );
    }
    if (modeOrder !== undefined && !(Number.isInteger(modeOrder) && modeOrder >= 2)) {
      throw new TheoryError(`the path theory can be cut at a mode order of 2 or more; got ${modeOrder}`);
    }
    this.#problem = problem;
    this.#keep = 1 - leak * step;
    this.#averages = twoTimeAverages(problem.activation, problem.averageTolerance, modeOrder ?? null);
    this.#kernels = [problem.initialVariance];
    this.#arrive();
  }

  /** ℓ. */
  get layer(): number {
    return this.#layer;
  }

  /** K0^ℓ. */
  get K0(): number {
    return this.#kernels[this.#layer]!;
  }

  /** n Var(G). */
  get V4(): PathValue {
    return {
      value: 2 * this.K0 ** 2 + 2 * this.#cross + this.#variance,
      error: 2 * this.#crossError + this.#varianceError,
    };
  }

  /** n (E[G] − K0). */
  get K1(): PathValue {
    return { value: this.#K1, error: this.#K1Error };
  }

  /** n (E[S] − E[σ²]), the source of K1 over C_W. */
  get U1(): PathValue {
    const { weightVariance } = this.#problem;
    return { value: this.#source / weightVariance, error: this.#sourceError / weightVariance };
  }

  /** Largest error estimate of a one-time average met so far, relative. */
  get averageError(): number {
    return this.#averages.error;
  }

  /** Goes one layer deeper. @throws RangeError when a variance stops being finite or σ grows too fast for it */
  advance(): void {
    const { step, weightVariance, biasVariance } = this.#problem;
    const { square, slope, slopeError } = this.#averages.layer;
    const kept = this.#keep ** 2;
    const kernel = this.K0;
    const chi = weightVariance * slope;
    const chiError = weightVariance * slopeError;
    const growth = kept + step * chi;
    const growthError = step * chiError;

    this.#K1Error = kept * this.#K1Error + step * this.#sourceError;
    this.#K1 = kept * this.#K1 + step * this.#source;
    this.#crossError =
      kept * (growth * this.#crossError + growthError * Math.abs(this.#cross) + 2 * step * kernel ** 2 * chiError);
    this.#cross = kept * (growth * this.#cross + 2 * step * chi * kernel ** 2);
    this.#varianceError =
      growth ** 2 * this.#varianceError +
      2 * growth * growthError * this.#variance +
      2 * step * (growth * this.#driveError + growthError * Math.abs(this.#drive)) +
      step ** 2 * this.#noiseError;
    this.#variance = growth ** 2 * this.#variance + 2 * step * growth * this.#drive + step ** 2 * this.#noise;

    const responses = this.#responses;
    const errors = this.#responseErrors;
    for (let m = 0; m < this.#layer; m++) {
      errors[m] = growth * errors[m]! + growthError * responses[m]!;
      responses[m]! *= growth;
    }
    responses.push(step);
    errors.push(0);
    this.#kernels.push(kept * kernel + step * (weightVariance * square + biasVariance));
    this.#layer++;
    this.#arrive();
  }

  /** Averages of the layer reached, alone and with every layer before it. */
  #arrive(): void {
    const averages = this.#averages;
    const kernels = this.#kernels;
    const responses = this.#responses;
    const errors = this.#responseErrors;
    const { pair } = averages;
    const layer = this.#layer;
    const kernel = this.K0;
    const keep = this.#keep;
    averages.addLayer(kernel);
    let drive = 0;
    let driveError = 0;
    let self = 0;
    let selfError = 0;
    for (let m = 0; m < layer; m++) {
      // K^ℓ ≥ c^{2(ℓ−m)} K^m: anything above 1 is rounding.
      const correlation = (keep === 1 ? 1 : keep ** (layer - m)) * Math.sqrt(kernels[m]! / kernel);
      averages.evaluatePair(m, Math.min(1, Math.max(-1, correlation)));
      const response = responses[m]!;
      const error = errors[m]!;
      drive += response * pair.covariance;
      driveError += response * pair.covarianceError + error * Math.abs(pair.covariance);
      self += response * pair.response;
      selfError += response * pair.responseError + error * Math.abs(pair.response);
    }
    averages.evaluatePair(layer, 1);
    const w = this.#problem.weightVariance;
    this.#drive = w * w * drive;
    this.#driveError = w * w * driveError;
    this.#noise = w * w * pair.covariance;
    this.#noiseError = w * w * pair.covarianceError;
    const { slope, slopeError, curvature, curvatureError } = averages.layer;
    this.#source = w * (slope * this.#K1 + 0.5 * curvature * this.#variance + w * self);
    this.#sourceError =
      w *
      (Math.abs(slope) * this.#K1Error +
        slopeError * Math.abs(this.#K1) +
        0.5 * (Math.abs(curvature) * this.#varianceError + curvatureError * this.#variance) +
        w * selfError);
  }
}
