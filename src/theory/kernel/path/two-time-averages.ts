import { type Activation, leakyReluSlope } from '../../../model/activation.ts';
import { HermiteTwoTimeAverages } from './hermite-two-time.ts';
import { PiecewiseLinearTwoTimeAverages } from './piecewise-linear-two-time.ts';

/** Averages of σ² at one layer, u ~ N(0, K^ℓ), each with its absolute error estimate. */
export interface LayerAverages {
  /** E[σ²]. */
  square: number;
  /** ½ E[(σ²)''] = ∂E[σ²]/∂K. */
  slope: number;
  /** ¼ E[(σ²)''''] = ∂²E[σ²]/∂K². */
  curvature: number;
  slopeError: number;
  curvatureError: number;
}

/** Averages over a neuron at two layers, u = φ̃^ℓ and v = φ̃^m, each with its absolute error estimate. */
export interface PairAverages {
  /** Cov(σ²(u), σ²(v)). */
  covariance: number;
  /** ½ Cov((σ²)''(u), σ²(v)) = ∂Cov/∂K^ℓ at fixed Cov(u, v) (Price's theorem). */
  response: number;
  covarianceError: number;
  responseError: number;
}

/**
 * Two-time Gaussian averages of σ along a path whose layers are added one by one. Free of C_W and C_b; nothing is
 * allocated per pair: `layer` and `pair` are overwritten.
 */
export interface TwoTimeAverages {
  /** Of the newest layer. */
  readonly layer: Readonly<LayerAverages>;
  /** Of the pair last asked for. */
  readonly pair: Readonly<PairAverages>;
  /** Largest error estimate of E[σ²], its derivatives and Var σ² met so far, relative to E[σ²] and E[σ⁴]. */
  readonly error: number;
  /**
   * @param variance K^ℓ of the new layer
   * @throws RangeError for a variance that is not positive and finite, or a σ that grows too fast
   */
  addLayer(variance: number): void;
  /**
   * @param earlier m, at most the newest layer ℓ
   * @param rho correlation of φ̃^ℓ and φ̃^m, within [−1, 1]
   */
  evaluatePair(earlier: number, rho: number): void;
}

/**
 * Two-time averages of an activation: closed forms for identity, ReLU and leaky ReLU, Mehler's sum over Hermite
 * coefficients otherwise.
 * @param tolerance error of the averages, relative
 * @param modeOrder Hermite coefficients of σ² beyond this order count as zero, whatever the activation; null for all
 */
export function twoTimeAverages(activation: Activation, tolerance: number, modeOrder: number | null): TwoTimeAverages {
  if (modeOrder !== null) return new HermiteTwoTimeAverages(activation, tolerance, modeOrder);
  switch (activation.name) {
    case 'identity':
      return new PiecewiseLinearTwoTimeAverages(1);
    case 'relu':
      return new PiecewiseLinearTwoTimeAverages(0);
    case 'leaky-relu':
      return new PiecewiseLinearTwoTimeAverages(leakyReluSlope);
    default:
      return new HermiteTwoTimeAverages(activation, tolerance, null);
  }
}
