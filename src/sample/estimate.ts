import { regressedMean } from '../numeric/regression.ts';
import type { ObservableLayout, Section } from './observables.ts';
import type { SamplingPlan } from './plan.ts';
import { layoutOf } from './shard.ts';

/** Values and standard errors, depth by depth: saved layers × components (P pairs, or the packed pairs of pairs for V4). */
export interface Estimate {
  readonly value: Float64Array;
  readonly error: Float64Array;
}

export type SampledQuantity = 'K0' | 'G' | 'V4' | 'K1' | 'U1';
export type KernelEstimates = Readonly<Record<SampledQuantity, Estimate>>;

export interface SampledKernels {
  /** Networks the estimates rest on. */
  readonly networks: number;
  /** Averages of the networks alone. K0 is read off as the mean of G, so it carries the finite-width shift K1/n. */
  readonly plain: KernelEstimates;
  /** With the coupled infinite-width chain; null when control variates were off. */
  readonly coupled: KernelEstimates | null;
}

/** Below this many networks the controls are not regressed out: their coefficients would be noise. */
const leastForRegression = 64;

/**
 * Estimates with standard errors from the summed observables of `networks` networks.
 *
 * Plain: K1 = n mean(g), V4 = n × the unbiased sample covariance of g, its error from the exact fourth moments.
 * Coupled: K1 = n mean(d), U1 = n mean(e), V4 = mean(z) − K1 K1ᵀ/n, each with the controls of known mean regressed out
 * (c for K1 and U1; w, l, c for V4), which leaves a bias of O(1/networks), and with the error of what is left. No normal
 * law is assumed for the networks' own fluctuations.
 * @throws RangeError with fewer than two networks: no standard error exists
 */
export function estimateKernels(plan: SamplingPlan, sums: Float64Array, networks: number): SampledKernels {
  if (networks < 2) throw new RangeError(`estimates need at least 2 finite networks; there are ${networks}`);
  const layout = layoutOf(plan);
  const depths = plan.savedLayers.length;
  const plain = emptyEstimates(depths, layout);
  const coupled = plan.controlVariates ? emptyEstimates(depths, layout) : null;
  for (let depth = 0; depth < depths; depth++) {
    const moments = new Moments(layout, sums.subarray(depth * layout.size, (depth + 1) * layout.size), networks);
    const at = (plan.savedLayers[depth] ?? 0) * layout.pairs;
    const kernel = plan.chain.kernels.subarray(at, at + layout.pairs);
    estimatePlain(plain, depth, moments, kernel, plan.ensemble.width);
    if (coupled) estimateCoupled(coupled, depth, moments, kernel, plan.ensemble.width);
  }
  return { networks, plain, coupled };
}

/** Means of the observables of one depth. */
class Moments {
  readonly layout: ObservableLayout;
  readonly networks: number;
  readonly #sums: Float64Array;

  constructor(layout: ObservableLayout, sums: Float64Array, networks: number) {
    this.layout = layout;
    this.#sums = sums;
    this.networks = networks;
  }

  mean(section: Section, index: number): number {
    return this.#sums[this.layout.offset[section] + index]! / this.networks;
  }

  /** Standard error of a mean from its first two moments. */
  standardError(mean: number, meanSquare: number): number {
    return Math.sqrt(Math.max(0, meanSquare - mean * mean) / (this.networks - 1));
  }

  /** Mean of a target with controls of zero mean regressed out, from raw first and second moments. */
  controlled(
    mean: number,
    meanSquare: number,
    controlMeans: readonly number[],
    raw: { readonly squares: readonly number[]; readonly products: readonly number[] },
  ): { mean: number; error: number } {
    const size = controlMeans.length;
    if (this.networks < leastForRegression) return { mean, error: this.standardError(mean, meanSquare) };
    const left = regressedMean({
      mean,
      variance: meanSquare - mean * mean,
      controlMeans,
      controlCovariance: Float64Array.from(
        raw.squares,
        (square, i) => square - controlMeans[Math.floor(i / size)]! * controlMeans[i % size]!,
      ),
      cross: raw.products.map((product, i) => product - mean * controlMeans[i]!),
    });
    return { mean: left.mean, error: Math.sqrt(left.variance / (this.networks - 1 - size)) };
  }
}

function estimatePlain(out: KernelEstimates, depth: number, m: Moments, kernel: Float64Array, width: number): void {
  const { pairs, packed, first, second, diagonal } = m.layout;
  for (let p = 0; p < pairs; p++) {
    const g = m.mean('g', p);
    const error = m.standardError(g, m.mean('y', diagonal[p]!));
    put(out.K0, depth * pairs + p, kernel[p]! + g, error);
    put(out.G, depth * pairs + p, kernel[p]! + g, error);
    put(out.K1, depth * pairs + p, width * g, width * error);
    const s = m.mean('s', p);
    put(out.U1, depth * pairs + p, width * s, width * m.standardError(s, m.mean('ss', p)));
  }
  for (let q = 0; q < packed; q++) {
    const a = first[q]!;
    const b = second[q]!;
    const ga = m.mean('g', a);
    const gb = m.mean('g', b);
    const y = m.mean('y', q);
    const covariance = y - ga * gb;
    // Mean square of (g_α − ḡ_α)(g_β − ḡ_β), expanded in raw moments about K0.
    const square =
      m.mean('yy', q) -
      2 * gb * m.mean('yg1', q) -
      2 * ga * m.mean('yg2', q) +
      gb * gb * m.mean('y', diagonal[a]!) +
      ga * ga * m.mean('y', diagonal[b]!) +
      4 * ga * gb * y -
      3 * (ga * gb) ** 2;
    const unbiased = (width * m.networks) / (m.networks - 1);
    put(out.V4, depth * packed + q, unbiased * covariance, unbiased * m.standardError(covariance, square));
  }
}

function estimateCoupled(out: KernelEstimates, depth: number, m: Moments, kernel: Float64Array, width: number): void {
  const { pairs, packed, first, second, diagonal } = m.layout;
  for (let p = 0; p < pairs; p++) {
    const l = m.mean('l', p);
    put(out.K0, depth * pairs + p, kernel[p]! + l, m.standardError(l, m.mean('ll', diagonal[p]!)));
    const d = m.controlled(m.mean('d', p), m.mean('dd', p), [m.mean('c', diagonal[p]!)], {
      squares: [m.mean('cc', diagonal[p]!)],
      products: [m.mean('dc', p)],
    });
    put(out.G, depth * pairs + p, kernel[p]! + d.mean, d.error);
    put(out.K1, depth * pairs + p, width * d.mean, width * d.error);
    const e = m.controlled(m.mean('e', p), m.mean('ee', p), [m.mean('c', diagonal[p]!)], {
      squares: [m.mean('cc', diagonal[p]!)],
      products: [m.mean('ec', p)],
    });
    put(out.U1, depth * pairs + p, width * e.mean, width * e.error);
  }
  for (let q = 0; q < packed; q++) {
    const at = (section: Section) => m.mean(section, q);
    const l1 = m.mean('l', first[q]!);
    const l2 = m.mean('l', second[q]!);
    const ll11 = m.mean('ll', diagonal[first[q]!]!);
    const ll22 = m.mean('ll', diagonal[second[q]!]!);
    const z = m.controlled(at('z'), at('zz'), [at('w'), l1, l2, at('c')], {
      squares: [
        ...[at('ww'), at('wl1'), at('wl2'), at('wc')],
        ...[at('wl1'), ll11, at('ll'), at('cl1')],
        ...[at('wl2'), at('ll'), ll22, at('cl2')],
        ...[at('wc'), at('cl1'), at('cl2'), at('cc')],
      ],
      products: [at('zw'), at('zl1'), at('zl2'), at('zc')],
    });
    const k1 = out.K1.value[depth * pairs + first[q]!]!;
    const k2 = out.K1.value[depth * pairs + second[q]!]!;
    const e1 = out.K1.error[depth * pairs + first[q]!]!;
    const e2 = out.K1.error[depth * pairs + second[q]!]!;
    // Error of K1 K1ᵀ/n as if independent of z: it is smaller by 1/n than that of z.
    const error = Math.hypot(z.error, (k1 * e2) / width, (k2 * e1) / width);
    put(out.V4, depth * packed + q, z.mean - (k1 * k2) / width, error);
  }
}

function put(estimate: Estimate, at: number, value: number, error: number): void {
  estimate.value[at] = value;
  estimate.error[at] = error;
}

function emptyEstimates(depths: number, layout: ObservableLayout): KernelEstimates {
  const empty = (size: number): Estimate => ({
    value: new Float64Array(depths * size),
    error: new Float64Array(depths * size),
  });
  const { pairs, packed } = layout;
  return { K0: empty(pairs), G: empty(pairs), V4: empty(packed), K1: empty(pairs), U1: empty(pairs) };
}
