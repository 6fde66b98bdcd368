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

/**
 * Estimates with standard errors from the summed observables of `networks` networks.
 *
 * Plain: K1 = n mean(g), V4 = n × the unbiased sample covariance of g, its error from the exact fourth moments.
 * Coupled: K1 = n mean(d), U1 = n mean(e), V4 = mean(z) − n (mean(d) mean(d)ᵀ without bias), its error from the influence
 * function z − n (d_α d̄_β + d_β d̄_α). No normal law is assumed for the networks' own fluctuations.
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
}

function estimatePlain(out: KernelEstimates, depth: number, m: Moments, kernel: Float64Array, width: number): void {
  const { pairs, packed, first, second } = m.layout;
  const diagonal = diagonalPositions(pairs);
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
  const { pairs, packed, first, second } = m.layout;
  const diagonal = diagonalPositions(pairs);
  for (let p = 0; p < pairs; p++) {
    const l = m.mean('l', p);
    put(out.K0, depth * pairs + p, kernel[p]! + l, m.standardError(l, m.mean('ll', p)));
    const d = m.mean('d', p);
    const error = m.standardError(d, m.mean('dd', diagonal[p]!));
    put(out.G, depth * pairs + p, kernel[p]! + d, error);
    put(out.K1, depth * pairs + p, width * d, width * error);
    const e = m.mean('e', p);
    put(out.U1, depth * pairs + p, width * e, width * m.standardError(e, m.mean('ee', p)));
  }
  for (let q = 0; q < packed; q++) {
    const a = first[q]!;
    const b = second[q]!;
    const da = m.mean('d', a);
    const db = m.mean('d', b);
    const z = m.mean('z', q);
    const covariance = m.mean('dd', q) - da * db;
    const value = z - width * (da * db - covariance / (m.networks - 1));
    const varianceOfA = m.mean('dd', diagonal[a]!) - da * da;
    const varianceOfB = m.mean('dd', diagonal[b]!) - db * db;
    const variance =
      m.mean('zz', q) -
      z * z +
      width ** 2 * (db * db * varianceOfA + da * da * varianceOfB + 2 * da * db * covariance) -
      2 * width * (db * (m.mean('zd1', q) - z * da) + da * (m.mean('zd2', q) - z * db));
    put(out.V4, depth * packed + q, value, Math.sqrt(Math.max(0, variance) / (m.networks - 1)));
  }
}

function put(estimate: Estimate, at: number, value: number, error: number): void {
  estimate.value[at] = value;
  estimate.error[at] = error;
}

/** Position of the pair of pairs (p, p) in packed order. */
function diagonalPositions(pairs: number): Int32Array {
  return Int32Array.from({ length: pairs }, (_, p) => p * pairs - (p * (p - 1)) / 2);
}

function emptyEstimates(depths: number, layout: ObservableLayout): KernelEstimates {
  const empty = (size: number): Estimate => ({
    value: new Float64Array(depths * size),
    error: new Float64Array(depths * size),
  });
  const { pairs, packed } = layout;
  return { K0: empty(pairs), G: empty(pairs), V4: empty(packed), K1: empty(pairs), U1: empty(pairs) };
}
