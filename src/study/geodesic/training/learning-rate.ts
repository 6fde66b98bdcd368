import { cosTurn } from '../../../numeric/elementary.ts';
import type { TrainingPhase } from '../geodesic-scenario.ts';

/** Learning rate of step k = 1, 2, … of a phase: constant, or falling from its first value to 0 along half a cosine. */
export function learningRateAt({ learningRate, decay, epochs }: TrainingPhase, step: number): number {
  if (decay === 'none') return learningRate;
  return 0.5 * learningRate * (1 + cosTurn((step - 1) / (2 * epochs)));
}
