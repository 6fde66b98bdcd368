import type { TaskRunner } from '../../parallel/module-tasks.ts';
import { createNetwork } from '../../train/create-network.ts';
import { createTraining } from '../../train/create-training.ts';
import type { NamedArrays, Network } from '../../train/network.ts';
import type { TrainingNote, TrainingOutcome, TrainingSetup, TrainingTask } from '../network-points.ts';
import { optimiserOf } from '../training-optimiser.ts';
import { ChainExamples } from './chain-examples.ts';
import { LossLog, type LossSums } from './loss-log.ts';
import { measureLoss } from './measure-loss.ts';
import { measureStream } from './measure-stream.ts';
import { describeNetwork } from './network-of-plan.ts';
import type { LossHistory, PointResult, StreamProfile } from './point-result.ts';
import { lossSteps, type PointPlan } from './renormalisation-scenario.ts';

/** A training on the way: network and optimiser, and what was measured until then. */
export interface PointState {
  readonly snapshot: NamedArrays;
  readonly initial: StreamProfile;
  readonly history: LossHistory;
  readonly sums: LossSums;
}

type PointTask = TrainingTask<PointPlan, PointState>;
type PointNote = TrainingNote<PointState>;
type PointOutcome = TrainingOutcome<PointState, PointResult>;

/** Most times a training says where it is, and most states it hands over. */
const mostNotes = 200;
const mostStates = 20;

/** Trains the networks of one thread. */
export function open(setup: TrainingSetup): TaskRunner<PointTask, PointOutcome> {
  return { run: (task, note) => ({ result: computePoint(task, setup, note), transfer: [] }), close: () => {} };
}

/** Trains one network and measures its stream before and after. */
export function computePoint(
  { plan, from }: PointTask,
  { stop, keeps }: TrainingSetup,
  note: (note: PointNote) => void,
): PointOutcome {
  const { training: settings, measure } = plan;
  const { steps } = settings;
  const network: Network = createNetwork(describeNetwork(plan), settings.precision, BigInt(plan.seed));
  const measured = new ChainExamples(plan, 'measurement');
  const initial = from?.initial ?? measureStream(network, measured, plan);
  const log = new LossLog(lossSteps(measure, steps), from);
  const training = createTraining({
    network,
    loss: 'softmax-cross-entropy',
    optimiser: optimiserOf(settings),
    batches: new ChainExamples(plan, 'training'),
  });
  if (from) training.restore(from.snapshot);
  const state = (): PointState => ({ snapshot: training.snapshot(), initial, history: log.history(), sums: log.sums });
  const finish = (failure: string | null): PointOutcome => ({
    done: {
      ...(failure === null
        ? measureLoss(network, measured, plan)
        : { loss: Number.NaN, standardError: Number.NaN, accuracy: Number.NaN }),
      history: log.history(),
      initial,
      trained: failure === null ? measureStream(network, measured, plan) : null,
      failure,
      parameters: network.parameters.length,
    },
  });
  try {
    while (training.step < steps) {
      log.add(training.step + 1, training.advance().loss);
      const { step } = training;
      if (step % Math.ceil(steps / mostNotes) === 0) note({ said: `step ${step} of ${steps}${log.latestText()}` });
      if (step === steps) break;
      if (Atomics.load(stop, 0) !== 0) return { stopped: state() };
      if (keeps && step % Math.ceil(steps / mostStates) === 0) note({ state: state() });
    }
    return finish(null);
  } catch (error) {
    if (error instanceof Error && error.name === 'TrainingDivergedError') return finish(error.message);
    throw error;
  }
}
