import type { TaskRunner } from '../../parallel/module-tasks.ts';
import { createNetwork } from '../../train/create-network.ts';
import type { NamedArrays, Network } from '../../train/network.ts';
import { trainNetwork } from '../../train/train-network.ts';
import type { TrainingNote, TrainingOutcome, TrainingSetup, TrainingTask } from '../network-points.ts';
import { optimiserOf } from '../training-optimiser.ts';
import { NetworkMeter } from './measure-network.ts';
import { describeNetwork } from './network-of-choice.ts';
import { type ImagePair, pointData } from './point-data.ts';
import { PointLog, type PointNumbers, type PointResult, type PointSpectrum } from './point-result.ts';
import { checkpointSteps, type PointPlan } from './training-scenario.ts';

/** What a worker is given at start. */
export interface PointSetup extends TrainingSetup {
  readonly images: ImagePair | null;
}

/** A training on the way: network and optimiser, and what was measured until then. */
export interface PointState extends PointNumbers {
  readonly snapshot: NamedArrays;
  readonly before: PointSpectrum | null;
  readonly warnings: readonly string[];
}

type PointTask = TrainingTask<PointPlan, PointState>;
type PointNote = TrainingNote<PointState>;
type PointOutcome = TrainingOutcome<PointState, PointResult>;

/** Most times a training says where it is, and most states it hands over. */
const mostNotes = 400;
const mostStates = 20;

/** Trains the networks of one thread. */
export function open(setup: PointSetup): TaskRunner<PointTask, PointOutcome> {
  return { run: (task, note) => ({ result: computePoint(task, setup, note), transfer: [] }), close: () => {} };
}

/** Trains and measures one network. */
export function computePoint(
  { plan, from }: PointTask,
  { images, stop, keeps }: PointSetup,
  note: (note: PointNote) => void,
): PointOutcome {
  const { training, measure } = plan;
  const data = pointData(plan, images);
  const batch = training.batch === 'full' ? data.train.count : training.batch;
  const seed = BigInt(plan.seed);
  const network: Network = createNetwork(describeNetwork(plan.network, data, batch), training.precision, seed);
  const meter = new NetworkMeter(network, data, training, measure);
  if (training.trainOnly === 'last-layer') network.train('last-layer');
  const log = from ? PointLog.from(from) : new PointLog();
  const warnings = [...(from?.warnings ?? [])];
  let before = from?.before ?? null;
  let after: PointSpectrum | null = null;
  let keptAt = log.steps.at(-1) ?? 0;
  const { steps } = training;
  const say = (step: number) => note({ said: stateText(step, steps, log) });
  const stateAt = (snapshot: NamedArrays): PointState => ({ ...numbersOf(log), snapshot, before, warnings });
  const finish = (failure: string | null): PointOutcome => ({
    done: {
      ...numbersOf(log),
      ...{ before, after, failure, warnings },
      parameters: network.parameters.length,
      normalisation: data.normalisation,
    },
  });
  try {
    const { end, training: state } = trainNetwork({
      network,
      loss: training.loss === 'cross-entropy' ? 'softmax-cross-entropy' : 'mean-square',
      optimiser: optimiserOf(training),
      data: meter.trainingData,
      batchSize: training.batch,
      seed,
      steps,
      ...(from && { from: from.snapshot }),
      checkpoints: checkpointSteps(measure, steps),
      onCheckpoint: (at) => {
        if (at.step <= (log.steps.at(-1) ?? -1)) return;
        const { values, errors, warning } = meter.numbers();
        log.add(at.step, values, errors);
        if (warning !== null) warnings.push(`At step ${at.step}: ${warning}`);
        if (at.step === 0) before = meter.spectrum();
        if (at.step === steps) after = meter.spectrum();
        say(at.step);
        if (keeps && at.step < steps && at.step - keptAt >= steps / mostStates) {
          keptAt = at.step;
          note({ state: stateAt(at.snapshot()) });
        }
      },
      stop: (step) => {
        if (step % Math.ceil(steps / mostNotes) === 0) say(step);
        return Atomics.load(stop, 0) !== 0;
      },
    });
    return end === 'stopped' ? { stopped: stateAt(state.snapshot()) } : finish(null);
  } catch (error) {
    if (error instanceof Error && error.name === 'TrainingDivergedError') return finish(error.message);
    throw error;
  }
}

function numbersOf({ steps, values, errors }: PointNumbers): PointNumbers {
  return { steps, values, errors };
}

function stateText(step: number, of: number, { values }: PointNumbers): string {
  const [richness, accuracy] = [values.D_LR.at(-1)!, values.testAccuracy.at(-1)!];
  const numbers = [
    ...(Number.isFinite(richness) ? [`D_LR ${richness.toFixed(3)}`] : []),
    ...(Number.isFinite(accuracy) ? [`test accuracy ${(100 * accuracy).toFixed(1)} %`] : []),
  ];
  return [`step ${step} of ${of}`, ...numbers].join(', ');
}
