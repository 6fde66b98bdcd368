/** What the kernel equations need of σ. */
export interface AveragesRequest {
  /** N. */
  readonly inputs: number;
  /** Total derivative order of the pair averages: 2 for F and χ, 4 for F'' as well. */
  readonly derivativeOrder: 2 | 4;
  /** Largest k of the mode tables; 0 when no modes are carried. */
  readonly modeOrder: number;
  /** Error asked for, relative to the root mean square of σ (squared for products). */
  readonly tolerance: number;
}

/**
 * Gaussian averages of σ at a kernel K, refreshed in place by `evaluate`. P = N (N + 1) / 2 pairs as in `inputPairs`.
 * All are normalised (h_k = He_k / √k!) and free of C_W and C_b.
 */
export interface KernelAverages {
  readonly request: AveragesRequest;
  /** β_k = E[σ(u_a)² h_k(u_a / √K_aa)] at a · (singleOrder + 1) + k. */
  readonly single: Float64Array;
  /** Largest k in `single`. */
  readonly singleOrder: number;
  /**
   * t̂_{j,m} = K_cc^{j/2} K_dd^{m/2} E[σ^{(j)}(u_c) σ^{(m)}(u_d)] / √(j! m!) for pairs c < d, j + m = k ≤ derivativeOrder,
   * at pair · triangleSize(derivativeOrder) + triangleIndex(k, j).
   */
  readonly derivatives: Float64Array;
  /**
   * τ_{k,i} = E[σ(u_c) σ(u_d) h_i(z₁) h_{k−i}(z₂)] for pairs c < d, z₁ = u_c / √K_cc and z₂ the standardised part of u_d
   * independent of u_c, at pair · triangleSize(modeOrder) + triangleIndex(k, i).
   */
  readonly modes: Float64Array;
  /**
   * @param kernel K by pairs
   * @returns error estimate, relative to the root mean squares involved
   * @throws TheoryError for a correlation beyond ±1 or an average that is infinite; RangeError for a bad variance or a σ that
   *   grows too fast
   */
  evaluate(kernel: Float64Array): number;
}
