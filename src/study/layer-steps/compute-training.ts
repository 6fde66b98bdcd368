import type { Task } from '../../model/task.ts';
import type { Matrix } from '../../numeric/dense/matrix.ts';
import { singularValues } from '../../numeric/singular-values.ts';
import type { TrainingScenario } from '../geodesic/geodesic-scenario.ts';
import { solveTraining, type TrainingOptions } from '../geodesic/training/solve-training.ts';
import type { TrainingResult } from './training-result.ts';

/** Rows kept of the history of one training, about. */
const historyRows = 400;

/** Trains one network and measures it. @throws RangeError for a task without test points */
export async function computeTraining(
  scenario: TrainingScenario,
  task: Task,
  options: TrainingOptions,
): Promise<TrainingResult> {
  const solution = await solveTraining(scenario, task, options);
  const { testOutputs, loss, history, stages, weights, nodes } = solution;
  if (testOutputs === null || task.testTargets === null) throw new RangeError('layer steps: test points are expected');
  const every = Math.ceil(history.length / historyRows);
  const rows = history.filter((_, i) => i % every === 0 || i === history.length - 1);
  const spectra = weights.map((one) => singularValues(one));
  const size = spectra[0]!.length;
  const all = new Float64Array(spectra.length * size);
  for (const [i, values] of spectra.entries()) all.set(values, i * size);
  return {
    numbers: {
      testError: meanSquare(testOutputs, task.testTargets),
      fit: loss.fit,
      loss: loss.fit + loss.penalty,
      stationarity: solution.stationarity,
      hamiltonianDrift: stages.at(-1)?.hamiltonianDrift ?? Number.NaN,
    },
    nodes,
    singularValues: all,
    history: Float64Array.from(rows.flatMap((row) => [row.evaluations, row.loss])),
    failure: solution.converged ? null : solution.message,
  };
}

/** (1/M) Σ ‖f(x) − y‖² over the columns. */
function meanSquare(outputs: Matrix, targets: Matrix): number {
  let sum = 0;
  for (let i = 0; i < outputs.rows; i++) {
    for (let j = 0; j < outputs.columns; j++) {
      sum += (outputs.data[i * outputs.stride + j]! - targets.data[i * targets.stride + j]!) ** 2;
    }
  }
  return sum / outputs.columns;
}
