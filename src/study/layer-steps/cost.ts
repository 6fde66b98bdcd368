import { featureCount } from '../../model/leaky-resnet.ts';
import { roughTime } from '../cost-text.ts';
import { taskShape } from '../geodesic/task-of-scenario.ts';
import type { CostPrediction } from '../host.ts';
import { type LayerStepsScenario, stepsPositions, trainingAt } from './steps-scenario.ts';

/** Multiply–adds per second of one core in a whole gradient: measured, rounded down. */
const multiplicationsPerSecond = 5e9;

/** Work of all trainings. */
export function predictCost(scenario: LayerStepsScenario): CostPrediction {
  const { model, task, solver, compare } = scenario;
  const { points } = taskShape(task);
  const epochs = solver.adam.epochs + solver.sgd.epochs;
  const positions = stepsPositions(scenario);
  const layers = positions.reduce((sum, at) => sum + trainingAt(scenario, at).solver.layers, 0);
  // Forwards, backwards, and the gradient itself: three products for each layer.
  const seconds = (3 * model.width * featureCount(model) * points * layers * epochs) / multiplicationsPerSecond;
  return {
    seconds,
    lines: [
      `${positions.length} trainings: L = ${compare.layers.join(', ')}; ${compare.steps.join(', ')} steps; ${compare.seeds.length} seeds`,
      `${epochs} epochs each over ${points} points, width ${model.width}; about ${roughTime(seconds)} of one core in all`,
    ],
    refusals: [],
  };
}
