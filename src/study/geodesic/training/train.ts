import { lanesOnThreads } from '../../../parallel/lane-team.ts';
import { adam, adamMoments } from '../../../solve/minimise/adam.ts';
import { gradientDescent } from '../../../solve/minimise/gradient-descent.ts';
import type { IterationRow, MinimiserOutcome } from '../../../solve/minimise/minimum.ts';
import type { TranscriptionProblem } from '../../../solve/transcription/problem.ts';
import type { TrainingPhase } from '../geodesic-scenario.ts';
import type { HistoryRow } from '../solution.ts';
import { adaptedMesh } from './layer-mesh.ts';
import { learningRateAt } from './learning-rate.ts';
import { TrainingObjective } from './training-objective.ts';

/** Adam's constants in its paper, and in frameworks. */
const adamConstants = { meanDecay: 0.9, squareDecay: 0.999, offset: 1e-8 };
/** Rows of the history, about. */
const historyRows = 2000;

/** A network of layers: where they begin and end, and its weights. */
export interface Network {
  readonly nodes: Float64Array;
  readonly parameters: Float64Array;
}

/** How one optimiser's epochs went. */
export interface TrainedPhase {
  readonly name: 'adam' | 'sgd';
  readonly epochs: number;
  /** Totals at its end. */
  readonly evaluations: number;
  /** At its last epoch. */
  readonly loss: number;
  readonly last: Network;
}

export interface Training {
  /** The network of least loss among all epochs. */
  readonly best: Network;
  readonly phases: readonly TrainedPhase[];
  readonly history: readonly HistoryRow[];
  /** `complete`: every epoch was done. */
  readonly outcome: 'complete' | 'not-finite' | 'stopped';
}

export interface TrainingPlan {
  readonly problemOn: (nodes: Float64Array) => TranscriptionProblem;
  readonly start: Network;
  readonly adam: TrainingPhase;
  readonly sgd: TrainingPhase;
  /** Epochs between two changes of the mesh; null for a mesh that stays. */
  readonly adaptEvery: number | null;
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEpoch: (phase: TrainedPhase['name'], epoch: number, row: HistoryRow) => void;
}

/** Adam, then gradient descent, each step over all points, the mesh adapted in between where that is asked for. */
export async function train(plan: TrainingPlan): Promise<Training> {
  const run = new TrainingRun(plan);
  try {
    for (const name of ['adam', 'sgd'] as const) if (!(await run.phase(name))) break;
    return run.training;
  } finally {
    await run.close();
  }
}

class TrainingRun {
  readonly #plan: TrainingPlan;
  readonly #moments;
  readonly #every: number;
  readonly #history: HistoryRow[] = [];
  readonly #phases: TrainedPhase[] = [];
  #team;
  #problem: TranscriptionProblem;
  #last: Float64Array;
  #best: Network;
  #lowest = Number.POSITIVE_INFINITY;
  #evaluations = 0;
  #epochs = 0;
  #outcome: Training['outcome'] = 'complete';

  constructor(plan: TrainingPlan) {
    const { start, adam, sgd } = plan;
    this.#plan = plan;
    this.#moments = adamMoments(start.parameters.length);
    this.#every = Math.max(1, Math.ceil((adam.epochs + sgd.epochs) / historyRows));
    this.#problem = plan.problemOn(start.nodes);
    this.#team = lanesOnThreads(this.#problem, false, plan.workers);
    this.#last = start.parameters.slice();
    this.#best = start;
  }

  get training(): Training {
    return { best: this.#best, phases: this.#phases, history: this.#history, outcome: this.#outcome };
  }

  close(): Promise<void> {
    return this.#team.close();
  }

  /** @returns whether all its epochs were done */
  async phase(name: TrainedPhase['name']): Promise<boolean> {
    const { [name]: phase, adaptEvery } = this.#plan;
    let done = 0;
    let loss = Number.NaN;
    while (done < phase.epochs && this.#outcome === 'complete') {
      if (adaptEvery !== null && this.#epochs > 0) await this.#adapt();
      const epochs = Math.min(phase.epochs - done, adaptEvery ?? phase.epochs);
      loss = await this.#segment(name, done, epochs);
      done += epochs;
    }
    if (phase.epochs > 0) {
      const last = { nodes: this.#problem.nodes, parameters: this.#last };
      this.#phases.push({ name, epochs: phase.epochs, evaluations: this.#evaluations, loss, last });
    }
    return this.#outcome === 'complete';
  }

  /** Epochs `done` + 1 to `done` + `epochs` of a phase on one mesh. @returns the loss after them */
  async #segment(name: TrainedPhase['name'], done: number, epochs: number): Promise<number> {
    const phase = this.#plan[name];
    const objective = new TrainingObjective(this.#problem, this.#team);
    const before = { evaluations: this.#evaluations, epochs: this.#epochs };
    let loss = Number.NaN;
    let latest: Float64Array = this.#last;
    const settings = {
      iterations: epochs,
      gradientTolerance: 0,
      learningRate: (step: number) => learningRateAt(phase, done + step),
      onIteration: (row: IterationRow, x: Float64Array) => {
        const entry: HistoryRow = {
          evaluations: before.evaluations + row.evaluations,
          products: 0,
          loss: row.value,
          stationarity: objective.stationarity,
        };
        if (Number.isFinite(row.value)) loss = row.value;
        this.#epochs = before.epochs + row.iteration;
        const last = done + row.iteration === phase.epochs;
        if (this.#epochs % this.#every === 0 || last) this.#history.push(entry);
        if (row.iteration === epochs) latest = x.slice();
        this.#plan.onEpoch(name, done + row.iteration, entry);
        return this.#plan.signal?.aborted ? ('stop' as const) : undefined;
      },
    };
    const minimum =
      name === 'adam'
        ? await adam(objective, this.#last, { ...settings, ...adamConstants, moments: this.#moments })
        : await gradientDescent(objective, this.#last, { ...settings, momentum: 0 });
    this.#evaluations += minimum.evaluations;
    if (minimum.value < this.#lowest) {
      this.#lowest = minimum.value;
      this.#best = { nodes: this.#problem.nodes, parameters: minimum.x };
    }
    this.#last = latest;
    this.#outcome = outcomeOf(minimum.outcome);
    return loss;
  }

  async #adapt(): Promise<void> {
    await this.#team.close();
    this.#problem = this.#plan.problemOn(adaptedMesh(this.#problem, this.#last));
    this.#team = lanesOnThreads(this.#problem, false, this.#plan.workers);
  }
}

/** Epochs that are used up are all that was asked for. */
function outcomeOf(outcome: MinimiserOutcome): Training['outcome'] {
  if (outcome === 'not-finite' || outcome === 'stopped') return outcome;
  return 'complete';
}
