import type { Activation } from '../../../model/activation.ts';
import { choleskyInto, type FactorReport } from '../../../numeric/cholesky.ts';
import { hasZeroColumn, whiten } from '../../increments.ts';
import { LinearChain } from '../../linear-chain.ts';
import { conditionalCovarianceInto } from '../../neuron-arrays.ts';
import type { SamplingPlan } from '../../plan.ts';
import type { WeightDraws } from './draws.ts';

/**
 * Relative size below which a pivot of Q is rounding noise of float32 rows: a dependent direction of σ(φ) keeps relative
 * residues of a few 2⁻²⁴ by neuron, so a pivot of a few 2⁻⁴⁸ to 2⁻⁴⁴. A direction that is truly so small moves no kernel.
 */
const relativePivot = 2 ** -42;

/**
 * The infinite-width chain beside one network of the tensors, in float64 on the host. The increment rows W σ + b of the tensors
 * become normals by Z = rows L⁻ᵀ, L Lᵀ = Q = C_W S + C_b, with S summed in float64 from the float32 values of σ: what is left
 * of Z's error is the rounding of the rows, not of their products.
 */
export class CoupledChain {
  readonly linear: LinearChain;
  readonly #plan: SamplingPlan;
  readonly #activation: Activation;
  readonly #completion: Float64Array;
  readonly #covariance: Float64Array;
  readonly #factor: Float64Array;

  /** @throws RangeError as `LinearChain`. */
  constructor(plan: SamplingPlan, activation: Activation) {
    const { inputs } = plan.chain;
    const cells = inputs * plan.ensemble.width;
    this.#plan = plan;
    this.#activation = activation;
    this.linear = new LinearChain(plan.ensemble, plan.chain);
    this.#completion = new Float64Array(cells);
    this.#covariance = new Float64Array(inputs * inputs);
    this.#factor = new Float64Array(inputs * inputs);
  }

  /** @param initial φ⁰, N × n */
  begin(initial: Float64Array): void {
    this.linear.begin(initial);
    this.#activate();
  }

  /**
   * One layer, from the network's S by pairs and its increment rows (N × n), which become Z.
   * When the factor fails the chain stays where it is.
   */
  step(layer: number, products: Float64Array, rows: Float64Array, draws: WeightDraws): FactorReport {
    const { inputs } = this.#plan.chain;
    const { width, weightVariance, biasVariance } = this.#plan.ensemble;
    conditionalCovarianceInto(products, weightVariance, biasVariance, inputs, this.#covariance);
    const report = choleskyInto(this.#covariance, this.#factor, inputs, relativePivot);
    if (report.failed) return report;
    if (hasZeroColumn(this.#factor, inputs)) draws.completionInto(this.#completion);
    whiten(rows, this.#factor, this.#completion, inputs, width);
    this.linear.step(layer, rows);
    this.#activate();
    return report;
  }

  #activate(): void {
    const { preactivation, activation } = this.linear;
    this.#activation.into(preactivation, activation, 0, preactivation.length);
  }
}
