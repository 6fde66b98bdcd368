import { packedIndex } from '../model/ensemble.ts';
import { coupledResidualSections, plainResidualSections, type ResidualSection } from './residual-sections.ts';

/**
 * Where the per-network statistics of one depth stand in a flat vector: named sections of P (pairs) or Q (unordered pairs
 * of pairs) numbers. All kernels are taken relative to K0 of the layer recursion, so sums of squares lose no digits.
 *
 * | symbol | meaning | exact mean |
 * |---|---|---|
 * | g | G − K0 | K1 / n |
 * | s | S − E₂(K0) | U1 / n |
 * | y | g gᵀ | (V4 + K1 K1ᵀ/n) / n |
 * | l | G_lin − K0 = (1/n) Σ_i Y_i, Y_i the neuron's share | 0 |
 * | d | g − l | K1 / n |
 * | e | S − S_lin | U1 / n |
 * | z | A + n (g gᵀ − l lᵀ), A = (1/n) Σ_i Y_i Y_iᵀ | V4 + K1 K1ᵀ/n |
 * | c | n l lᵀ − A | 0 |
 * | w | (1/n) Σ_i h_i h_iᵀ − E[h hᵀ], h = φ̃φ̃ᵀ − K0 | 0 |
 *
 * The means of l, c and w are known to be zero, since the neurons of the infinite-width chain are independent and Gaussian:
 * they serve as controls that are regressed out of d, e and z. Two letters name a product: zw = z w, zl1 = z_αβ l_α,
 * zl2 = z_αβ l_β, dc = d_α c_αα.
 */
const plainSections = ['g', 's', 'ss', 'y', 'yy', 'yg1', 'yg2'] as const;
const coupledPairSections = ['l', 'd', 'dd', 'dc', 'e', 'ee', 'ec'] as const;
const coupledPackedSections = [
  ...(['z', 'w', 'c', 'll', 'zz', 'ww', 'cc', 'zw', 'zc', 'wc'] as const),
  ...(['zl1', 'zl2', 'wl1', 'wl2', 'cl1', 'cl2'] as const),
];
const pairSections: ReadonlySet<string> = new Set(['g', 's', 'ss', ...coupledPairSections]);

export type Section =
  | (typeof plainSections)[number]
  | (typeof coupledPairSections)[number]
  | (typeof coupledPackedSections)[number]
  | ResidualSection;

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
  /** Packed position of (p, p) for every pair p. */
  readonly diagonal: Int32Array;
}

/** @param residuals whether the sections of the V4 equation's residual follow */
export function observableLayout(inputs: number, coupled: boolean, residuals: boolean): ObservableLayout {
  const pairs = (inputs * (inputs + 1)) / 2;
  const packed = (pairs * (pairs + 1)) / 2;
  const offset = {} as Record<Section, number>;
  let size = 0;
  const sections: Section[] = [
    ...plainSections,
    ...(coupled ? [...coupledPairSections, ...coupledPackedSections] : []),
    ...(residuals ? plainResidualSections : []),
    ...(residuals && coupled ? coupledResidualSections : []),
  ];
  for (const section of sections) {
    offset[section] = size;
    size += pairSections.has(section) ? pairs : packed;
  }
  const first = new Int32Array(packed);
  const second = new Int32Array(packed);
  const diagonal = new Int32Array(pairs);
  for (let p = 0; p < pairs; p++) {
    for (let q = p; q < pairs; q++) {
      first[packedIndex(pairs, p, q)] = p;
      second[packedIndex(pairs, p, q)] = q;
    }
    diagonal[p] = packedIndex(pairs, p, p);
  }
  return { inputs, pairs, packed, size, coupled, offset, first, second, diagonal };
}

/** Where a fold's count and its values, depth by depth, stand in a vector of sums. */
export interface FoldOffset {
  readonly count: number;
  readonly values: number;
}

/**
 * A vector of sums holds two folds of networks, leaves of even and of odd index, each with its count: coefficients of
 * controls are fitted on one and used on the other.
 */
export function sumsLayout(
  layout: ObservableLayout,
  depths: number,
): { length: number; folds: [FoldOffset, FoldOffset] } {
  const stride = 1 + depths * layout.size;
  return {
    length: 2 * stride,
    folds: [
      { count: 0, values: 1 },
      { count: stride, values: stride + 1 },
    ],
  };
}

/** Work arrays of one depth of one network, filled by the sampler before `writeObservables`. */
export interface Observation {
  readonly g: Float64Array;
  readonly s: Float64Array;
  readonly l: Float64Array;
  readonly e: Float64Array;
  /** A, packed. */
  readonly neuronCovariance: Float64Array;
  /** w, packed. */
  readonly gaussianExcess: Float64Array;
}

export function observation(layout: ObservableLayout): Observation {
  const pairs = () => new Float64Array(layout.pairs);
  const packed = () => new Float64Array(layout.packed);
  return { g: pairs(), s: pairs(), l: pairs(), e: pairs(), neuronCovariance: packed(), gaussianExcess: packed() };
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
  const poison =
    writePlain(layout, seen, out, start) + (layout.coupled ? writeCoupled(layout, seen, width, out, start) : 0);
  return poison === 0;
}

/** Returns 0, or NaN when a square overflowed or was not a number. */
function writePlain(layout: ObservableLayout, seen: Observation, out: Float64Array, start: number): number {
  const { pairs, packed, offset, first, second } = layout;
  const { g, s } = seen;
  // Looked up once: there are too many sections for a property access to be cheap.
  const gAt = start + offset.g;
  const sAt = start + offset.s;
  const ssAt = start + offset.ss;
  const yAt = start + offset.y;
  const yyAt = start + offset.yy;
  const yg1At = start + offset.yg1;
  const yg2At = start + offset.yg2;
  let poison = 0;
  for (let p = 0; p < pairs; p++) {
    out[gAt + p] = g[p]!;
    out[sAt + p] = s[p]!;
    out[ssAt + p] = s[p]! * s[p]!;
    poison += s[p]! * s[p]! * 0;
  }
  for (let q = 0; q < packed; q++) {
    const a = g[first[q]!]!;
    const b = g[second[q]!]!;
    const y = a * b;
    out[yAt + q] = y;
    out[yyAt + q] = y * y;
    out[yg1At + q] = y * a;
    out[yg2At + q] = y * b;
    poison += y * y * 0;
  }
  return poison;
}

function writeCoupled(
  layout: ObservableLayout,
  seen: Observation,
  width: number,
  out: Float64Array,
  start: number,
): number {
  const { pairs, packed, offset, first, second, diagonal } = layout;
  const { g, l, e, neuronCovariance, gaussianExcess } = seen;
  const lAt = start + offset.l;
  const dAt = start + offset.d;
  const ddAt = start + offset.dd;
  const dcAt = start + offset.dc;
  const eAt = start + offset.e;
  const eeAt = start + offset.ee;
  const ecAt = start + offset.ec;
  const zAt = start + offset.z;
  const wAt = start + offset.w;
  const cAt = start + offset.c;
  const llAt = start + offset.ll;
  const zzAt = start + offset.zz;
  const wwAt = start + offset.ww;
  const ccAt = start + offset.cc;
  const zwAt = start + offset.zw;
  const zcAt = start + offset.zc;
  const wcAt = start + offset.wc;
  const zl1At = start + offset.zl1;
  const zl2At = start + offset.zl2;
  const wl1At = start + offset.wl1;
  const wl2At = start + offset.wl2;
  const cl1At = start + offset.cl1;
  const cl2At = start + offset.cl2;
  let poison = 0;
  for (let p = 0; p < pairs; p++) {
    const d = g[p]! - l[p]!;
    const c = width * l[p]! * l[p]! - neuronCovariance[diagonal[p]!]!;
    out[lAt + p] = l[p]!;
    out[dAt + p] = d;
    out[ddAt + p] = d * d;
    out[dcAt + p] = d * c;
    out[eAt + p] = e[p]!;
    out[eeAt + p] = e[p]! * e[p]!;
    out[ecAt + p] = e[p]! * c;
    poison += e[p]! * c * 0;
  }
  for (let q = 0; q < packed; q++) {
    const l1 = l[first[q]!]!;
    const l2 = l[second[q]!]!;
    const c = width * l1 * l2 - neuronCovariance[q]!;
    const w = gaussianExcess[q]!;
    const z = width * g[first[q]!]! * g[second[q]!]! - c;
    out[zAt + q] = z;
    out[wAt + q] = w;
    out[cAt + q] = c;
    out[llAt + q] = l1 * l2;
    out[zzAt + q] = z * z;
    out[wwAt + q] = w * w;
    out[ccAt + q] = c * c;
    out[zwAt + q] = z * w;
    out[zcAt + q] = z * c;
    out[wcAt + q] = w * c;
    out[zl1At + q] = z * l1;
    out[zl2At + q] = z * l2;
    out[wl1At + q] = w * l1;
    out[wl2At + q] = w * l2;
    out[cl1At + q] = c * l1;
    out[cl2At + q] = c * l2;
    poison += z * z * 0 + w * w * 0 + c * c * 0;
  }
  return poison;
}
