/** A training whose loss is no longer a finite number. */
export class TrainingDivergedError extends Error {
  override readonly name = 'TrainingDivergedError';
  /** Steps done before: the loss was found in the pass of the next. */
  readonly step: number;
  readonly loss: number;

  constructor(step: number, loss: number) {
    super(
      `Training diverged: the loss is ${loss} after ${step} steps; take a smaller learning rate, or a longer warm-up.`,
    );
    this.step = step;
    this.loss = loss;
  }
}
