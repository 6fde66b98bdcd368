import type { Background } from './background.ts';
import type { KernelLayout } from './layout.ts';
import { ModeCarry } from './mode-carry.ts';
import type { ModeHierarchy } from './mode-hierarchy.ts';
import { ModeMotion } from './mode-motion.ts';
import { ModePairing } from './mode-pairing.ts';
import type { ModeTable } from './mode-table.ts';
import { PairFrames } from './pair-frames.ts';
import type { PairTables } from './pairs.ts';

/**
 * The exact theory at order 1/n, all Hermite modes up to k_max: its rate in continuous depth.
 *
 *     U'  = C − 2κ U + motion                       (the leak of the tensor and of its directions cancel)
 *     V4' = D + Dᵀ + Σ(K0) − 4κ V4
 *     m'  = pairing(C, D) + motion
 *     K1' = χ K1 + Σ_{k≥3} τ · m − 2κ K1
 *
 * All unknowns start at 0 but V4(0), which is the Wishart covariance: φ⁰ is exactly Gaussian.
 */
export class ExactClosure {
  readonly hierarchy: ModeHierarchy;
  readonly #pairs: PairTables;
  readonly #modes: ModeTable;
  readonly #layout: KernelLayout;
  readonly #pairing: ModePairing;
  readonly #motion: ModeMotion;
  readonly #after: PairFrames;
  readonly #carry: ModeCarry;
  readonly #increments: Float64Array;

  constructor(pairs: PairTables, modes: ModeTable, layout: KernelLayout, hierarchy: ModeHierarchy) {
    this.#pairs = pairs;
    this.#modes = modes;
    this.#layout = layout;
    this.hierarchy = hierarchy;
    this.#pairing = new ModePairing(pairs, modes, hierarchy);
    this.#motion = new ModeMotion(pairs, modes, hierarchy.frames);
    this.#after = new PairFrames(pairs);
    this.#carry = new ModeCarry(modes.order);
    this.#increments = new Float64Array(pairs.count ** 2);
  }

  /** Needs `hierarchy.couple` at y first. */
  rateInto(background: Background, source: Float64Array, y: Float64Array, out: Float64Array, leak: number): void {
    const { count } = this.#pairs;
    const { cuts, m, U, fourthStart } = this.#layout;
    const { ranks, start, order, size } = this.#modes;
    const { couplings, transport } = this.hierarchy;
    const motion = this.#motion;
    motion.evaluate(y, background.increment);
    for (const [c, cut] of cuts.entries()) {
      const d = transport[c]!;
      for (let p = 0, at = 0; p < count; p++) {
        for (let q = p; q < count; q++, at++) {
          out[cut.V4 + at] = d[p * count + q]! + d[q * count + p]! + source[at]! - 4 * leak * y[cut.V4 + at]!;
        }
        out[cut.K1 + p] = this.hierarchy.meanSource(background, y, c, p) - 2 * leak * y[cut.K1 + p]!;
        const to = cut.m4 + fourthStart[p]!;
        out.fill(0, to, to + (this.#single(p) ? 1 : 5));
        if (cut.order < 4) continue;
        this.#pairing.addFourth(c, p, 1, out, to);
        motion.addRank(p, 4, y, to, out, to);
      }
    }
    const rows = count * size;
    for (let i = 0; i < rows; i++) out[U + i] = couplings[i]! - 2 * leak * y[U + i]!;
    for (let g = 0; g < count; g++) motion.addAll(y, U + g * size, out, U + g * size);
    out.fill(0, m, m + size);
    for (let p = 0; p < count; p++) {
      for (const k of ranks) {
        if (k < 3 || k === 4) continue;
        const at = m + start[p * (order + 1) + k]!;
        this.#pairing.addRank(p, k, 1, out, at);
        motion.addRank(p, k, y, at, out, at);
      }
    }
  }

  /**
   * One layer of step ε² with c = 1 − κε²; needs `hierarchy.couple` at y first. K0⁺ and `noise`, the bracket
   * K⁺K⁺ − c⁴ KK of the Wishart covariance, must be given.
   *
   *     U⁺  = c^k (c² U + ε² C),   V4⁺ = c⁴ V4 + c² ε² (D + Dᵀ) + ε⁴ E + noise,   E = n Cov(δQ, δQ)
   *     m⁺  = c^k m + ε² c^{k−2} pairing(C, D) + ε⁴ Σ over the pairings of E  (k = 4 only)
   *     K1⁺ = c² K1 + ε² (χ K1 + Σ_{k≥3} τ · m)
   */
  stepInto(
    background: Background,
    noise: Float64Array,
    y: Float64Array,
    out: Float64Array,
    leak: number,
    step: number,
  ): void {
    const { count } = this.#pairs;
    const { cuts, m, U, fourthStart } = this.#layout;
    const { ranks, start, order, size } = this.#modes;
    const { couplings, transport } = this.hierarchy;
    const keep = 1 - leak * step;
    for (const [c, cut] of cuts.entries()) {
      const d = transport[c]!;
      const e = this.incrementCovariance(background, c);
      for (let p = 0, at = 0; p < count; p++) {
        for (let q = p; q < count; q++, at++) {
          out[cut.V4 + at] =
            keep ** 4 * y[cut.V4 + at]! +
            keep ** 2 * step * (d[p * count + q]! + d[q * count + p]!) +
            0.5 * step ** 2 * (e[p * count + q]! + e[q * count + p]!) +
            noise[at]!;
        }
        out[cut.K1 + p] = keep ** 2 * y[cut.K1 + p]! + step * this.hierarchy.meanSource(background, y, c, p);
        const from = cut.m4 + fourthStart[p]!;
        for (let i = 0; i < (this.#single(p) ? 1 : 5); i++) out[from + i] = keep ** 4 * y[from + i]!;
        if (cut.order < 4) continue;
        this.#pairing.addFourth(c, p, step * keep ** 2, out, from);
        this.#pairing.addSquare(e, p, step ** 2, out, from);
      }
    }
    for (let p = 0; p < count; p++) {
      for (const k of ranks) {
        const at = start[p * (order + 1) + k]!;
        const length = this.#single(p) ? 1 : k + 1;
        const power = keep ** k;
        for (let g = 0; g < count; g++) {
          for (let i = at + g * size; i < at + g * size + length; i++) {
            out[U + i] = power * (keep ** 2 * y[U + i]! + step * couplings[i]!);
          }
        }
        for (let i = m + at; i < m + at + length; i++) out[i] = power * y[i]!;
        if (k >= 3 && k !== 4) this.#pairing.addRank(p, k, step * keep ** (k - 2), out, m + at);
      }
    }
    this.#turn(out);
  }

  /** E_{αβ} = Σ_δ χ_{αδ} D_{βδ} + Σ_{k≠2} τ^α_k · C^β_{α,k}, P × P; symmetric although the formula does not show it. */
  incrementCovariance(background: Background, cut: number): Float64Array {
    const { count } = this.#pairs;
    const d = this.hierarchy.transport[cut]!;
    const e = this.#increments;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        e[a * count + b] =
          background.response(a, d, b * count) +
          this.hierarchy.contract(cut, a, this.hierarchy.couplings, b * this.#modes.size);
      }
    }
    return e;
  }

  /** Reads all tensors in the directions of the new kernel, which `out` begins with. */
  #turn(out: Float64Array): void {
    const { count } = this.#pairs;
    const { cuts, m, U, fourthStart } = this.#layout;
    const { ranks, start, order, size } = this.#modes;
    this.#after.evaluate(out);
    for (let p = 0; p < count; p++) {
      this.#carry.begin(this.hierarchy.frames, this.#after, p, this.#single(p));
      for (const k of ranks) {
        const at = start[p * (order + 1) + k]!;
        for (let g = 0; g < count; g++) this.#carry.apply(k, out, U + g * size + at);
        if (k === 4) for (const cut of cuts) this.#carry.apply(4, out, cut.m4 + fourthStart[p]!);
        else if (k >= 3) this.#carry.apply(k, out, m + at);
      }
    }
  }

  #single(p: number): boolean {
    return this.#pairs.firstDiagonal[p] === p;
  }
}
