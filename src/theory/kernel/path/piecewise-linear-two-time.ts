import type { LayerAverages, PairAverages, TwoTimeAverages } from './two-time-averages.ts';

/**
 * Two-time averages of σ(u) = u for u > 0, s u for u < 0, in closed form: ReLU (s = 0), leaky ReLU, identity (s = 1).
 *
 * With σ² = s² u² + q u₊², q = 1 − s², and α = asin ρ,
 *
 *     Cov(u², v²) = 2 Cov(u², v₊²) = 2 K_u K_v ρ²,   Cov(Θ(u), v²) = 0
 *     Cov(u₊², v₊²) = K_u K_v [3 ρ √(1−ρ²) + π ρ² + α (1 + 2ρ²)] / (2π)
 *     Cov(Θ(u), v₊²) = K_v [α + ρ √(1−ρ²)] / (2π)
 *
 * The second line is the arc-cosine kernel of order two (Cho & Saul 2009), θ = π/2 − α, with the product of the means taken
 * out by hand: for ρ ≥ 0 every term is positive. √(1−ρ²) and α come from the same rounded ρ, so that their infinite
 * slopes cancel at ρ → 1.
 */
export class PiecewiseLinearTwoTimeAverages implements TwoTimeAverages {
  readonly layer: LayerAverages = { square: 0, slope: 0, curvature: 0, slopeError: 0, curvatureError: 0 };
  readonly pair: PairAverages = { covariance: 0, response: 0, covarianceError: 0, responseError: 0 };
  readonly error = 0;
  readonly #linear: number;
  readonly #corner: number;
  readonly #variances: number[] = [];

  /** @param slope s, for negative arguments */
  constructor(slope: number) {
    this.#linear = slope * slope;
    this.#corner = 1 - slope * slope;
    this.layer.slope = 0.5 * (1 + this.#linear);
  }

  addLayer(variance: number): void {
    if (!(variance > 0 && variance < Infinity)) {
      throw new RangeError(`a Gaussian average needs a positive finite variance; got ${variance}`);
    }
    this.#variances.push(variance);
    this.layer.square = this.layer.slope * variance;
  }

  evaluatePair(earlier: number, rho: number): void {
    const u = this.#variances.at(-1)!;
    const v = this.#variances[earlier]!;
    const deviation = Math.sqrt((1 - rho) * (1 + rho));
    const angle = Math.asin(rho);
    const linear = 2 * this.#linear * (this.#linear + this.#corner) * rho * rho;
    const rectified = (3 * rho * deviation + Math.PI * rho * rho + angle * (1 + 2 * rho * rho)) / (2 * Math.PI);
    this.pair.covariance = u * v * (linear + this.#corner ** 2 * rectified);
    this.pair.response = (v * this.#corner ** 2 * (angle + rho * deviation)) / (2 * Math.PI);
  }
}
