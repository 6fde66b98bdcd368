import { SymmetricPower } from '../../numeric/symmetric-power.ts';
import type { PairFrames } from './pair-frames.ts';

/**
 * A finite step: reads rank-k tensors given in one kernel's directions of a pair in those of another kernel,
 *
 *     v⁺ = √(K_aa / K⁺_aa) v,   w⁺ = ((r − r⁺) √K_aa v + √s w) / √s⁺,   x⁺ = S^k(T) x
 *
 * with T the 2 × 2 matrix of these coefficients. Exact, also when the pair was collinear before.
 */
export class ModeCarry {
  readonly #power: SymmetricPower;
  readonly #scratch: Float64Array;
  #single = true;
  #scale = 1;
  #reached = 0;

  constructor(order: number) {
    this.#power = new SymmetricPower(order);
    this.#scratch = new Float64Array(order + 1);
  }

  /** Prepares for the tensors of pair p; `apply` must then be called with k ascending. */
  begin(before: PairFrames, after: PairFrames, p: number, single: boolean): void {
    this.#single = single;
    this.#scale = before.root[p]! / after.root[p]!;
    this.#reached = 0;
    const w = after.rest[p]! > 0 ? 1 / after.rest[p]! : 0;
    const shear = (before.slope[p]! - after.slope[p]!) * before.root[p]! * w;
    this.#power.begin(this.#scale, 0, shear, before.rest[p]! * w);
  }

  /** Carries the tensor x[at…] of rank k over, in place. */
  apply(k: number, x: Float64Array, at: number): void {
    if (this.#single) {
      x[at]! *= this.#scale ** k;
      return;
    }
    for (; this.#reached < k; this.#reached++) this.#power.next();
    const { matrix, stride } = this.#power;
    for (let i = 0; i <= k; i++) {
      let sum = 0;
      // T is lower triangular, so row i of S^k reaches columns n ≥ i only.
      for (let n = i; n <= k; n++) sum += matrix[i * stride + n]! * x[at + n]!;
      this.#scratch[i] = sum;
    }
    for (let i = 0; i <= k; i++) x[at + i] = this.#scratch[i]!;
  }
}
