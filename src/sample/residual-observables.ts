import { type InputPair, inputPairs } from '../model/ensemble.ts';
import type { ChainState } from './linear-chain.ts';
import { dot } from './neuron-arrays.ts';
import type { ObservableLayout, Observation } from './observables.ts';
import type { SamplingPlan } from './plan.ts';
import { type ResidualMoments, ResidualParts, residualMoments } from './residual-parts.ts';
import {
  coupledResidualSections,
  plainResidualSections,
  residualControls,
  residualParts,
} from './residual-sections.ts';

/**
 * Where Q is a function of G (identity activation) u is what rounding leaves, whose mean is not zero in units of its own
 * error: smaller than this, relative to what it is the difference of, it is taken to be 0 and controls nothing.
 */
const rounding = 2 ** -36;

/**
 * Writes one network's residual sections, layer by layer.
 *
 * Plain: moments of g and q as they are. Coupled: moments of the chain's linear response, g ≈ l and q ≈ q_lin, are replaced by
 * the average over its independent neurons,
 *
 *     n q gᵀ → n (q gᵀ − q_lin lᵀ) + (1/n) Σ_i q_i Y_iᵀ,   q_i = ζ_i + χ X_i,   q_lin = (1/n) Σ_i q_i
 *
 * and likewise n g gᵀ, n q qᵀ; where g and q stand alone l and q_lin are subtracted. Every mean stays what it was.
 */
export class ResidualObserver {
  readonly #plan: SamplingPlan;
  readonly #layout: ObservableLayout;
  readonly #pairs: readonly InputPair[];
  readonly #residual: ResidualParts;
  readonly #moments: ResidualMoments;
  /** u = q_lin − χ l, and q_lin. */
  readonly #unmoved: Float64Array;
  readonly #linear: Float64Array;
  /** q_i by neuron, P × n. */
  readonly #increment: Float64Array;
  readonly #parts = new Float64Array(residualParts.length);
  readonly #controls = new Float64Array(residualControls.length);

  constructor(plan: SamplingPlan, layout: ObservableLayout) {
    const { inputs, pairs, coupled } = layout;
    this.#plan = plan;
    this.#layout = layout;
    this.#pairs = inputPairs(inputs);
    this.#residual = new ResidualParts(plan, layout);
    this.#moments = residualMoments(layout);
    this.#unmoved = new Float64Array(pairs);
    this.#linear = new Float64Array(pairs);
    this.#increment = new Float64Array(coupled ? pairs * plan.ensemble.width : 0);
  }

  /**
   * Writes the residual sections of one depth into `out[start …]`. `seen` must be filled, and the chain have been observed
   * at this layer.
   * @returns false when anything is not finite
   */
  write(layer: number, seen: Observation, linear: ChainState | null, out: Float64Array, start: number): boolean {
    const { packed, offset } = this.#layout;
    this.#residual.begin(layer);
    this.#takeMoments(seen);
    let poison = 0;
    const parts = this.#parts;
    const plain = start + offset[plainResidualSections[0]!];
    for (let at = 0; at < packed; at++) {
      this.#residual.evaluate(at, this.#moments, parts);
      for (let i = 0, to = plain + at; i < parts.length; i++, to += 2 * packed) {
        out[to] = parts[i]!;
        out[to + packed] = parts[i]! * parts[i]!;
        poison += parts[i]! * parts[i]! * 0;
      }
    }
    if (linear) poison += this.#writeCoupled(layer, seen, linear, out, start);
    return poison === 0;
  }

  #takeMoments({ g, s }: Observation): void {
    const { pairs } = this.#layout;
    const { width, weightVariance } = this.#plan.ensemble;
    const moments = this.#moments;
    for (let p = 0; p < pairs; p++) {
      moments.g[p] = g[p]!;
      moments.q[p] = weightVariance * s[p]!;
    }
    for (let p = 0; p < pairs; p++) {
      const q = moments.q[p]!;
      for (let r = 0; r < pairs; r++) {
        moments.qg[p * pairs + r] = width * q * g[r]!;
        if (r < p) continue;
        const at = this.#residual.packed[p * pairs + r]!;
        moments.gg[at] = width * g[p]! * g[r]!;
        moments.qq[at] = width * q * moments.q[r]!;
      }
    }
  }

  #writeCoupled(layer: number, seen: Observation, linear: ChainState, out: Float64Array, start: number): number {
    const { packed, offset } = this.#layout;
    this.#observeIncrements(layer, linear);
    this.#couple(seen, linear);
    let poison = 0;
    const parts = this.#parts;
    const controls = this.#controls;
    const coupled = start + offset[coupledResidualSections[0]!];
    for (let at = 0; at < packed; at++) {
      this.#residual.evaluate(at, this.#moments, parts);
      this.#evaluateControls(seen, at);
      let to = coupled + at;
      for (let i = 0; i < parts.length; i++) {
        const part = parts[i]!;
        out[to] = part;
        out[to + packed] = part * part;
        poison += part * part * 0;
        to += 2 * packed;
        for (let j = 0; j < controls.length; j++, to += packed) out[to] = part * controls[j]!;
      }
      for (let i = 0; i < controls.length; i++) {
        const control = controls[i]!;
        out[to] = control;
        poison += control * control * 0;
        to += packed;
        for (let j = i; j < controls.length; j++, to += packed) out[to] = control * controls[j]!;
      }
    }
    return poison;
  }

  /** q_i of every neuron, and their mean. */
  #observeIncrements(layer: number, { activation, response }: ChainState): void {
    const { pairs } = this.#layout;
    const { width, weightVariance, biasVariance } = this.#plan.ensemble;
    const { increments } = this.#plan.chain;
    const q = this.#increment;
    for (let p = 0; p < pairs; p++) {
      const [a, b] = this.#pairs[p]!;
      const shift = biasVariance - increments[layer * pairs + p]!;
      let sum = 0;
      for (let i = 0; i < width; i++) {
        const own = weightVariance * activation[a * width + i]! * activation[b * width + i]! + shift;
        const value = own + this.#residual.response(p, response, i, width);
        q[p * width + i] = value;
        sum += value;
      }
      this.#linear[p] = sum / width;
    }
  }

  #couple({ l, neuronCovariance }: Observation, { deviation }: ChainState): void {
    const { pairs } = this.#layout;
    const { width } = this.#plan.ensemble;
    const moments = this.#moments;
    const q = this.#increment;
    for (let p = 0; p < pairs; p++) {
      const own = this.#linear[p]!;
      moments.g[p]! -= l[p]!;
      moments.q[p]! -= own;
      const moved = this.#residual.response(p, l, 0, 1);
      const unmoved = own - moved;
      this.#unmoved[p] = Math.abs(unmoved) > rounding * (Math.abs(own) + Math.abs(moved)) ? unmoved : 0;
      for (let r = 0; r < pairs; r++) {
        const i = p * pairs + r;
        moments.qg[i]! -= width * own * l[r]! - dot(q, p * width, deviation, r * width, width) / width;
        if (r < p) continue;
        const at = this.#residual.packed[i]!;
        moments.gg[at]! -= width * l[p]! * l[r]! - neuronCovariance[at]!;
        moments.qq[at]! -= width * own * this.#linear[r]! - dot(q, p * width, q, r * width, width) / width;
      }
    }
  }

  #evaluateControls({ l, gaussianExcess }: Observation, at: number): void {
    const { first, second } = this.#layout;
    const p = first[at]!;
    const r = second[at]!;
    const controls = this.#controls;
    controls[0] = gaussianExcess[at]!;
    controls[1] = l[p]!;
    controls[2] = l[r]!;
    controls[3] = this.#unmoved[p]!;
    controls[4] = this.#unmoved[r]!;
  }
}
