import { HermiteCoefficients, type LineFunction } from '../../../numeric/gaussian-average.ts';
import { tailEstimate } from '../../../numeric/tail-estimate.ts';
import type { LayerAverages, PairAverages, TwoTimeAverages } from './two-time-averages.ts';

/** Coefficients taken to begin with, and at most; behind a kink they fall so slowly that more are not worth their nodes. */
const firstOrder = 32;
const lastOrder = { analytic: 8192, kinked: 1024 };
/** A power of ρ below this changes no sum. */
const negligible = 1e-18;

/** What is kept of a layer that later layers are paired with. */
interface Layer {
  /** b_k, k = 0, stride, 2 stride, … */
  readonly coefficients: Float64Array;
  /** √ of the estimate of Σ b_k² over the coefficients not taken. */
  readonly tail: number;
  /** Absolute error of one b_k. */
  readonly quadrature: number;
  /** Σ |b_k|, and Σ √((k+1)(k+2)) |b_k|, k ≥ 1. */
  readonly sum: number;
  readonly moment: number;
}

/**
 * Two-time averages of any σ by Mehler's sum over the Hermite coefficients b_k(K) = E[σ²(√K z) h_k(z)]:
 *
 *     Cov(σ²(u), σ²(v)) = Σ_{k≥1} b_k(K_u) b_k(K_v) ρ^k
 *     ½ Cov((σ²)''(u), σ²(v)) = Σ_{k≥1} d_k(K_u) b_k(K_v) ρ^k,   d_k(K) = √((k+1)(k+2)) b_{k+2}(K) / (2K)   (Stein)
 *
 * Adjacent layers have ρ near 1, so the coefficients themselves must have become small: their number is raised until the
 * tail is, estimated from the last two octaves of Σ b_k² and Σ d_k². By Cauchy and Schwarz a cut at R leaves out at most
 * |ρ|^R (Σ_{k>R} b_k(K_u)² Σ_{k>R} b_k(K_v)²)^{1/2}, which is the error reported, with that of the quadrature added.
 */
export class HermiteTwoTimeAverages implements TwoTimeAverages {
  readonly layer: LayerAverages = { square: 0, slope: 0, curvature: 0, slopeError: 0, curvatureError: 0 };
  readonly pair: PairAverages = { covariance: 0, response: 0, covarianceError: 0, responseError: 0 };
  error = 0;
  readonly #tolerance: number;
  readonly #fixed: boolean;
  readonly #last: number;
  /** 2 where σ² is even and every other coefficient vanishes. */
  readonly #stride: 1 | 2;
  readonly #source: HermiteCoefficients;
  readonly #variance = new Float64Array(1);
  readonly #layers: Layer[] = [];
  #order: number;
  // Of the newest layer: d_k, and Σ b_k² and Σ d_k² from index i on, tails included.
  #responses = new Float64Array(0);
  #restOfSquares = new Float64Array(0);
  #restOfResponses = new Float64Array(0);
  #responseSum = 0;

  /** @param modeOrder largest k; null to take as many as the tolerance needs */
  constructor(f: LineFunction, tolerance: number, modeOrder: number | null) {
    this.#tolerance = tolerance;
    this.#fixed = modeOrder !== null;
    this.#last = f.kinks.length > 0 ? lastOrder.kinked : lastOrder.analytic;
    this.#stride = f.parity === 'none' ? 1 : 2;
    this.#order = modeOrder ?? firstOrder;
    this.#source = new HermiteCoefficients(f, 1, tolerance / 2, this.#order);
  }

  addLayer(variance: number): void {
    this.#variance[0] = variance;
    for (;;) {
      const accuracy = this.#source.evaluate(this.#variance, -1, this.#order);
      const layer = this.#tabulate(variance, accuracy);
      const square = layer.coefficients[0]!;
      const norm = this.#restOfSquares[0]! + square * square;
      const tail = layer.tail * Math.max(layer.tail, 2 * variance * Math.sqrt(this.#restOfResponses.at(-1)!));
      if (tail > (this.#tolerance / 2) * norm && this.#moreCoefficients()) continue;
      this.error = Math.max(this.error, accuracy, norm === 0 ? 0 : layer.tail ** 2 / norm);
      this.#layers.push(layer);
      this.#describe(layer, variance);
      return;
    }
  }

  evaluatePair(earlier: number, rho: number): void {
    const { pair } = this;
    const newest = this.#layers.at(-1)!;
    const other = this.#layers[earlier]!;
    const here = newest.coefficients;
    const there = other.coefficients;
    const responses = this.#responses;
    // The newest layer never has fewer coefficients than an earlier one.
    const count = there.length;
    const factor = this.#stride === 2 ? rho * rho : rho;
    let power = 1;
    let covariance = 0;
    let response = 0;
    for (let i = 1; i < count; i++) {
      power *= factor;
      const term = power * there[i]!;
      covariance += term * here[i]!;
      response += term * responses[i]!;
      if (Math.abs(power) < negligible) break;
    }
    const cut = Math.abs(power) * other.tail;
    pair.covariance = covariance;
    pair.response = response;
    pair.covarianceError =
      cut * Math.sqrt(this.#restOfSquares[count - 1]!) + newest.quadrature * other.sum + other.quadrature * newest.sum;
    pair.responseError =
      cut * Math.sqrt(this.#restOfResponses[count - 1]!) +
      (newest.quadrature * other.moment) / (2 * this.#variance[0]!) +
      other.quadrature * this.#responseSum;
  }

  #moreCoefficients(): boolean {
    if (this.#fixed) return false;
    const next = Math.min(this.#last, Math.ceil(1.5 * this.#order));
    if (next <= this.#order || !this.#source.basis.extend(next)) return false;
    this.#order = next;
    return true;
  }

  #tabulate(variance: number, accuracy: number): Layer {
    const stride = this.#stride;
    const beta = this.#source.beta[0]!;
    const count = Math.floor(this.#order / stride) + 1;
    const coefficients = Float64Array.from({ length: count }, (_, i) => beta[stride * i]!);
    if (this.#responses.length !== count) {
      this.#responses = new Float64Array(count);
      this.#restOfSquares = new Float64Array(count);
      this.#restOfResponses = new Float64Array(count);
    }
    const responses = this.#responses;
    responses.fill(0);
    const ahead = 2 / stride;
    let sum = 0;
    let moment = 0;
    this.#responseSum = 0;
    for (let i = 1; i < count; i++) {
      const k = stride * i;
      const root = Math.sqrt((k + 1) * (k + 2));
      sum += Math.abs(coefficients[i]!);
      moment += root * Math.abs(coefficients[i]!);
      if (i + ahead >= count) continue;
      responses[i] = (root * coefficients[i + ahead]!) / (2 * variance);
      this.#responseSum += Math.abs(responses[i]!);
    }
    const tail = this.#accumulateRest(coefficients, this.#restOfSquares, count);
    this.#accumulateRest(responses, this.#restOfResponses, count - ahead);
    return { coefficients, tail: Math.sqrt(tail), quadrature: accuracy * coefficients[0]!, sum, moment };
  }

  /**
   * rest[i] = Σ_{j>i} terms_j² with the tail beyond `count`, estimated from the last two octaves.
   * @returns the tail
   */
  #accumulateRest(terms: Float64Array, rest: Float64Array, count: number): number {
    const last = count - 1;
    let previousOctave = 0;
    let lastOctave = 0;
    for (let i = 1; i <= last; i++) {
      if (2 * i > last) lastOctave += terms[i]! ** 2;
      else if (4 * i > last) previousOctave += terms[i]! ** 2;
    }
    // Exact for a power law, and a bound is wanted: twice the estimate.
    const tail = this.#fixed ? 0 : 2 * tailEstimate(previousOctave, lastOctave);
    let sum = tail;
    for (let i = rest.length - 1; i >= 0; i--) {
      rest[i] = sum;
      sum += terms[i]! ** 2;
    }
    return tail;
  }

  #describe({ coefficients, quadrature }: Layer, variance: number): void {
    const { layer } = this;
    const at = (k: number) => coefficients[k / this.#stride] ?? 0;
    layer.square = at(0);
    layer.slope = at(2) / (Math.SQRT2 * variance);
    layer.slopeError = quadrature / (Math.SQRT2 * variance);
    layer.curvature = (Math.sqrt(24) * at(4)) / (4 * variance ** 2);
    layer.curvatureError = (Math.sqrt(24) * quadrature) / (4 * variance ** 2);
  }
}
