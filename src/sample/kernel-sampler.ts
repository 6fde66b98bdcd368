/** How one network went. */
export interface NetworkOutcome {
  /** First layer at which something was not finite; null when the network stayed finite. */
  readonly divergedAt: number | null;
  /** Zero columns met in Cholesky factors of Q, over all layers. */
  readonly deficientPivots: number;
  /** Largest error estimate of a Gaussian average taken on the way, relative; 0 where none is. */
  readonly averageError: number;
}

/** One way of drawing the kernels of a network of the plan, layer by layer. */
export interface KernelSampler {
  /** Statistics of network number `network` at every saved layer into `out` (saved layers × layout.size). */
  run(network: number, out: Float64Array): NetworkOutcome;
}
