import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';
import { exampleCount, slice } from './batch.ts';
import { copyRows } from './layers/copy-rows.ts';
import { lossOf } from './loss/loss-of.ts';
import type { Network } from './network.ts';
import { tokensOf } from './tokens-of.ts';
import type { Evaluation, EvaluationRoom, LossName, TrainingData } from './training.ts';

/**
 * Loss and accuracy over all examples, in chunks of the capacity, in mode `evaluate`; features and outputs of all of them where
 * there is room. The numbers of an example do not depend on the chunks. @throws RangeError for data or room that do not fit
 */
export function evaluateNetwork(
  network: Network,
  loss: LossName,
  data: TrainingData,
  room: EvaluationRoom = {},
): Evaluation {
  const tokens = tokensOf(network);
  const count = exampleCount(data, tokens);
  checkRoom('features', room.features, count, network.featureWidth);
  checkRoom('outputs', room.outputs, count, network.outputs);
  let sum = 0;
  let correct = 0;
  for (let from = 0; from < count; from += network.description.capacity) {
    const to = Math.min(from + network.description.capacity, count);
    const outputs = network.forward(slice(data.inputs, tokens, from, to), 'evaluate');
    const value = lossOf(loss, outputs, slice(data.targets, 1, from, to));
    sum += (to - from) * value.loss;
    correct += value.correct;
    if (room.features) copyRows(network.features, slice(room.features, 1, from, to));
    if (room.outputs) copyRows(outputs, slice(room.outputs, 1, from, to));
  }
  return { loss: sum / count, accuracy: correct / count };
}

function checkRoom(name: string, room: MatrixOf<RealArray> | undefined, rows: number, columns: number): void {
  if (!room || (room.rows === rows && room.columns === columns)) return;
  throw new RangeError(
    `Evaluation, room for ${name}: expected ${rows} × ${columns}; got ${room.rows} × ${room.columns}.`,
  );
}
