import { type Estimate, type KernelEstimates, type SampledQuantity, sampledQuantities } from './kernel-estimates.ts';
import { type ControlledTarget, controlledMean, type MeanEstimate, Moments, type Place } from './moments.ts';
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
    const site = siteOf(plan, layout, depth);
    const { folds, all } = momentsAt(layout, sums, depths, depth);
    networks = all.networks;
    fill(plain, site, (quantity, i) => plainEstimate(site, all, quantity, i));
    if (coupled) fill(coupled, site, (quantity, i) => coupledEstimate(site, all, folds, quantity, i));
    if (residuals) residual.estimateInto(residuals.plain, depth, plain, all, null);
    if (residuals?.coupled && coupled) residual.estimateInto(residuals.coupled, depth, coupled, all, folds);
  }
  return { networks, plain, coupled, residuals };
}

/** One component of an estimated quantity: `index` counts pairs, or packed pairs of pairs for V4, as in `inputPairs` and `packedIndex`. */
export interface WatchedComponent {
  readonly quantity: SampledQuantity;
  readonly index: number;
}

/** K1[0,0]: what is watched where nothing else is asked for. */
export const firstCorrection: WatchedComponent = { quantity: 'K1', index: 0 };

/**
 * Standard error of one component at the last saved layer alone, as `estimateKernels` gives it: of the coupled estimate where
 * there is one. NaN for fewer than two networks.
 */
export function standardErrorOf(
  plan: SamplingPlan,
  sums: Float64Array,
  { quantity, index }: WatchedComponent = firstCorrection,
): number {
  const layout = layoutOf(plan);
  const depths = plan.savedLayers.length;
  if (!(countOf(sumsLayout(layout, depths), sums) >= 2)) return Number.NaN;
  const { folds, all } = momentsAt(layout, sums, depths, depths - 1);
  const site = siteOf(plan, layout, depths - 1);
  const { error } = plan.controlVariates
    ? coupledEstimate(site, all, folds, quantity, index)
    : plainEstimate(site, all, quantity, index);
  return error;
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

function siteOf({ ensemble, chain, savedLayers }: SamplingPlan, layout: ObservableLayout, depth: number): Site {
  const at = (savedLayers[depth] ?? 0) * layout.pairs;
  return { layout, depth, width: ensemble.width, kernel: chain.kernels.subarray(at, at + layout.pairs) };
}

/** Every component of every quantity at one depth. */
function fill(
  out: KernelEstimates,
  { depth, layout }: Site,
  estimate: (quantity: SampledQuantity, i: number) => MeanEstimate,
): void {
  for (const quantity of sampledQuantities) {
    const size = quantity === 'V4' ? layout.packed : layout.pairs;
    for (let i = 0; i < size; i++) {
      const { mean, error } = estimate(quantity, i);
      out[quantity].value[depth * size + i] = mean;
      out[quantity].error[depth * size + i] = error;
    }
  }
}

/** Estimate of one component from the networks alone. */
function plainEstimate(
  { layout, kernel, width }: Site,
  m: Moments,
  quantity: SampledQuantity,
  i: number,
): MeanEstimate {
  if (quantity === 'V4') return plainCovariance(layout, width, m, i);
  if (quantity === 'U1') {
    const s = m.mean('s', i);
    return { mean: width * s, error: width * m.standardError(s, m.mean('ss', i)) };
  }
  const g = m.mean('g', i);
  const error = m.standardError(g, m.mean('y', layout.diagonal[i]!));
  return quantity === 'K1' ? { mean: width * g, error: width * error } : { mean: kernel[i]! + g, error };
}

function plainCovariance(
  { first, second, diagonal }: ObservableLayout,
  width: number,
  m: Moments,
  q: number,
): MeanEstimate {
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
  return { mean: unbiased * covariance, error: unbiased * m.standardError(covariance, square) };
}

/** Estimate of one component with the coupled chain, controls taken out. */
function coupledEstimate(
  { layout, kernel, width }: Site,
  all: Moments,
  folds: Folds,
  quantity: SampledQuantity,
  i: number,
): MeanEstimate {
  if (quantity === 'V4') return coupledCovariance(layout, width, folds, i);
  if (quantity === 'K0') {
    const l = all.mean('l', i);
    return { mean: kernel[i]! + l, error: all.standardError(l, all.mean('ll', layout.diagonal[i]!)) };
  }
  const { mean, error } = controlledMean(
    folds,
    quantity === 'U1' ? correction(layout, i, 'e', 'ee', 'ec') : correction(layout, i, 'd', 'dd', 'dc'),
  );
  return quantity === 'G' ? { mean: kernel[i]! + mean, error } : { mean: width * mean, error: width * error };
}

function coupledCovariance(layout: ObservableLayout, width: number, folds: Folds, q: number): MeanEstimate {
  const { first, second, diagonal } = layout;
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
  const [k1, k2] = [first, second].map((index) => {
    const d = controlledMean(folds, correction(layout, index[q]!, 'd', 'dd', 'dc'));
    return { mean: width * d.mean, error: width * d.error };
  }) as [MeanEstimate, MeanEstimate];
  // Error of K1 K1ᵀ/n as if independent of z: it is smaller by 1/n than that of z.
  const product = Math.hypot(k1.mean * k2.error, k2.mean * k1.error) / width;
  return { mean: z.mean - (k1.mean * k2.mean) / width, error: Math.hypot(z.error, product) };
}

function emptyEstimates(depths: number, layout: ObservableLayout): KernelEstimates {
  const empty = (size: number): Estimate => ({
    value: new Float64Array(depths * size),
    error: new Float64Array(depths * size),
  });
  const { pairs, packed } = layout;
  return { K0: empty(pairs), G: empty(pairs), V4: empty(packed), K1: empty(pairs), U1: empty(pairs) };
}
