import type { Correlation } from '../../numeric/correlation.ts';
import { kernelCorrelationInto } from './correlation.ts';
import type { PairTables } from './pairs.ts';

/**
 * Independent directions for every pair of inputs at a kernel K.
 *
 * For a < b the dual vectors v = e_a / √K_aa and w = (e_b − r e_a) / √s, r = K_ab / K_aa, s = K_bb − r K_ab, give
 * independent standard normals z₁ = u·v, z₂ = u·w; for a = b there is v alone. Collinear inputs have no w: its
 * components are 0 and so are all modes that contain it.
 */
export class PairFrames {
  /** √K_aa of the first input, by pair. */
  readonly root: Float64Array;
  /** r. */
  readonly slope: Float64Array;
  /** √s; 0 for one input or collinear ones. */
  readonly rest: Float64Array;
  readonly #pairs: PairTables;
  readonly #correlation: Correlation = { rho: 0, deviation: 1 };
  /** R of the last `overlapInto`: [v·K·v', v·K·w', w·K·v', w·K·w']. */
  readonly overlap = new Float64Array(4);

  constructor(pairs: PairTables) {
    this.#pairs = pairs;
    this.root = new Float64Array(pairs.count);
    this.slope = new Float64Array(pairs.count);
    this.rest = new Float64Array(pairs.count);
  }

  evaluate(kernel: Float64Array): void {
    const { count, firstDiagonal, secondDiagonal } = this.#pairs;
    for (let p = 0; p < count; p++) {
      const cc = kernel[firstDiagonal[p]!]!;
      this.root[p] = Math.sqrt(cc);
      if (firstDiagonal[p] === p) continue;
      const dd = kernel[secondDiagonal[p]!]!;
      kernelCorrelationInto(cc, dd, kernel[p]!, this.#correlation);
      this.slope[p] = kernel[p]! / cc;
      this.rest[p] = Math.sqrt(dd) * this.#correlation.deviation;
    }
  }

  /** Correlations of the directions of pair p with those of pair q, into `overlap`. A pair of one input has w = 0. */
  overlapOf(kernel: Float64Array, p: number, q: number): void {
    const { inputs, first, second, of } = this.#pairs;
    const a = first[p]! * inputs;
    const b = second[p]! * inputs;
    const c = first[q]!;
    const d = second[q]!;
    const ac = kernel[of[a + c]!]!;
    const ad = kernel[of[a + d]!]!;
    const bc = kernel[of[b + c]!]!;
    const bd = kernel[of[b + d]!]!;
    const { root, slope, rest, overlap } = this;
    const rp = slope[p]!;
    const rq = slope[q]!;
    const wp = rest[p]! > 0 ? 1 / rest[p]! : 0;
    const wq = rest[q]! > 0 ? 1 / rest[q]! : 0;
    overlap[0] = ac / (root[p]! * root[q]!);
    overlap[1] = ((ad - rq * ac) * wq) / root[p]!;
    overlap[2] = ((bc - rp * ac) * wp) / root[q]!;
    overlap[3] = (bd - rp * ad - rq * bc + rp * rq * ac) * wp * wq;
  }
}
