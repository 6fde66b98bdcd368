import { regressionCoefficients } from '../numeric/regression.ts';
import type { ObservableLayout, Section } from './observables.ts';

/** A mean and its standard error. */
export interface MeanEstimate {
  readonly mean: number;
  readonly error: number;
}

/** A target observable and controls whose exact mean is zero, as places of their raw first and second moments. */
export interface ControlledTarget {
  readonly mean: Place;
  readonly square: Place;
  readonly controls: readonly Place[];
  /** x_i x_j, row by row. */
  readonly controlProducts: readonly Place[];
  /** x_i y. */
  readonly products: readonly Place[];
}
export type Place = readonly [section: Section, index: number];

/** Means of the observables of one depth over one set of networks. */
export class Moments {
  readonly networks: number;
  readonly #layout: ObservableLayout;
  readonly #sums: Float64Array;

  constructor(layout: ObservableLayout, sums: Float64Array, networks: number) {
    this.#layout = layout;
    this.#sums = sums;
    this.networks = networks;
  }

  mean(section: Section, index: number): number {
    return this.#sums[this.#layout.offset[section] + index]! / this.networks;
  }

  /** Standard error of a mean from its first two moments. */
  standardError(mean: number, meanSquare: number): number {
    return Math.sqrt(Math.max(0, meanSquare - mean * mean) / (this.networks - 1));
  }
}

/** Below this many networks in a fold no controls are used: their coefficients would be noise. */
const leastForControls = 32;

/** Share of a variance below which what the controls leave cannot be told from rounding. */
const rounding = 2 ** -46;

/**
 * Mean of a target with controls taken out, ȳ − β x̄, cross-fitted: each half of the networks uses the β of the other half,
 * so that the mean stays unbiased and the error is that of networks which had no part in choosing β.
 */
export function controlledMean(folds: readonly [Moments, Moments], target: ControlledTarget): MeanEstimate {
  const [a, b] = folds;
  const networks = a.networks + b.networks;
  const useless = Math.min(a.networks, b.networks) < leastForControls;
  const none = new Float64Array(target.controls.length);
  const parts = [
    withCoefficients(a, target, useless ? none : coefficients(b, target)),
    withCoefficients(b, target, useless ? none : coefficients(a, target)),
  ];
  let mean = 0;
  let variance = 0;
  for (const [i, part] of parts.entries()) {
    const own = folds[i]!.networks;
    if (own === 0) continue;
    mean += (own / networks) * part.mean;
    variance += (own / networks) * part.variance;
  }
  // Without controls the two halves are one sample, whose variance includes the difference of their means.
  if (useless) {
    const between = a.networks === 0 || b.networks === 0 ? 0 : parts[0]!.mean - parts[1]!.mean;
    variance += (a.networks * b.networks * between ** 2) / networks ** 2;
  }
  return { mean, error: Math.sqrt(variance / (networks - (useless ? 1 : 2))) };
}

function covariances(m: Moments, { mean, controls, controlProducts, products }: ControlledTarget) {
  const y = m.mean(...mean);
  const x = controls.map((place) => m.mean(...place));
  const size = x.length;
  return {
    y,
    x,
    covariance: Float64Array.from(
      controlProducts,
      (place, i) => m.mean(...place) - x[Math.floor(i / size)]! * x[i % size]!,
    ),
    cross: products.map((place, i) => m.mean(...place) - y * x[i]!),
  };
}

function coefficients(m: Moments, target: ControlledTarget): Float64Array {
  const { covariance, cross } = covariances(m, target);
  return regressionCoefficients(covariance, cross);
}

/** Mean and variance of y − β x over one set of networks. */
function withCoefficients(
  m: Moments,
  target: ControlledTarget,
  beta: Float64Array,
): { mean: number; variance: number } {
  if (m.networks === 0) return { mean: 0, variance: 0 };
  const { y, x, covariance, cross } = covariances(m, target);
  const size = beta.length;
  const whole = Math.max(0, m.mean(...target.square) - y * y);
  let mean = y;
  let variance = whole;
  for (let i = 0; i < size; i++) {
    mean -= beta[i]! * x[i]!;
    variance -= 2 * beta[i]! * cross[i]!;
    for (let j = 0; j < size; j++) variance += beta[i]! * beta[j]! * covariance[i * size + j]!;
  }
  return { mean, variance: Math.max(rounding * whole, variance) };
}
