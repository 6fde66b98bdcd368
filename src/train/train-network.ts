import { createTraining } from './create-training.ts';
import type { TrainingOutcome, TrainingRun } from './training.ts';

/**
 * Trains up to a number of steps, or until `stop` says so after a step; checkpoints before the first step to come are not
 * called. @throws RangeError for settings that do not fit, TrainingDivergedError for a loss that is not finite
 */
export function trainNetwork(run: TrainingRun): TrainingOutcome {
  const { steps, from, checkpoints = [], onCheckpoint, stop } = run;
  const training = createTraining(run);
  if (from) training.restore(from);
  const at = new Set(checkpoints);
  const report = () => {
    if (at.has(training.step)) onCheckpoint?.(training);
  };
  let loss = Number.NaN;
  report();
  while (training.step < steps) {
    loss = training.advance().loss;
    report();
    if (stop?.(training.step)) return { end: 'stopped', step: training.step, loss, training };
  }
  return { end: 'finished', step: training.step, loss, training };
}
