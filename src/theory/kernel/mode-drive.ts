import { triangleIndex, triangleSize } from '../../numeric/mehler.ts';
import { SymmetricPower } from '../../numeric/symmetric-power.ts';
import type { KernelAverages } from './averages/kernel-averages.ts';
import type { ModeTable } from './mode-table.ts';
import type { PairFrames } from './pair-frames.ts';
import type { PairTables } from './pairs.ts';

/**
 * What the increments of Q and the modes have in common directly, in the independent directions of each pair:
 *
 *     τ^γ_{k,i} = C_W E[σ_c σ_d h_i(z₁) h_{k−i}(z₂)]                        δQ_γ = Σ_k Σ_i τ^γ_{k,i} M_{γ,k,i}
 *     X^γ_{p,k,i} = Σ_n S^k_{i,n}(R) τ^γ_{k,n} = n Cov(one neuron's Q_γ, its h_i(z₁) h_{k−i}(z₂) of pair p)
 *
 * S^k(R) is the k-th symmetric power of the overlap R of the two pairs' directions.
 */
export class ModeDrive {
  /** τ by mode (pair p of the mode = γ). */
  readonly weight: Float64Array;
  /** X, P × modes: row γ. */
  readonly drive: Float64Array;
  readonly #pairs: PairTables;
  readonly #modes: ModeTable;
  readonly #frames: PairFrames;
  readonly #power: SymmetricPower;
  readonly #binomial: Float64Array;
  readonly #firstPowers: Float64Array;
  readonly #secondPowers: Float64Array;

  constructor(pairs: PairTables, modes: ModeTable, frames: PairFrames) {
    this.#pairs = pairs;
    this.#modes = modes;
    this.#frames = frames;
    this.#power = new SymmetricPower(modes.order);
    this.#binomial = binomialRoots(modes.order);
    this.#firstPowers = new Float64Array(modes.order + 1);
    this.#secondPowers = new Float64Array(modes.order + 1);
    this.weight = new Float64Array(modes.size);
    this.drive = new Float64Array(pairs.count * modes.size);
  }

  /** Sets τ from the averages at a kernel. */
  weigh(averages: KernelAverages, weightVariance: number): void {
    for (let p = 0; p < this.#pairs.count; p++) this.#weighPair(averages, weightVariance, p);
  }

  /** Sets X from τ; the frames must stand at the same kernel. */
  evaluate(kernel: Float64Array): void {
    const { count, first, second } = this.#pairs;
    for (let p = 0; p < count; p++) {
      this.#own(p);
      for (let q = p + 1; q < count; q++) {
        const single = first[p] === second[p];
        if (first[q] === second[q]) {
          this.#frames.overlapOf(kernel, p, q);
          if (single) this.#betweenSingles(p, q);
          else this.#betweenPairAndSingle(p, q);
        } else if (single) {
          this.#frames.overlapOf(kernel, q, p);
          this.#betweenPairAndSingle(q, p);
        } else {
          this.#frames.overlapOf(kernel, p, q);
          this.#betweenPairs(p, q);
        }
      }
    }
  }

  #weighPair(averages: KernelAverages, weightVariance: number, p: number): void {
    const { ranks, start, order } = this.#modes;
    const { first, second } = this.#pairs;
    for (const k of ranks) {
      const at = start[p * (order + 1) + k]!;
      if (first[p] === second[p]) {
        this.weight[at] = weightVariance * averages.single[first[p]! * (averages.singleOrder + 1) + k]!;
      } else {
        const from = p * triangleSize(order) + triangleIndex(k, 0);
        for (let i = 0; i <= k; i++) this.weight[at + i] = weightVariance * averages.modes[from + i]!;
      }
    }
  }

  #own(p: number): void {
    const { ranks, start, order, size } = this.#modes;
    for (const k of ranks) {
      const at = start[p * (order + 1) + k]!;
      const length = this.#pairs.first[p] === this.#pairs.second[p] ? 1 : k + 1;
      for (let i = at; i < at + length; i++) this.drive[p * size + i] = this.weight[i]!;
    }
  }

  #betweenSingles(p: number, q: number): void {
    const { ranks, start, order, size } = this.#modes;
    const rho = this.#frames.overlap[0]!;
    for (const k of ranks) {
      const atP = start[p * (order + 1) + k]!;
      const atQ = start[q * (order + 1) + k]!;
      const power = rho ** k;
      this.drive[q * size + atP] = power * this.weight[atQ]!;
      this.drive[p * size + atQ] = power * this.weight[atP]!;
    }
  }

  #betweenPairAndSingle(p: number, q: number): void {
    const { ranks, start, order, size } = this.#modes;
    const { overlap } = this.#frames;
    powersInto(overlap[0]!, this.#firstPowers);
    powersInto(overlap[2]!, this.#secondPowers);
    for (const k of ranks) {
      const atP = start[p * (order + 1) + k]!;
      const atQ = start[q * (order + 1) + k]!;
      const weight = this.weight[atQ]!;
      let sum = 0;
      for (let i = 0; i <= k; i++) {
        const share = this.#binomial[triangleIndex(k, i)]! * this.#firstPowers[i]! * this.#secondPowers[k - i]!;
        this.drive[q * size + atP + i] = share * weight;
        sum += share * this.weight[atP + i]!;
      }
      this.drive[p * size + atQ] = sum;
    }
  }

  #betweenPairs(p: number, q: number): void {
    const { start, order, size } = this.#modes;
    const { overlap } = this.#frames;
    const { drive, weight } = this;
    this.#power.begin(overlap[0]!, overlap[1]!, overlap[2]!, overlap[3]!);
    for (let k = 1; k <= order; k++) {
      this.#power.next();
      const atP = start[p * (order + 1) + k]!;
      const atQ = start[q * (order + 1) + k]!;
      if (atP < 0) continue;
      const { matrix, stride } = this.#power;
      const toP = q * size + atP;
      const toQ = p * size + atQ;
      drive.fill(0, toQ, toQ + k + 1);
      for (let i = 0; i <= k; i++) {
        const own = weight[atP + i]!;
        const row = i * stride;
        let sum = 0;
        for (let n = 0; n <= k; n++) {
          const s = matrix[row + n]!;
          sum += s * weight[atQ + n]!;
          drive[toQ + n]! += s * own;
        }
        drive[toP + i] = sum;
      }
    }
  }
}

function powersInto(base: number, out: Float64Array): void {
  out[0] = 1;
  for (let i = 1; i < out.length; i++) out[i] = out[i - 1]! * base;
}

/** √C(k, i) at triangleIndex(k, i). */
function binomialRoots(order: number): Float64Array {
  const roots = new Float64Array(triangleSize(order));
  for (let k = 0; k <= order; k++) {
    roots[triangleIndex(k, 0)] = 1;
    for (let i = 1; i <= k; i++)
      roots[triangleIndex(k, i)] = roots[triangleIndex(k, i - 1)]! * Math.sqrt((k - i + 1) / i);
  }
  return roots;
}
