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
