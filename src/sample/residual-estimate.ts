import type { Estimate, KernelEstimates } from './kernel-estimates.ts';
import { type ControlledTarget, controlledMean, type MeanEstimate, type Moments } from './moments.ts';
import type { ObservableLayout } from './observables.ts';
import type { SamplingPlan } from './plan.ts';
import { ResidualParts } from './residual-parts.ts';
import { controlProduct, type ResidualPart, residualControls, residualParts } from './residual-sections.ts';

/** R and its parts, and Σ = E[Σ(G, Q)]: coefficients per depth time, packed pairs of pairs. */
export type ResidualQuantity = 'R' | 'Rtransport' | 'Rsource' | 'Rstep' | 'Sigma';
export type ResidualEstimates = Readonly<Record<ResidualQuantity, Estimate>>;

const quantityOf: Readonly<Record<ResidualPart, ResidualQuantity>> = {
  total: 'R',
  transport: 'Rtransport',
  source: 'Rsource',
  step: 'Rstep',
};

export function emptyResiduals(depths: number, { packed }: ObservableLayout): ResidualEstimates {
  const empty = (): Estimate => ({
    value: new Float64Array(depths * packed),
    error: new Float64Array(depths * packed),
  });
  return { R: empty(), Rtransport: empty(), Rsource: empty(), Rstep: empty(), Sigma: empty() };
}

/**
 * The residual budget of one depth: means of the parts, with the chain's controls taken out when `folds` are given, less the
 * products of means that turn raw second moments into covariances. R is averaged as an observable of its own, so that its
 * error knows how its parts move together.
 *
 * The products are smaller by 1/n than what they are subtracted from, and their errors are added as if independent.
 */
export class ResidualEstimator {
  readonly #plan: SamplingPlan;
  readonly #layout: ObservableLayout;
  readonly #residual: ResidualParts;

  constructor(plan: SamplingPlan, layout: ObservableLayout) {
    this.#plan = plan;
    this.#layout = layout;
    this.#residual = new ResidualParts(plan, layout);
  }

  /** @param means K1 and U1 estimated from the same networks in the same way */
  estimateInto(
    out: ResidualEstimates,
    depth: number,
    means: Pick<KernelEstimates, 'K1' | 'U1'>,
    all: Moments,
    folds: readonly [Moments, Moments] | null,
  ): void {
    const { packed } = this.#layout;
    this.#residual.begin(this.#plan.savedLayers[depth]!);
    for (let at = 0; at < packed; at++) {
      const to = depth * packed + at;
      const products = this.#meanProducts(depth, means, at);
      for (const part of residualParts) {
        const { mean, error } = folds ? controlledMean(folds, target(part, at)) : plainMean(all, part, at);
        const product = products[part];
        const estimate = out[quantityOf[part]];
        estimate.value[to] = mean - product.mean;
        estimate.error[to] = Math.hypot(error, product.error);
      }
      out.Sigma.value[to] = this.#residual.infiniteSource(at) + out.Rsource.value[to]!;
      out.Sigma.error[to] = out.Rsource.error[to]!;
    }
  }

  /** What the products of E[g] = K1/n and E[q] = C_W U1/n, times n, add to each part. */
  #meanProducts(
    depth: number,
    { K1, U1 }: Pick<KernelEstimates, 'K1' | 'U1'>,
    at: number,
  ): Readonly<Record<ResidualPart, MeanEstimate>> {
    const { pairs, first, second } = this.#layout;
    const { width, weightVariance, residualScale, leak } = this.#plan.ensemble;
    const from = depth * pairs;
    const p = first[at]!;
    const r = second[at]!;
    const own = (pair: number) => {
      const q = weightVariance * U1.value[from + pair]!;
      return {
        k: K1.value[from + pair]!,
        kError: K1.error[from + pair]!,
        q,
        h: q - this.#residual.response(pair, K1.value, from, 1),
        hError: Math.hypot(weightVariance * U1.error[from + pair]!, this.#residual.response(pair, K1.error, from, 1)),
      };
    };
    const a = own(p);
    const b = own(r);
    const stepSize = residualScale ** 2;
    const x = leak * stepSize;
    const transport = (a.h * b.k + a.k * b.h) / width;
    const error = Math.hypot(a.hError * b.k, a.h * b.kError, a.kError * b.h, a.k * b.hError) / width;
    const step =
      (x * (x - 2) * (a.q * b.k + a.k * b.q) + stepSize * a.q * b.q + leak * x * (6 + x * (x - 4)) * a.k * b.k) / width;
    return {
      total: { mean: transport + step, error },
      transport: { mean: transport, error },
      source: { mean: 0, error: 0 },
      step: { mean: step, error: stepSize * error },
    };
  }
}

function plainMean(all: Moments, part: ResidualPart, at: number): MeanEstimate {
  const mean = all.mean(`plain:${part}`, at);
  return { mean, error: all.standardError(mean, all.mean(`plain:${part}·${part}`, at)) };
}

function target(part: ResidualPart, at: number): ControlledTarget {
  return {
    mean: [part, at],
    square: [`${part}·${part}`, at],
    controls: residualControls.map((control) => [`control:${control}`, at] as const),
    controlProducts: residualControls.flatMap((_, i) =>
      residualControls.map((_, j) => [controlProduct(i, j), at] as const),
    ),
    products: residualControls.map((control) => [`${part}·${control}`, at] as const),
  };
}
