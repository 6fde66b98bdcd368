/** Every way a minimisation can end. The value is the message; `converged` is the only one that is an answer. */
export const minimiserOutcomes = {
  converged: 'the gradient is within its tolerance',
  stalled:
    'no step lowers the function any further, to rounding, though the gradient is above its tolerance; loosen the ' +
    'gradient tolerance, or replace the kinks of the function by smooth bends (softplus for ReLU) and sharpen them',
  'too-many-iterations':
    'the iterations are used up and the gradient is above its tolerance; allow more iterations, start nearer to the ' +
    'minimum, or loosen the gradient tolerance',
  'not-finite':
    'the function or its gradient is not a finite number where it was needed; look at the start, or take smaller steps ' +
    '(a lower learning rate)',
  stopped: 'the caller stopped the minimisation',
} as const;

export type MinimiserOutcome = keyof typeof minimiserOutcomes;

/** One accepted point; row 0 is the start. Counts are totals so far. */
export interface IterationRow {
  readonly iteration: number;
  readonly evaluations: number;
  readonly products: number;
  readonly value: number;
  /** ‖∇f‖₂ in the given variables. */
  readonly gradientNorm: number;
  /** ‖x − previous x‖₂; 0 at the start. */
  readonly step: number;
}

/** What every minimiser is asked. Nothing here has a hidden default. */
export interface MinimiserSettings {
  /** Most steps from one accepted point to the next. */
  readonly iterations: number;
  /** Converged where ‖∇f‖₂ ≤ this: absolute, in the given variables; 0 asks for an exact zero. */
  readonly gradientTolerance: number;
  /**
   * Called at the start and after every iteration, for progress, checkpoints and cancellation. `x` is only valid during
   * the call (copy what is kept); it must not be changed.
   */
  readonly onIteration?: (row: IterationRow, x: Float64Array) => undefined | 'stop' | Promise<undefined | 'stop'>;
}

/** What minimisers that never go uphill are asked besides. */
export interface DescentSettings extends MinimiserSettings {
  /** Relative rounding error of f (10⁻¹⁵ … 10⁻¹³ by the length of its sums): what is less is judged by the gradient. */
  readonly valueRounding: number;
  /** Iterations without a new lowest value (beyond rounding) or a new lowest gradient norm before it is `stalled`. */
  readonly patience: number;
}

/** The best point seen, however the minimisation ended, and how it went. */
export interface Minimum {
  /** Where f was lowest; among values equal to rounding, where the gradient was smallest. */
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly outcome: MinimiserOutcome;
  readonly iterations: number;
  readonly evaluations: number;
  readonly curvatureProducts: number;
  /** Every iteration; beyond 10 000 evenly thinned. First and last are always there. */
  readonly history: readonly IterationRow[];
}

/** @throws RangeError that names the setting. */
export function refuseUnless(holds: boolean, what: string, got: unknown): void {
  if (!holds) throw new RangeError(`minimiser: ${what}; got ${got}`);
}
