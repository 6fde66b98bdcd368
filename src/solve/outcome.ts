/** Every way an integration can end. The value is the message; `complete` is the only one that is an answer. */
export const outcomes = {
  complete: 'the integration reached its end',
  'not-finite': 'the rate of change is not a finite number',
  'step-underflow': 'the step became too small for the depth to move; the solution may be singular, or stiff',
  'too-many-steps': 'the integration used up its steps',
  'stages-not-solved': 'the implicit equations of a step were not solved',
  'too-many-kinks': 'the branches of the rate switched more often than allowed; the solution may slide along a kink',
} as const;

export type SolverOutcome = keyof typeof outcomes;

/** Work an integration took. */
export interface SolverStatistics {
  /** Steps accepted and steps tried but given up. */
  readonly steps: number;
  readonly rejected: number;
  /** Evaluations of the rate. */
  readonly evaluations: number;
  /** Smallest and largest accepted step, absolute; 0 if there was none. */
  readonly smallestStep: number;
  readonly largestStep: number;
}

/** An integration that did not reach its end. Nothing it computed is an answer. */
export class SolverError extends Error {
  readonly outcome: SolverOutcome;
  /** Last depth that was reached within the tolerance. */
  readonly reached: number;
  /** Component that was not finite, else null. */
  readonly component: number | null;
  readonly statistics: SolverStatistics;

  constructor(
    outcome: SolverOutcome,
    where: { readonly from: number; readonly to: number; readonly reached: number; readonly component: number | null },
    statistics: SolverStatistics,
    advice: string,
  ) {
    const component = where.component === null ? '' : ` (component ${where.component})`;
    super(
      `${outcomes[outcome]}${component}: reached t = ${where.reached} on the way from ${where.from} to ${where.to} after ` +
        `${statistics.steps} steps (${statistics.rejected} rejected, ${statistics.evaluations} evaluations, smallest step ` +
        `${statistics.smallestStep.toExponential(2)}). ${advice}`,
    );
    this.name = 'SolverError';
    this.outcome = outcome;
    this.reached = where.reached;
    this.component = where.component;
    this.statistics = statistics;
  }
}
