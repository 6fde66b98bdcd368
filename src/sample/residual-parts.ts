import { inputPairs, packedIndex, pairIndex } from '../model/ensemble.ts';
import type { ObservableLayout } from './observables.ts';
import type { SamplingPlan } from './plan.ts';

/** Moments of one network at one layer about K0 and F: g = G − K0, q = Q − F(K0). With the chain, less what has mean zero. */
export interface ResidualMoments {
  /** g and q where they stand alone, by pairs. */
  readonly g: Float64Array;
  readonly q: Float64Array;
  /** n q gᵀ, P × P. */
  readonly qg: Float64Array;
  /** n g gᵀ and n q qᵀ, packed. */
  readonly gg: Float64Array;
  readonly qq: Float64Array;
}

export function residualMoments({ pairs, packed }: ObservableLayout): ResidualMoments {
  const byPair = () => new Float64Array(pairs);
  const byPacked = () => new Float64Array(packed);
  return { g: byPair(), q: byPair(), qg: new Float64Array(pairs ** 2), gg: byPacked(), qq: byPacked() };
}

/**
 * One network's share of the residual of the V4 equation at one layer.
 *
 * Given φ^ℓ, n G^{ℓ+1} is a non-central Wishart matrix, so the average over the next increment is taken exactly; with
 * c = 1 − κε² and D = n Cov(Q, G),
 *
 *     V4^{ℓ+1} = c⁴ V4 + c² ε² (D + Dᵀ) + ε⁴ n Cov(Q, Q) + c² ε² E[Σ(G, Q)] + ε⁴ E[Q_ac Q_bd + Q_ad Q_bc],
 *     Σ(G, Q) = G_ac Q_bd + G_ad Q_bc + G_bc Q_ad + G_bd Q_ac
 *
 * (conditional Gaussianity: Kawase & Ota, arXiv 2604.15742). Less the closure's right-hand side at the same V4 this leaves
 * R = transport + source + step:
 *
 *     transport = D + Dᵀ − χ V4 − V4 χᵀ
 *     source    = E[Σ(G, Q)] − Σ(K0, F)
 *     step      = (c² − 1)(D + Dᵀ + E[Σ(G, Q)]) + ε² (n Cov(Q, Q) + E[Q_ac Q_bd + Q_ad Q_bc]) + ((c⁴ − 1)/ε² + 4κ) V4
 *
 * Here with raw second moments about K0 and F; the products of the means are left to the estimate.
 */
export class ResidualParts {
  /** Packed position of {p, r} at p · P + r. */
  readonly packed: Int32Array;
  readonly #plan: SamplingPlan;
  readonly #layout: ObservableLayout;
  /** Pair indices of (a, a) and (b, b) for each pair (a, b). */
  readonly #ownFirst: Int32Array;
  readonly #ownSecond: Int32Array;
  /** Pair indices ac, ad, bc, bd for each packed position, four by four. */
  readonly #exchange: Int32Array;
  /** K0 and F of the layer at hand, and where its χ begins. */
  readonly #kernel: Float64Array;
  readonly #increment: Float64Array;
  #chi = 0;

  constructor(plan: SamplingPlan, layout: ObservableLayout) {
    const { inputs, pairs, packed, first, second } = layout;
    const list = inputPairs(inputs);
    const index = (a: number, b: number) => pairIndex(inputs, a, b);
    this.#plan = plan;
    this.#layout = layout;
    this.packed = Int32Array.from({ length: pairs ** 2 }, (_, i) =>
      packedIndex(pairs, Math.floor(i / pairs), i % pairs),
    );
    this.#ownFirst = Int32Array.from(list, ([a]) => index(a, a));
    this.#ownSecond = Int32Array.from(list, ([, b]) => index(b, b));
    this.#exchange = new Int32Array(4 * packed);
    for (let at = 0; at < packed; at++) {
      const [a, b] = list[first[at]!]!;
      const [c, d] = list[second[at]!]!;
      this.#exchange.set([index(a, c), index(a, d), index(b, c), index(b, d)], 4 * at);
    }
    this.#kernel = new Float64Array(pairs);
    this.#increment = new Float64Array(pairs);
  }

  /** What follows is at layer ℓ. */
  begin(layer: number): void {
    const { pairs } = this.#layout;
    const { kernels, increments } = this.#plan.chain;
    for (let p = 0; p < pairs; p++) {
      this.#kernel[p] = kernels[layer * pairs + p]!;
      this.#increment[p] = increments[layer * pairs + p]!;
    }
    this.#chi = layer * pairs * 3;
  }

  /** The four parts (`residualParts`) at one packed position. */
  evaluate(at: number, moments: ResidualMoments, out: Float64Array): void {
    const { pairs, first, second } = this.#layout;
    const { width, residualScale, leak } = this.#plan.ensemble;
    const { g, q, qg, gg, qq } = moments;
    const k = this.#kernel;
    const f = this.#increment;
    const p = first[at]!;
    const r = second[at]!;
    const ac = this.#exchange[4 * at]!;
    const ad = this.#exchange[4 * at + 1]!;
    const bc = this.#exchange[4 * at + 2]!;
    const bd = this.#exchange[4 * at + 3]!;
    const moved = qg[p * pairs + r]! + qg[r * pairs + p]!;
    const transport = moved - this.transported(p, r, gg) - this.transported(r, p, gg);
    const kernelChange = g[ac]! * f[bd]! + g[ad]! * f[bc]! + g[bc]! * f[ad]! + g[bd]! * f[ac]!;
    const incrementChange = k[ac]! * q[bd]! + k[ad]! * q[bc]! + k[bc]! * q[ad]! + k[bd]! * q[ac]!;
    const source = kernelChange + incrementChange + this.exchanged(at, qg) / width;
    const square =
      f[ac]! * f[bd]! +
      f[ad]! * f[bc]! +
      (q[ac]! * f[bd]! + q[bd]! * f[ac]! + q[ad]! * f[bc]! + q[bc]! * f[ad]!) +
      (qq[this.packed[ac * pairs + bd]!]! + qq[this.packed[ad * pairs + bc]!]!) / width;
    const stepSize = residualScale ** 2;
    const x = leak * stepSize;
    // c² − 1 and (c⁴ − 1)/ε² + 4κ, c = 1 − x, without their cancellation.
    const step =
      x * (x - 2) * (moved + this.infiniteSource(at) + source) +
      stepSize * (qq[at]! + square) +
      leak * x * (6 + x * (x - 4)) * gg[at]!;
    out[0] = transport + source + step;
    out[1] = transport;
    out[2] = source;
    out[3] = step;
  }

  /** (χ x)_p for a vector over pairs at x[from], x[from + stride], … */
  response(p: number, x: Float64Array, from: number, stride: number): number {
    const { susceptibilities } = this.#plan.chain;
    const at = this.#chi + 3 * p;
    return (
      susceptibilities[at]! * x[from + this.#ownFirst[p]! * stride]! +
      susceptibilities[at + 1]! * x[from + p * stride]! +
      susceptibilities[at + 2]! * x[from + this.#ownSecond[p]! * stride]!
    );
  }

  /** (χ v)_{pr} for a symmetric v by packed pairs of pairs. */
  transported(p: number, r: number, v: Float64Array): number {
    const { susceptibilities } = this.#plan.chain;
    const { pairs } = this.#layout;
    const at = this.#chi + 3 * p;
    return (
      susceptibilities[at]! * v[this.packed[this.#ownFirst[p]! * pairs + r]!]! +
      susceptibilities[at + 1]! * v[this.packed[p * pairs + r]!]! +
      susceptibilities[at + 2]! * v[this.packed[this.#ownSecond[p]! * pairs + r]!]!
    );
  }

  /** m_{bd,ac} + m_{bc,ad} + m_{ad,bc} + m_{ac,bd} of a P × P moment (row q, column g) at one packed position. */
  exchanged(at: number, m: Float64Array): number {
    const { pairs } = this.#layout;
    const ac = this.#exchange[4 * at]!;
    const ad = this.#exchange[4 * at + 1]!;
    const bc = this.#exchange[4 * at + 2]!;
    const bd = this.#exchange[4 * at + 3]!;
    return m[bd * pairs + ac]! + m[bc * pairs + ad]! + m[ad * pairs + bc]! + m[ac * pairs + bd]!;
  }

  /** Σ(K0, F) at one packed position. */
  infiniteSource(at: number): number {
    const k = this.#kernel;
    const f = this.#increment;
    const ac = this.#exchange[4 * at]!;
    const ad = this.#exchange[4 * at + 1]!;
    const bc = this.#exchange[4 * at + 2]!;
    const bd = this.#exchange[4 * at + 3]!;
    return k[ac]! * f[bd]! + k[ad]! * f[bc]! + k[bc]! * f[ad]! + k[bd]! * f[ac]!;
  }
}
