import { inputPairs, pairIndex } from '../../../model/ensemble.ts';
import type { Correlation } from '../../../numeric/correlation.ts';
import { piecewiseLinearProduct } from '../../../numeric/mean-product/closed-forms.ts';
import { triangleIndex, triangleSize } from '../../../numeric/mehler.ts';
import { kernelCorrelationInto } from '../correlation.ts';
import { TheoryError } from '../theory-error.ts';
import { AngularModes } from './angular-modes.ts';
import type { AveragesRequest, KernelAverages } from './kernel-averages.ts';

const density = 1 / Math.sqrt(2 * Math.PI);

/**
 * Averages of σ(u) = u for u > 0, s u for u < 0, in closed form: ReLU (s = 0), leaky ReLU, identity (s = 1).
 *
 * With σ = s u + (1 − s) u₊ a product is s² u_c u_d + s (1 − s)(u_c u₊_d + u₊_c u_d) + (1 − s)² u₊_c u₊_d. Every average
 * is √(K_cc K_dd) times a function of ρ. Derivatives are taken in the sense of distributions: E[σ''_c σ''_d] is the
 * density at the origin, (1 − s)² / (2π √(1 − ρ²)) in these units, which truly diverges for ρ → ±1. The mean product
 * itself is `piecewiseLinearProduct`.
 */
export class PiecewiseLinearAverages implements KernelAverages {
  readonly request: AveragesRequest;
  readonly single: Float64Array;
  readonly singleOrder: number;
  readonly derivatives: Float64Array;
  readonly modes: Float64Array;
  readonly #slope: number;
  readonly #pairs: readonly (readonly [number, number])[];
  readonly #unitSingle: Float64Array;
  readonly #angular: AngularModes;
  readonly #correlation: Correlation = { rho: 0, deviation: 1 };

  /** @param slope s, for negative arguments */
  constructor(slope: number, request: AveragesRequest) {
    const { inputs, derivativeOrder, modeOrder } = request;
    this.request = request;
    this.#slope = slope;
    this.#pairs = inputPairs(inputs);
    this.singleOrder = Math.max(derivativeOrder, modeOrder);
    this.#unitSingle = squareCoefficients(slope, this.singleOrder);
    this.#angular = new AngularModes(slope, inputs > 1 ? modeOrder : 0);
    this.single = new Float64Array(inputs * (this.singleOrder + 1));
    this.derivatives = new Float64Array(this.#pairs.length * triangleSize(derivativeOrder));
    this.modes = new Float64Array(modeOrder > 0 ? this.#pairs.length * triangleSize(modeOrder) : 0);
  }

  evaluate(kernel: Float64Array): number {
    const { inputs, derivativeOrder, modeOrder } = this.request;
    for (let p = 0; p < this.#pairs.length; p++) {
      const [c, d] = this.#pairs[p]!;
      const kcc = kernel[pairIndex(inputs, c, c)]!;
      const kdd = kernel[pairIndex(inputs, d, d)]!;
      if (!(kcc > 0 && kcc < Infinity))
        throw new RangeError(`a Gaussian average needs a positive finite variance; got ${kcc}`);
      if (c === d) {
        const at = c * (this.singleOrder + 1);
        for (let k = 0; k <= this.singleOrder; k++) this.single[at + k] = kcc * this.#unitSingle[k]!;
        continue;
      }
      kernelCorrelationInto(kcc, kdd, kernel[p]!, this.#correlation);
      const unit = Math.sqrt(kcc * kdd);
      this.#derivativesInto(unit, p * triangleSize(derivativeOrder));
      const { rho, deviation } = this.#correlation;
      if (modeOrder > 0) this.#angular.into(rho, deviation, unit, this.modes, p * triangleSize(modeOrder));
    }
    return 0;
  }

  #derivativesInto(unit: number, offset: number): void {
    const { rho, deviation } = this.#correlation;
    const both = this.#slope ** 2;
    const mixed = this.#slope * (1 - this.#slope);
    const positive = (1 - this.#slope) ** 2;
    const out = this.derivatives;
    const angle = Math.atan2(deviation, rho);
    const set = (k: number, j: number, linear: number, cross: number, rectified: number, root: number) => {
      const value = both * linear + mixed * cross + (positive === 0 ? 0 : positive * rectified);
      out[offset + triangleIndex(k, j)] = (unit * value) / root;
    };
    out[offset] = unit * piecewiseLinearProduct(this.#slope, rho, deviation);
    for (const j of [0, 1]) set(1, j, 0, density * (1 + rho), 0.5 * density * (1 + rho), 1);
    for (const j of [0, 2]) set(2, j, 0, 0, deviation * density ** 2, Math.SQRT2);
    set(2, 1, 1, 1, (Math.PI - angle) / (2 * Math.PI), 1);
    if (this.request.derivativeOrder < 4) return;
    if (deviation === 0 && positive !== 0) {
      throw new TheoryError(
        `E[σ''(u_c) σ''(u_d)] is infinite for a σ with a corner at inputs of correlation ${rho}: ` +
          'leave out one of the two inputs, or ask for the closure "exact" only',
      );
    }
    for (const j of [1, 2]) set(3, j, 0, density, 0.5 * density, Math.SQRT2);
    for (const j of [0, 3]) set(3, j, 0, -rho * density, -0.5 * rho * density, Math.sqrt(6));
    for (const j of [0, 4]) set(4, j, 0, 0, (density ** 2 * (2 * rho * rho - 1)) / deviation, Math.sqrt(24));
    for (const j of [1, 3]) set(4, j, 0, 0, (-(density ** 2) * rho) / deviation, Math.sqrt(6));
    set(4, 2, 0, 0, density ** 2 / deviation, 2);
  }
}

/**
 * β_k = E[σ(z)² h_k(z)] for σ² = s² z² + (1 − s²) z₊²; from k = 3 on (z₊²)''' = 2δ gives 2 h_{k−3}(0) / √(2π k (k−1) (k−2)).
 */
function squareCoefficients(slope: number, order: number): Float64Array {
  const beta = new Float64Array(order + 1);
  const corner = 1 - slope * slope;
  beta[0] = slope * slope + 0.5 * corner;
  beta[1] = 2 * density * corner;
  beta[2] = Math.SQRT2 * (slope * slope + 0.5 * corner);
  let atOrigin = 1;
  for (let k = 3; k <= order; k += 2) {
    beta[k] = (2 * density * corner * atOrigin) / Math.sqrt(k * (k - 1) * (k - 2));
    atOrigin *= -Math.sqrt((k - 2) / (k - 1));
  }
  return beta;
}
