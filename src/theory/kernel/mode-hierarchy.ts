import type { KernelAverages } from './averages/kernel-averages.ts';
import type { Background } from './background.ts';
import type { CutLayout, KernelLayout } from './layout.ts';
import { ModeDrive } from './mode-drive.ts';
import type { ModeTable } from './mode-table.ts';
import { PairFrames } from './pair-frames.ts';
import type { PairTables } from './pairs.ts';

/**
 * The couplings of the exact theory at order 1/n, free of any time step: what both the rate and the layer map need.
 *
 *     C^γ_{p,k,i} = Σ_δ χ_{γδ} U^δ_{p,k,i} + X^γ_{p,k,i}                       n Cov(δQ_γ, M_{p,k,i}),  k ≠ 2
 *     D_{αγ} = Σ_δ χ_{αδ} V4_{δγ} + Σ_{k≠2} τ^α_k · U^γ_{α,k}                  n Cov(δQ_α, δG_γ), one for each cut
 *     K1 source = χ K1 + Σ_{k≥3} τ^α_k · m_{α,k}                              n (E[Q] − F)
 *
 * Tensors are read in the independent directions of their pair (`PairFrames`).
 */
export class ModeHierarchy {
  readonly frames: PairFrames;
  /** C by row γ, P × modes. */
  readonly couplings: Float64Array;
  /** D by cut, P × P row-major. */
  readonly transport: Float64Array[];
  /** τ by mode. */
  readonly weight: Float64Array;
  readonly #pairs: PairTables;
  readonly #modes: ModeTable;
  readonly #layout: KernelLayout;
  readonly #drive: ModeDrive;
  /** End of pair p's modes of rank ≤ cut order, at cut · P + p. */
  readonly #cutEnd: Int32Array;

  constructor(pairs: PairTables, modes: ModeTable, layout: KernelLayout) {
    this.#pairs = pairs;
    this.#modes = modes;
    this.#layout = layout;
    this.frames = new PairFrames(pairs);
    this.#drive = new ModeDrive(pairs, modes, this.frames);
    this.weight = this.#drive.weight;
    this.couplings = new Float64Array(pairs.count * modes.size);
    this.transport = layout.cuts.map(() => new Float64Array(pairs.count ** 2));
    this.#cutEnd = new Int32Array(layout.cuts.length * pairs.count);
    for (const [c, { order }] of layout.cuts.entries()) {
      for (let p = 0; p < pairs.count; p++) this.#cutEnd[c * pairs.count + p] = this.#endOf(p, order);
    }
  }

  /** Directions and τ at a kernel. */
  weigh(kernel: Float64Array, averages: KernelAverages, weightVariance: number): void {
    this.frames.evaluate(kernel);
    this.#drive.weigh(averages, weightVariance);
  }

  /** C and D at the state y, whose kernel was weighed last. */
  couple(background: Background, y: Float64Array): void {
    // K0 comes first in the state, so y itself can be read as the kernel.
    this.#drive.evaluate(y);
    this.#coupleModes(background, y);
    for (const [c, cut] of this.#layout.cuts.entries()) this.#transportInto(background, y, c, cut);
  }

  /** C of the rank-2 mode, D read in the directions of pair p: i = 0, 1, 2 into out (the last only for one input). */
  secondInto(cut: number, row: number, p: number, out: Float64Array): void {
    const d = this.transport[cut]!;
    const at = row * this.#pairs.count;
    const aa = this.#pairs.firstDiagonal[p]!;
    const { root, slope, rest } = this.frames;
    out[2] = (d[at + aa]! * Math.SQRT1_2) / root[p]! ** 2;
    out[0] = 0;
    out[1] = 0;
    if (aa === p || rest[p] === 0) return;
    const r = slope[p]!;
    const w = rest[p]!;
    const shear = d[at + p]! - r * d[at + aa]!;
    out[1] = shear / (root[p]! * w);
    out[0] = ((d[at + this.#pairs.secondDiagonal[p]!]! - r * (d[at + p]! + shear)) * Math.SQRT1_2) / (w * w);
  }

  /** Σ_{k≠2} τ^α_k · z_{α,k} over the modes of pair α up to a cut, for a row of modes z[from…]. */
  contract(cut: number, alpha: number, z: Float64Array, from: number): number {
    const end = this.#cutEnd[cut * this.#pairs.count + alpha]!;
    let sum = 0;
    for (let i = this.#beginOf(alpha); i < end; i++) sum += this.weight[i]! * z[from + i]!;
    return sum;
  }

  /** n (E[Q_α] − F_α) of a cut: χ K1 + Σ_{k≥3} τ · m. */
  meanSource(background: Background, y: Float64Array, cut: number, alpha: number): number {
    const { m, cuts, fourthStart } = this.#layout;
    const { K1, m4, order } = cuts[cut]!;
    let sum = background.response(alpha, y, K1) + this.contract(cut, alpha, y, m);
    const at = this.#modes.start[alpha * (this.#modes.order + 1) + 4]!;
    if (order >= 4) {
      const length = this.#pairs.firstDiagonal[alpha] === alpha ? 1 : 5;
      for (let i = 0; i < length; i++) sum += this.weight[at + i]! * y[m4 + fourthStart[alpha]! + i]!;
    }
    return sum;
  }

  #coupleModes(background: Background, y: Float64Array): void {
    const { count, firstDiagonal, secondDiagonal } = this.#pairs;
    const { size } = this.#modes;
    const { U } = this.#layout;
    const chi = background.susceptibility;
    const x = this.#drive.drive;
    const out = this.couplings;
    for (let g = 0; g < count; g++) {
      const own = U + g * size;
      const to = g * size;
      if (firstDiagonal[g] === g) {
        const c = chi[3 * g]!;
        for (let i = 0; i < size; i++) out[to + i] = x[to + i]! + c * y[own + i]!;
        continue;
      }
      const first = U + firstDiagonal[g]! * size;
      const second = U + secondDiagonal[g]! * size;
      const [c0, c1, c2] = [chi[3 * g]!, chi[3 * g + 1]!, chi[3 * g + 2]!];
      for (let i = 0; i < size; i++) {
        out[to + i] = x[to + i]! + c0 * y[first + i]! + c1 * y[own + i]! + c2 * y[second + i]!;
      }
    }
  }

  #transportInto(background: Background, y: Float64Array, cut: number, { V4 }: CutLayout): void {
    const { count, firstDiagonal, secondDiagonal, packed } = this.#pairs;
    const { size } = this.#modes;
    const { U } = this.#layout;
    const chi = background.susceptibility;
    const out = this.transport[cut]!;
    for (let a = 0; a < count; a++) {
      const cc = firstDiagonal[a]! * count;
      const dd = secondDiagonal[a]! * count;
      const single = firstDiagonal[a] === a;
      for (let g = 0; g < count; g++) {
        let sum = chi[3 * a]! * y[V4 + packed[cc + g]!]!;
        if (!single) {
          sum += chi[3 * a + 1]! * y[V4 + packed[a * count + g]!]! + chi[3 * a + 2]! * y[V4 + packed[dd + g]!]!;
        }
        out[a * count + g] = sum + this.contract(cut, a, y, U + g * size);
      }
    }
  }

  #beginOf(p: number): number {
    const { ranks, start, order } = this.#modes;
    return ranks.length === 0 ? 0 : start[p * (order + 1) + ranks[0]!]!;
  }

  #endOf(p: number, cutOrder: number): number {
    const { ranks, start, order } = this.#modes;
    const next = ranks.find((k) => k > cutOrder);
    if (next !== undefined) return start[p * (order + 1) + next]!;
    const last = ranks.at(-1);
    if (last === undefined) return 0;
    return start[p * (order + 1) + last]! + (this.#pairs.firstDiagonal[p] === p ? 1 : last + 1);
  }
}
