import type { Background } from './background.ts';
import type { CorrectionLayout } from './layout.ts';
import type { PairTables } from './pairs.ts';

/**
 * The closure that replaces Q by F(G) (Kawase & Ota, arXiv 2604.15742): K1 driven by the tadpole, V4 by its own χ.
 *
 *     V4' = χ V4 + V4 χᵀ + Σ(K0) − 4κ V4,   K1' = χ K1 + ½ F''(K0) : V4 − 2κ K1.
 *
 * The rung below it, source-only, drops χ V4 + V4 χᵀ.
 */
export class GaussianClosure {
  readonly #pairs: PairTables;
  readonly #at: CorrectionLayout;
  readonly #transported: boolean;

  /** @param transported whether χ V4 + V4 χᵀ is kept (g-only) or dropped (source-only) */
  constructor(pairs: PairTables, at: CorrectionLayout, transported: boolean) {
    this.#pairs = pairs;
    this.#at = at;
    this.#transported = transported;
  }

  /** n (E[Q_p] − F_p) = (χ K1 + ½ F'' : V4)_p. */
  meanSource(background: Background, y: Float64Array, p: number): number {
    return background.response(p, y, this.#at.K1) + background.tadpole(p, y, this.#at.V4);
  }

  /**
   * out = keep · V4 + gain · (χ V4 + V4 χᵀ + Σ) and out = keepMean · K1 + gainMean · source: a rate or a layer, as the
   * factors say.
   */
  into(
    background: Background,
    source: Float64Array,
    y: Float64Array,
    out: Float64Array,
    keep: number,
    gain: number,
    keepMean: number,
    gainMean: number,
  ): void {
    const { count } = this.#pairs;
    const { V4, K1 } = this.#at;
    let at = 0;
    for (let p = 0; p < count; p++) {
      for (let q = p; q < count; q++, at++) {
        const moved = this.#transported ? this.#response(background, y, p, q) + this.#response(background, y, q, p) : 0;
        out[V4 + at] = keep * y[V4 + at]! + gain * (source[at]! + moved);
      }
      out[K1 + p] = keepMean * y[K1 + p]! + gainMean * this.meanSource(background, y, p);
    }
  }

  /** (χ V4)_{pq}. */
  #response(background: Background, y: Float64Array, p: number, q: number): number {
    const { count, packed, firstDiagonal, secondDiagonal } = this.#pairs;
    const { V4 } = this.#at;
    const chi = background.susceptibility;
    const cc = firstDiagonal[p]!;
    if (cc === p) return chi[3 * p]! * y[V4 + packed[p * count + q]!]!;
    return (
      chi[3 * p]! * y[V4 + packed[cc * count + q]!]! +
      chi[3 * p + 1]! * y[V4 + packed[p * count + q]!]! +
      chi[3 * p + 2]! * y[V4 + packed[secondDiagonal[p]! * count + q]!]!
    );
  }
}
