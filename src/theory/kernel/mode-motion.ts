import type { ModeTable } from './mode-table.ts';
import type { PairFrames } from './pair-frames.ts';
import type { PairTables } from './pairs.ts';

/**
 * How tensors read in the directions of each pair change because the directions do.
 *
 * With K' = F (a leak scales all directions alike and cancels against the leak of the tensors themselves)
 *
 *     v' = −½ λ v,   w' = −½ μ w − ν v,   λ = F_aa / K_aa,  μ = s' / s,  ν = (F_ab − r F_aa) / √(K_aa s),
 *     x'_{k,i} = … − ½ (i λ + (k − i) μ) x_{k,i} − ν √((i + 1)(k − i)) x_{k,i+1}.
 */
export class ModeMotion {
  readonly #pairs: PairTables;
  readonly #modes: ModeTable;
  readonly #frames: PairFrames;
  readonly #lambda: Float64Array;
  readonly #mu: Float64Array;
  readonly #nu: Float64Array;

  constructor(pairs: PairTables, modes: ModeTable, frames: PairFrames) {
    this.#pairs = pairs;
    this.#modes = modes;
    this.#frames = frames;
    this.#lambda = new Float64Array(pairs.count);
    this.#mu = new Float64Array(pairs.count);
    this.#nu = new Float64Array(pairs.count);
  }

  /** Sets λ, μ, ν of every pair. */
  evaluate(kernel: Float64Array, increment: Float64Array): void {
    const { count, firstDiagonal, secondDiagonal } = this.#pairs;
    const { root, slope, rest } = this.#frames;
    for (let p = 0; p < count; p++) {
      const aa = firstDiagonal[p]!;
      this.#lambda[p] = increment[aa]! / kernel[aa]!;
      const w = rest[p]!;
      if (w === 0) continue;
      const r = slope[p]!;
      const shear = increment[p]! - r * increment[aa]!;
      this.#mu[p] = (increment[secondDiagonal[p]!]! - r * (increment[p]! + shear)) / (w * w);
      this.#nu[p] = shear / (root[p]! * w);
    }
  }

  /** Adds the motion of one rank-k tensor of pair p, x[from…], to rate[to…]. */
  addRank(p: number, k: number, x: Float64Array, from: number, rate: Float64Array, to: number): void {
    const lambda = this.#lambda[p]!;
    if (this.#pairs.firstDiagonal[p] === p) {
      rate[to]! -= 0.5 * k * lambda * x[from]!;
      return;
    }
    if (this.#frames.rest[p] === 0) {
      rate[to + k]! -= 0.5 * k * lambda * x[from + k]!;
      return;
    }
    const mu = this.#mu[p]!;
    const nu = this.#nu[p]!;
    for (let i = 0; i < k; i++) {
      rate[to + i]! -=
        0.5 * (i * lambda + (k - i) * mu) * x[from + i]! + nu * Math.sqrt((i + 1) * (k - i)) * x[from + i + 1]!;
    }
    rate[to + k]! -= 0.5 * k * lambda * x[from + k]!;
  }

  /** Adds the motion of all modes of a row x[from…] to rate[to…]. */
  addAll(x: Float64Array, from: number, rate: Float64Array, to: number): void {
    const { ranks, start, order } = this.#modes;
    for (let p = 0; p < this.#pairs.count; p++) {
      for (const k of ranks) {
        const at = start[p * (order + 1) + k]!;
        this.addRank(p, k, x, from + at, rate, to + at);
      }
    }
  }
}
