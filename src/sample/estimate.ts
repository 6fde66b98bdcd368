import type { Estimate, KernelEstimates } from './kernel-estimates.ts';
import { type ControlledTarget, controlledMean, Moments, type Place } from './moments.ts';
import { type ObservableLayout, type Section, sumsLayout } from './observables.ts';
import { layoutOf, type SamplingPlan } from './plan.ts';
import { emptyResiduals, type ResidualEstimates, ResidualEstimator } from './residual-estimate.ts';

export interface SampledKernels {
  /** Networks the estimates rest on. */
  readonly networks: number;
  /** Averages of the networks alone. K0 is read off as the mean of G, so it carries the finite-width shift K1/n. */
  readonly plain: KernelEstimates;
  /** With the coupled infinite-width chain; null when control variates were off. */
  readonly coupled: KernelEstimates | null;
  /** The residual of the V4 equation in the same two ways; null when it was not sampled. */
  readonly residuals: { readonly plain: ResidualEstimates; readonly coupled: ResidualEstimates | null } | null;
}

/**
 * Estimates with standard errors from summed observables (`ShardResult`).
 *
 * Plain: K1 = n mean(g), V4 = n × the unbiased sample covariance of g, its error from the exact fourth moments.
 * Coupled: K1 = n mean(d), U1 = n mean(e), V4 = mean(z) − K1 K1ᵀ/n, each with controls of zero mean taken out, cross-fitted
 * (c for K1 and U1; w, l, c for V4). No normal law is assumed for the networks' own fluctuations.
 * @throws RangeError with fewer than two networks: no standard error exists
 */
export function estimateKernels(plan: SamplingPlan, sums: Float64Array): SampledKernels {
  const layout = layoutOf(plan);
  const depths = plan.savedLayers.length;
  const plain = emptyEstimates(depths, layout);
  const coupled = plan.controlVariates ? emptyEstimates(depths, layout) : null;
  const residuals = plan.residuals
    ? { plain: emptyResiduals(depths, layout), coupled: coupled && emptyResiduals(depths, layout) }
    : null;
  const residual = new ResidualEstimator(plan, layout);
  let networks = 0;
  for (let depth = 0; depth < depths; depth++) {
    const at = (plan.savedLayers[depth] ?? 0) * layout.pairs;
    const site: Site = {
      ...{ layout, depth, width: plan.ensemble.width },
      kernel: plan.chain.kernels.subarray(at, at + layout.pairs),
    };
    const { folds, all } = momentsAt(layout, sums, depths, depth);
    networks = all.networks;
    estimatePlain(plain, site, all);
    if (coupled) estimateCoupled(coupled, site, all, folds);
    if (residuals) residual.estimateInto(residuals.plain, depth, plain, all, null);
    if (residuals?.coupled && coupled) residual.estimateInto(residuals.coupled, depth, coupled, all, folds);
  }
  return { networks, plain, coupled, residuals };
}

/** Standard error of K1[0,0] at the last saved layer alone, as `estimateKernels` gives it; NaN for fewer than two networks. */
export function correctionError(plan: SamplingPlan, sums: Float64Array): number {
  const layout = layoutOf(plan);
  const depths = plan.savedLayers.length;
  if (!(countOf(sumsLayout(layout, depths), sums) >= 2)) return Number.NaN;
  const { folds, all } = momentsAt(layout, sums, depths, depths - 1);
  const { error } = plan.controlVariates
    ? controlledMean(folds, correction(layout, 0, 'd', 'dd', 'dc'))
    : { error: all.standardError(all.mean('g', 0), all.mean('y', 0)) };
  return plan.ensemble.width * error;
}

function countOf({ folds }: ReturnType<typeof sumsLayout>, sums: Float64Array): number {
  return sums[folds[0].count]! + sums[folds[1].count]!;
}

/** Moments of one depth over each fold and over both. @throws RangeError with fewer than two networks */
function momentsAt(
  layout: ObservableLayout,
  sums: Float64Array,
  depths: number,
  depth: number,
): { folds: Folds; all: Moments } {
  const where = sumsLayout(layout, depths);
  const networks = countOf(where, sums);
  if (!(networks >= 2)) throw new RangeError(`estimates need at least 2 finite networks; there are ${networks}`);
  const [first, second] = where.folds;
  const part = (values: number) => sums.subarray(values + depth * layout.size, values + (depth + 1) * layout.size);
  const a = part(first.values);
  const b = part(second.values);
  return {
    folds: [new Moments(layout, a, sums[first.count]!), new Moments(layout, b, sums[second.count]!)],
    all: new Moments(
      layout,
      a.map((sum, i) => sum + b[i]!),
      networks,
    ),
  };
}

/** The target d or e of one pair, with its control c. */
function correction(
  layout: ObservableLayout,
  p: number,
  mean: Section,
  square: Section,
  product: Section,
): ControlledTarget {
  const own = layout.diagonal[p]!;
  return {
    mean: [mean, p],
    square: [square, p],
    controls: [['c', own]],
    controlProducts: [['cc', own]],
    products: [[product, p]],
  };
}

type Folds = readonly [Moments, Moments];

/** One depth of one plan. */
interface Site {
  readonly layout: ObservableLayout;
  readonly depth: number;
  readonly width: number;
  /** K0 by pairs. */
  readonly kernel: Float64Array;
}

function estimatePlain(out: KernelEstimates, { layout, depth, kernel, width }: Site, m: Moments): void {
  const { pairs, packed, first, second, diagonal } = layout;
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

function estimateCoupled(out: KernelEstimates, site: Site, all: Moments, folds: Folds): void {
  const { layout, depth, kernel, width } = site;
  const { pairs, packed, first, second, diagonal } = layout;
  for (let p = 0; p < pairs; p++) {
    const l = all.mean('l', p);
    put(out.K0, depth * pairs + p, kernel[p]! + l, all.standardError(l, all.mean('ll', diagonal[p]!)));
    const d = controlledMean(folds, correction(layout, p, 'd', 'dd', 'dc'));
    put(out.G, depth * pairs + p, kernel[p]! + d.mean, d.error);
    put(out.K1, depth * pairs + p, width * d.mean, width * d.error);
    const e = controlledMean(folds, correction(layout, p, 'e', 'ee', 'ec'));
    put(out.U1, depth * pairs + p, width * e.mean, width * e.error);
  }
  for (let q = 0; q < packed; q++) {
    const here = (section: Section): Place => [section, q];
    const ll1: Place = ['ll', diagonal[first[q]!]!];
    const ll2: Place = ['ll', diagonal[second[q]!]!];
    const z = controlledMean(folds, {
      mean: here('z'),
      square: here('zz'),
      controls: [here('w'), ['l', first[q]!], ['l', second[q]!], here('c')],
      controlProducts: [
        ...[here('ww'), here('wl1'), here('wl2'), here('wc')],
        ...[here('wl1'), ll1, here('ll'), here('cl1')],
        ...[here('wl2'), here('ll'), ll2, here('cl2')],
        ...[here('wc'), here('cl1'), here('cl2'), here('cc')],
      ],
      products: [here('zw'), here('zl1'), here('zl2'), here('zc')],
    });
    const at = (index: Int32Array) => depth * pairs + index[q]!;
    const k1 = out.K1.value[at(first)]!;
    const k2 = out.K1.value[at(second)]!;
    // Error of K1 K1ᵀ/n as if independent of z: it is smaller by 1/n than that of z.
    const product = Math.hypot(k1 * out.K1.error[at(second)]!, k2 * out.K1.error[at(first)]!) / width;
    put(out.V4, depth * packed + q, z.mean - (k1 * k2) / width, Math.hypot(z.error, product));
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
