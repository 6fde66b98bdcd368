import { packedIndex } from '../model/ensemble.ts';

/**
 * Where the per-network statistics of one depth stand in a flat vector: named sections of P (pairs) or Q (unordered pairs
 * of pairs) numbers. All kernels are taken relative to K0 of the layer recursion, so sums of squares lose no digits.
 *
 * | symbol | meaning |
 * |---|---|
 * | g | G − K0 |
 * | s | S − E₂(K0) |
 * | l | G_lin − K0, the control variate of G: mean zero exactly |
 * | d | g − l, mean K1 / n |
 * | e | S − S_lin, mean U1 / n |
 * | y | g gᵀ |
 * | z | (1/n) Σ_i Y_i Y_iᵀ + n (g gᵀ − l lᵀ) with Y_i the neuron's own share of n l: mean n E[g gᵀ] |
 */
const plainSections = ['g', 's', 'ss', 'y', 'yy', 'yg1', 'yg2'] as const;
const coupledSections = ['l', 'll', 'd', 'e', 'ee', 'dd', 'z', 'zz', 'zd1', 'zd2'] as const;
const pairSections = new Set<string>(['g', 's', 'ss', 'l', 'll', 'd', 'e', 'ee']);

export type Section = (typeof plainSections)[number] | (typeof coupledSections)[number];

export interface ObservableLayout {
  readonly inputs: number;
  /** P = N (N + 1) / 2. */
  readonly pairs: number;
  /** Q = P (P + 1) / 2. */
  readonly packed: number;
  /** Numbers per depth. */
  readonly size: number;
  readonly coupled: boolean;
  readonly offset: Readonly<Record<Section, number>>;
  /** For every packed position the two pair indices. */
  readonly first: Int32Array;
  readonly second: Int32Array;
}

export function observableLayout(inputs: number, coupled: boolean): ObservableLayout {
  const pairs = (inputs * (inputs + 1)) / 2;
  const packed = (pairs * (pairs + 1)) / 2;
  const offset = {} as Record<Section, number>;
  let size = 0;
  for (const section of coupled ? [...plainSections, ...coupledSections] : plainSections) {
    offset[section] = size;
    size += pairSections.has(section) ? pairs : packed;
  }
  const first = new Int32Array(packed);
  const second = new Int32Array(packed);
  for (let p = 0; p < pairs; p++) {
    for (let q = p; q < pairs; q++) {
      first[packedIndex(pairs, p, q)] = p;
      second[packedIndex(pairs, p, q)] = q;
    }
  }
  return { inputs, pairs, packed, size, coupled, offset, first, second };
}

/** Work arrays of one depth of one network, filled by the sampler before `addObservables`. */
export interface Observation {
  readonly g: Float64Array;
  readonly s: Float64Array;
  readonly l: Float64Array;
  readonly e: Float64Array;
  /** (1/n) Σ_i Y_i Y_iᵀ, packed. */
  readonly neuronCovariance: Float64Array;
}

export function observation(layout: ObservableLayout): Observation {
  const pairs = () => new Float64Array(layout.pairs);
  return { g: pairs(), s: pairs(), l: pairs(), e: pairs(), neuronCovariance: new Float64Array(layout.packed) };
}

/**
 * Write one network's statistics at one depth into `out[start …]`.
 * @returns false when anything is not finite: the network diverged.
 */
export function writeObservables(
  layout: ObservableLayout,
  seen: Observation,
  width: number,
  out: Float64Array,
  start: number,
): boolean {
  const { pairs, packed, offset, first, second } = layout;
  const { g, s, l, e, neuronCovariance } = seen;
  let finite = 0;
  for (let p = 0; p < pairs; p++) {
    out[start + offset.g + p] = g[p]!;
    out[start + offset.s + p] = s[p]!;
    out[start + offset.ss + p] = s[p]! * s[p]!;
    finite += g[p]! * 0 + s[p]! * 0;
  }
  for (let q = 0; q < packed; q++) {
    const a = g[first[q]!]!;
    const b = g[second[q]!]!;
    const y = a * b;
    out[start + offset.y + q] = y;
    out[start + offset.yy + q] = y * y;
    out[start + offset.yg1 + q] = y * a;
    out[start + offset.yg2 + q] = y * b;
    finite += y * y * 0;
  }
  if (!layout.coupled) return finite === 0;
  for (let p = 0; p < pairs; p++) {
    out[start + offset.l + p] = l[p]!;
    out[start + offset.ll + p] = l[p]! * l[p]!;
    out[start + offset.d + p] = g[p]! - l[p]!;
    out[start + offset.e + p] = e[p]!;
    out[start + offset.ee + p] = e[p]! * e[p]!;
  }
  for (let q = 0; q < packed; q++) {
    const a = first[q]!;
    const b = second[q]!;
    const da = g[a]! - l[a]!;
    const db = g[b]! - l[b]!;
    const z = neuronCovariance[q]! + width * (g[a]! * g[b]! - l[a]! * l[b]!);
    out[start + offset.dd + q] = da * db;
    out[start + offset.z + q] = z;
    out[start + offset.zz + q] = z * z;
    out[start + offset.zd1 + q] = z * da;
    out[start + offset.zd2 + q] = z * db;
    finite += z * z * 0;
  }
  return finite === 0;
}
