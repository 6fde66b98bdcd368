import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';
import { exampleCount, exampleShape, slice, sliceExamples } from './batch.ts';
import { copyRows } from './layers/copy-rows.ts';
import { lossOf } from './loss/loss-of.ts';
import type { Network } from './network.ts';
import type { Evaluation, EvaluationRoom, LossName, TrainingData } from './training.ts';

/**
 * Loss and accuracy over all rows asked for, in chunks of the capacity, in mode `evaluate`; features and outputs of all
 * examples where there is room. The numbers of an example do not depend on the chunks.
 * @throws RangeError for data or room that do not fit, or where no row is asked for
 */
export function evaluateNetwork(
  network: Network,
  loss: LossName,
  data: TrainingData,
  room: EvaluationRoom = {},
): Evaluation {
  const shape = exampleShape(network);
  const count = exampleCount(data, shape);
  const { outputRows } = shape;
  checkRoom('features', room.features, count * outputRows, network.featureWidth);
  checkRoom('outputs', room.outputs, count * outputRows, network.outputs);
  let sum = 0;
  let correct = 0;
  let asked = 0;
  for (let from = 0; from < count; from += network.description.capacity) {
    const to = Math.min(from + network.description.capacity, count);
    const { inputs, targets } = sliceExamples(data, shape, from, to);
    const outputs = network.forward(inputs, 'evaluate');
    const value = lossOf(loss, outputs, targets);
    if (value.asked > 0) sum += value.asked * value.loss;
    correct += value.correct;
    asked += value.asked;
    if (room.features) copyRows(network.features, slice(room.features, outputRows, from, to));
    if (room.outputs) copyRows(outputs, slice(room.outputs, outputRows, from, to));
  }
  if (asked === 0) throw new RangeError('Evaluation: expected a row to ask for; got labels −1 everywhere.');
  return { loss: sum / asked, accuracy: correct / asked };
}

function checkRoom(name: string, room: MatrixOf<RealArray> | undefined, rows: number, columns: number): void {
  if (!room || (room.rows === rows && room.columns === columns)) return;
  throw new RangeError(
    `Evaluation, room for ${name}: expected ${rows} × ${columns}; got ${room.rows} × ${room.columns}.`,
  );
}
