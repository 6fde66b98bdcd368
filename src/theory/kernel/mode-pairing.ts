import type { ModeHierarchy } from './mode-hierarchy.ts';
import type { ModeTable } from './mode-table.ts';
import type { PairTables } from './pairs.ts';

/**
 * Source of the mean modes: every two slots of M_k may be filled by one increment, whose covariance is Q,
 *
 *     m'_{k,i} = ½√(i(i−1)) C^{vv}_{k−2,i−2} + √(i(k−i)) C^{vw}_{k−2,i−1} + ½√((k−i)(k−i−1)) C^{ww}_{k−2,i},
 *     C^{xy} = n Cov(δQ(x, y), M_{k−2}),  δQ(v,v) = δQ_aa/K_aa,  δQ(v,w) = (δQ_ab − r δQ_aa)/√(K_aa s),
 *     δQ(w,w) = (δQ_bb − 2r δQ_ab + r² δQ_aa)/s,
 *
 * in the directions v, w of pair (a, b). For k = 4 the mode M_2 is δG itself and C_2 comes from D, one for each cut.
 */
export class ModePairing {
  readonly #pairs: PairTables;
  readonly #modes: ModeTable;
  readonly #hierarchy: ModeHierarchy;
  readonly #aa = new Float64Array(3);
  readonly #ab = new Float64Array(3);
  readonly #bb = new Float64Array(3);

  constructor(pairs: PairTables, modes: ModeTable, hierarchy: ModeHierarchy) {
    this.#pairs = pairs;
    this.#modes = modes;
    this.#hierarchy = hierarchy;
  }

  /** Adds scale × the source of m_k of pair p, k ≥ 3 and k ≠ 4, to out[to…]. */
  addRank(p: number, k: number, scale: number, out: Float64Array, to: number): void {
    const { start, order, size } = this.#modes;
    const { firstDiagonal, secondDiagonal } = this.#pairs;
    const at = start[p * (order + 1) + k - 2]!;
    const c = this.#hierarchy.couplings;
    const aa = firstDiagonal[p]! * size + at;
    this.#add(p, k, scale, out, to, c, aa, c, p * size + at, c, secondDiagonal[p]! * size + at);
  }

  /** The same for k = 4 and one cut. */
  addFourth(cut: number, p: number, scale: number, out: Float64Array, to: number): void {
    const { firstDiagonal, secondDiagonal } = this.#pairs;
    this.#hierarchy.secondInto(cut, firstDiagonal[p]!, p, this.#aa);
    if (firstDiagonal[p] === p) {
      this.#add(p, 4, scale, out, to, this.#aa, 2, this.#aa, 0, this.#aa, 0);
      return;
    }
    this.#hierarchy.secondInto(cut, p, p, this.#ab);
    this.#hierarchy.secondInto(cut, secondDiagonal[p]!, p, this.#bb);
    this.#add(p, 4, scale, out, to, this.#aa, 0, this.#ab, 0, this.#bb, 0);
  }

  /**
   * Finite layers: adds scale × the three pairings n Cov(δQ(x₁, x₂), δQ(x₃, x₄)) of M_4's slots for pair p to out[to…].
   * @param e n Cov(δQ, δQ), P × P
   */
  addSquare(e: Float64Array, p: number, scale: number, out: Float64Array, to: number): void {
    const { count, firstDiagonal, secondDiagonal } = this.#pairs;
    const { root, slope, rest } = this.#hierarchy.frames;
    const aa = firstDiagonal[p]!;
    const perA = 1 / root[p]! ** 2;
    const squared = e[aa * count + aa]! * perA * perA;
    if (aa === p) {
      out[to]! += (3 * scale * squared) / Math.sqrt(24);
      return;
    }
    out[to + 4]! += (3 * scale * squared) / Math.sqrt(24);
    const w = rest[p]!;
    if (w === 0) return;
    const bb = secondDiagonal[p]!;
    const r = slope[p]!;
    // Q(v, v), Q(v, w), Q(w, w) as combinations of Q_aa, Q_ab, Q_bb.
    const vv = [perA, 0, 0];
    const vw = [-r / (root[p]! * w), 1 / (root[p]! * w), 0];
    const ww = [(r * r) / (w * w), (-2 * r) / (w * w), 1 / (w * w)];
    const index = [aa, p, bb];
    const covariance = (x: readonly number[], z: readonly number[]) => {
      let sum = 0;
      for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum += x[i]! * z[j]! * e[index[i]! * count + index[j]!]!;
      return sum;
    };
    out[to + 3]! += (3 * scale * covariance(vv, vw)) / Math.sqrt(6);
    out[to + 2]! += (scale * (covariance(vv, ww) + 2 * covariance(vw, vw))) / 2;
    out[to + 1]! += (3 * scale * covariance(vw, ww)) / Math.sqrt(6);
    out[to]! += (3 * scale * covariance(ww, ww)) / Math.sqrt(24);
  }

  #add(
    p: number,
    k: number,
    scale: number,
    out: Float64Array,
    to: number,
    aa: Float64Array,
    atAa: number,
    ab: Float64Array,
    atAb: number,
    bb: Float64Array,
    atBb: number,
  ): void {
    const { root, slope, rest } = this.#hierarchy.frames;
    const perA = scale / root[p]! ** 2;
    if (this.#pairs.firstDiagonal[p] === p) {
      out[to]! += 0.5 * Math.sqrt(k * (k - 1)) * perA * aa[atAa]!;
      return;
    }
    const w = rest[p]!;
    const r = slope[p]!;
    const perAw = w > 0 ? scale / (root[p]! * w) : 0;
    const perW = w > 0 ? scale / (w * w) : 0;
    for (let j = 0; j <= k - 2; j++) {
      // Entry j of C_{k−2} has j slots along v and k − 2 − j along w.
      const qaa = aa[atAa + j]!;
      const shear = ab[atAb + j]! - r * qaa;
      const square = bb[atBb + j]! - r * (ab[atAb + j]! + shear);
      const free = k - j;
      out[to + j + 2]! += 0.5 * Math.sqrt((j + 2) * (j + 1)) * perA * qaa;
      out[to + j + 1]! += Math.sqrt((j + 1) * (free - 1)) * perAw * shear;
      out[to + j]! += 0.5 * Math.sqrt(free * (free - 1)) * perW * square;
    }
  }
}
