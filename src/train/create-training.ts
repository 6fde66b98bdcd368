import { Batch, exampleCount } from './batch.ts';
import { createOptimiser } from './create-optimiser.ts';
import { lossOf } from './loss/loss-of.ts';
import type { NamedArrays } from './network.ts';
import { shuffleInto } from './shuffle.ts';
import { tokensOf } from './tokens-of.ts';
import type { LossValue, Training, TrainingData, TrainingSettings } from './training.ts';
import { TrainingDivergedError } from './training-diverged.ts';

/**
 * A training at its first step. Its state is in the network, the moments and the number of steps alone: batches follow from
 * seed and step. @throws RangeError for data, batch size or optimiser that do not fit the network
 */
export function createTraining(settings: TrainingSettings): Training {
  const { network, loss, data, seed } = settings;
  const tokens = tokensOf(network);
  const count = exampleCount(data, tokens);
  const size = settings.batchSize === 'full' ? count : settings.batchSize;
  const { capacity } = network.description;
  if (!(Number.isInteger(size) && size >= 1 && size <= Math.min(count, capacity))) {
    const most = Math.min(count, capacity);
    throw new RangeError(
      `Training, batch size: expected from 1 to ${most} (${count} examples, capacity of the network ${capacity}); got ${size}.`,
    );
  }
  const optimiser = createOptimiser(settings.optimiser, network);
  const perEpoch = Math.ceil(count / size);
  const batches = settings.batchSize === 'full' ? undefined : new Batch(data, tokens, size);
  const order = new Int32Array(batches ? count : 0);
  let shuffled = -1;

  const examples = (step: number): TrainingData => {
    if (!batches) return data;
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== shuffled) shuffleInto(order, seed, epoch);
    shuffled = epoch;
    const from = (step - epoch * perEpoch) * size;
    return batches.take(order, from, Math.min(from + size, count));
  };

  return {
    get step() {
      return optimiser.steps;
    },
    advance(): LossValue {
      const { inputs, targets } = examples(optimiser.steps);
      const outputs = network.forward(inputs, 'train');
      const gradient = network.outputGradient;
      const value = lossOf(loss, outputs, targets, gradient);
      if (!Number.isFinite(value.loss)) throw new TrainingDivergedError(optimiser.steps, value.loss);
      network.backward(gradient);
      optimiser.step();
      return value;
    },
    snapshot: () => ({ ...network.snapshot(), ...optimiser.snapshot() }),
    restore(arrays: NamedArrays): void {
      network.restore(arrays);
      optimiser.restore(arrays);
    },
  };
}
