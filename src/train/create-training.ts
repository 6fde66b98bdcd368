import { Batch, exampleCount, exampleShape } from './batch.ts';
import { createOptimiser } from './create-optimiser.ts';
import { lossOf } from './loss/loss-of.ts';
import type { NamedArrays, Network } from './network.ts';
import { shuffleInto } from './shuffle.ts';
import type { BatchSource, FixedData, LossValue, Training, TrainingSettings } from './training.ts';
import { TrainingDivergedError } from './training-diverged.ts';

/**
 * A training at its first step. Its state is in the network, the moments and the number of steps alone: batches follow from
 * seed and step. @throws RangeError for data, batch size or optimiser that do not fit the network
 */
export function createTraining(settings: TrainingSettings): Training {
  const { network, loss } = settings;
  const batches = 'batches' in settings ? settings.batches : batchesOf(settings, network);
  const shape = exampleShape(network);
  const optimiser = createOptimiser(settings.optimiser, network);

  return {
    get step() {
      return optimiser.steps;
    },
    advance(): LossValue {
      const data = batches.batch(optimiser.steps);
      exampleCount(data, shape);
      const outputs = network.forward(data.inputs, 'train');
      const gradient = network.outputGradient;
      const value = lossOf(loss, outputs, data.targets, gradient);
      if (value.asked === 0) {
        throw new RangeError(`Training, step ${optimiser.steps}: expected a row to ask for; got labels −1 everywhere.`);
      }
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

/** Batches of fixed data, in a new order in every epoch. @throws RangeError for data or batch size that do not fit the network */
function batchesOf({ data, batchSize, seed }: FixedData, network: Network): BatchSource {
  const shape = exampleShape(network);
  const count = exampleCount(data, shape);
  const size = batchSize === 'full' ? count : batchSize;
  const most = Math.min(count, network.description.capacity);
  if (!(Number.isInteger(size) && size >= 1 && size <= most)) {
    const { capacity } = network.description;
    throw new RangeError(
      `Training, batch size: expected from 1 to ${most} (${count} examples, capacity of the network ${capacity}); got ${size}.`,
    );
  }
  if (batchSize === 'full') return { batch: () => data };
  const perEpoch = Math.ceil(count / size);
  const room = new Batch(data, shape, size);
  const order = new Int32Array(count);
  let shuffled = -1;
  return {
    batch(step) {
      const epoch = Math.floor(step / perEpoch);
      if (epoch !== shuffled) shuffleInto(order, seed, epoch);
      shuffled = epoch;
      const from = (step - epoch * perEpoch) * size;
      return room.take(order, from, Math.min(from + size, count));
    },
  };
}
