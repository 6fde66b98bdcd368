import { triangleIndex, triangleSize } from '../../numeric/mehler.ts';
import type { KernelAverages } from './averages/kernel-averages.ts';
import { Background } from './background.ts';
import type { PairTables } from './pairs.ts';

/**
 * The background with converged averages.
 *
 *     χ_{γ,cc} = ½ C_W E[σ''_c σ_d],  χ_{γ,cd} = C_W E[σ'_c σ'_d],  χ_{γ,dd} = ½ C_W E[σ_c σ''_d];   c = d: χ = ½ C_W E[(σ²)'']
 *
 * from ∂/∂K_cc = ½ ∂_c², ∂/∂K_cd = ∂_c ∂_d (Price's theorem); F'' likewise.
 */
export class ConvergedBackground extends Background {
  readonly #pairs: PairTables;
  readonly #averages: KernelAverages;
  readonly #weightVariance: number;
  readonly #biasVariance: number;

  constructor(pairs: PairTables, averages: KernelAverages, weightVariance: number, biasVariance: number) {
    super(pairs, averages.request.derivativeOrder >= 4);
    this.#pairs = pairs;
    this.#averages = averages;
    this.#weightVariance = weightVariance;
    this.#biasVariance = biasVariance;
  }

  evaluate(kernel: Float64Array): void {
    this.averageError = Math.max(this.averageError, this.#averages.evaluate(kernel));
    const { count, first, second } = this.#pairs;
    for (let p = 0; p < count; p++) {
      if (first[p] === second[p]) this.#diagonal(kernel, p);
      else this.#offDiagonal(kernel, p);
    }
  }

  #diagonal(kernel: Float64Array, p: number): void {
    const { single, singleOrder } = this.#averages;
    const at = this.#pairs.first[p]! * (singleOrder + 1);
    const variance = kernel[p]!;
    this.increment[p] = this.#weightVariance * single[at]! + this.#biasVariance;
    this.susceptibility[3 * p] = (this.#weightVariance * single[at + 2]! * Math.SQRT2) / (2 * variance);
    if (this.curvature.length > 0) {
      this.curvature[6 * p] = (this.#weightVariance * single[at + 4]! * Math.sqrt(24)) / (4 * variance ** 2);
    }
  }

  #offDiagonal(kernel: Float64Array, p: number): void {
    const { derivatives, request } = this.#averages;
    const { firstDiagonal, secondDiagonal } = this.#pairs;
    const at = p * triangleSize(request.derivativeOrder);
    const c = kernel[firstDiagonal[p]!]!;
    const d = kernel[secondDiagonal[p]!]!;
    const cd = Math.sqrt(c * d);
    const w = this.#weightVariance;
    this.increment[p] = w * derivatives[at]! + this.#biasVariance;
    const second = at + triangleIndex(2, 0);
    const chi = this.susceptibility;
    chi[3 * p] = (w * derivatives[second + 2]! * Math.SQRT1_2) / c;
    chi[3 * p + 1] = (w * derivatives[second + 1]!) / cd;
    chi[3 * p + 2] = (w * derivatives[second]! * Math.SQRT1_2) / d;
    if (this.curvature.length === 0) return;
    const fourth = at + triangleIndex(4, 0);
    const out = this.curvature;
    const root6 = Math.sqrt(6);
    out[6 * p] = (w * derivatives[fourth + 4]! * 2 * root6) / (4 * c * c);
    out[6 * p + 1] = (w * derivatives[fourth + 3]! * root6) / (2 * c * cd);
    out[6 * p + 2] = (w * derivatives[fourth + 2]!) / (2 * c * d);
    out[6 * p + 3] = (w * derivatives[fourth + 2]! * 2) / (c * d);
    out[6 * p + 4] = (w * derivatives[fourth + 1]! * root6) / (2 * d * cd);
    out[6 * p + 5] = (w * derivatives[fourth]! * 2 * root6) / (4 * d * d);
  }
}
