import type { Task } from '../../model/task.ts';
import { canonicalJson, sha256 } from '../../scenario/digest.ts';
import { taskOf } from '../geodesic/task-of-scenario.ts';
import type { StudyHost, StudyResult, StudyShared, StudyStopped, WorkShare } from '../host.ts';
import { inShare } from '../in-share.ts';
import { computeTraining } from './compute-training.ts';
import { present } from './presentation/present.ts';
import { stepsArrays } from './steps-arrays.ts';
import { arrange, schemeComparisons } from './steps-data.ts';
import { stepsRows, stepsVerdicts } from './steps-rows.ts';
import { type LayerStepsScenario, type StepsPosition, stepsPositions, trainingAt } from './steps-scenario.ts';
import { decodeTraining, encodeTraining, type TrainingResult } from './training-result.ts';

export { present };

/** The file name of every training. */
export function partNames(
  scenario: LayerStepsScenario,
  _digest: string,
  { code }: Pick<StudyHost, 'code'>,
): Promise<readonly string[]> {
  return Promise.all(stepsPositions(scenario).map((position) => nameOf(scenario, position, code)));
}

/**
 * Every training of a comparison. Each is kept as soon as it is done, under a name that says what it depends on; one that
 * is there is not done again. Where the host names a share, those of that share.
 */
export async function run(
  scenario: LayerStepsScenario,
  digest: string,
  host: StudyHost,
): Promise<StudyResult | StudyStopped | StudyShared> {
  const began = host.now();
  const positions = stepsPositions(scenario);
  const trainings = new Trainings(scenario, host);
  if (host.share) return trainings.share(positions, host.share);
  const results: TrainingResult[] = [];
  for (const [i, position] of positions.entries()) {
    const result = await trainings.result(position, `training ${i + 1} of ${positions.length}`);
    if (result === null) return stoppedAfter(i, positions.length);
    results.push(result);
  }
  const arranged = arrange(scenario, positions, results);
  const comparisons = schemeComparisons(scenario, arranged);
  const failures = positions.flatMap((at, i) => {
    const { failure } = results[i]!;
    return failure === null ? [] : [`${positionText(scenario, at)}: ${failure}`];
  });
  return {
    summary: {
      name: scenario.name,
      kind: scenario.kind,
      digest,
      quantities: stepsRows(scenario, arranged, comparisons),
      verdicts: stepsVerdicts(comparisons),
      notes: failures.map((failure) => `Left out of every average: ${failure}.`),
    },
    provenance: { trainings: positions.length, seeds: [...scenario.compare.seeds] },
    arrays: stepsArrays(scenario, arranged),
    seconds: { training: host.now() - began },
    interrupted: null,
    ...(failures.length > 0 && { unsolved: failures.join('; ') }),
  };
}

class Trainings {
  readonly #scenario: LayerStepsScenario;
  readonly #host: StudyHost;
  #task: { readonly seed: string; readonly data: Task } | null = null;

  constructor(scenario: LayerStepsScenario, host: StudyHost) {
    this.#scenario = scenario;
    this.#host = host;
  }

  /** Those of one share; those that are there count after a stop too. */
  async share(positions: readonly StepsPosition[], share: WorkShare): Promise<StudyShared> {
    const own = [...positions.entries()].filter(([at]) => inShare(at, share));
    let done = 0;
    for (const [at, position] of own) {
      if ((await this.result(position, `training ${at + 1} of ${positions.length}`)) !== null) done++;
    }
    return { shared: { done, of: own.length } };
  }

  /** A training from the store, or done and kept; null when stopped before it was complete. */
  async result(position: StepsPosition, count: string): Promise<TrainingResult | null> {
    const { parts, signal, workers, code, report } = this.#host;
    const training = trainingAt(this.#scenario, position);
    const { task } = this.#scenario;
    const name = await nameOf(this.#scenario, position, code);
    const bytes = await parts?.read(name);
    const kept = bytes ? decodeTraining(bytes) : null;
    if (kept) return kept;
    if (signal?.aborted) return null;
    if (this.#task?.seed !== training.seed)
      this.#task = { seed: training.seed, data: await taskOf(task, training.seed) };
    const where = `${count}, ${training.solver.steps} steps`;
    const result = await computeTraining(training, this.#task.data, {
      workers,
      host: {
        signal,
        report: (progress) =>
          report(progress.stage === 'solving' ? { ...progress, part: `${where}, ${progress.part}` } : progress),
      },
    });
    if (signal?.aborted && result.failure !== null) return null;
    await parts?.write(name, encodeTraining(result));
    return result;
  }
}

/** SHA-256 of all that a training depends on. */
async function nameOf(
  scenario: LayerStepsScenario,
  position: StepsPosition,
  code: string | undefined,
): Promise<string> {
  const content = { ...trainingAt(scenario, position), task: scenario.task, code: code ?? '' };
  return `${await sha256(canonicalJson(content))}.training`;
}

function positionText({ compare }: LayerStepsScenario, { scheme, layers, seed }: StepsPosition): string {
  return `${compare.steps[scheme]} steps, L = ${compare.layers[layers]}, seed ${compare.seeds[seed]}`;
}

function stoppedAfter(done: number, of: number): StudyStopped {
  return {
    stopped: `stopped after ${done} of ${of} trainings; they are kept. Run the same command again to go on from there.`,
  };
}
