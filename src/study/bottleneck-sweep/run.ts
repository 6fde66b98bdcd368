import type { Task } from '../../model/task.ts';
import { solveGeodesic } from '../geodesic/solve-geodesic.ts';
import { taskOf } from '../geodesic/task-of-scenario.ts';
import type { StudyHost, StudyProgress, StudyResult, StudyShared, StudyStopped, WorkShare } from '../host.ts';
import { inShare } from '../in-share.ts';
import { measurePoint } from './measure-point.ts';
import { pointNames, startsFresh } from './point-names.ts';
import { decodePoint, encodePoint } from './point-part.ts';
import type { PointResult } from './point-result.ts';
import { present } from './presentation/present.ts';
import { sweepResult } from './sweep-result.ts';
import {
  type BottleneckSweepScenario,
  geodesicAt,
  positionLabel,
  type SweepPosition,
  sweepPositions,
} from './sweep-scenario.ts';

export { present };

/** The file name of every point. */
export function partNames(
  scenario: BottleneckSweepScenario,
  _digest: string,
  { code }: Pick<StudyHost, 'code'>,
): Promise<readonly string[]> {
  return pointNames(scenario, code);
}

/**
 * Every problem of a sweep, solved and measured. Points are kept as soon as they are measured, under a name that says what
 * they depend on: a point that is there is not computed again, and the next one starts from it as from a fresh one. A point
 * that does not converge is recorded as it is, and the sweep goes on. Where the host names a share, its chains: points that
 * start one from the other, L̃ by L̃, stay with one worker.
 * @throws TaskError, SolverError, RangeError naming the point
 */
export async function run(
  scenario: BottleneckSweepScenario,
  digest: string,
  host: StudyHost,
  solve: typeof solveGeodesic = solveGeodesic,
): Promise<StudyResult | StudyStopped | StudyShared> {
  const began = host.now();
  if (host.share) return new Sweep(scenario, host, solve).share(host.share);
  const points = await new Sweep(scenario, host, solve).run();
  if (!Array.isArray(points)) return points;
  return sweepResult(scenario, digest, points, host.now() - began);
}

class Sweep {
  readonly #scenario: BottleneckSweepScenario;
  readonly #host: StudyHost;
  readonly #solve: typeof solveGeodesic;
  /** The data of a seed: those of the last one asked for. */
  #task: { readonly seed: string; readonly task: Task } | undefined;

  constructor(scenario: BottleneckSweepScenario, host: StudyHost, solve: typeof solveGeodesic) {
    this.#scenario = scenario;
    this.#host = host;
    this.#solve = solve;
  }

  async run(): Promise<PointResult[] | StudyStopped> {
    const positions = sweepPositions(this.#scenario);
    const names = await pointNames(this.#scenario, this.#host.code);
    const results: PointResult[] = [];
    for (const [i, position] of positions.entries()) {
      const before = startsFresh(this.#scenario, position) ? null : results[i - 1]!;
      const result = await this.#point(names[i]!, position, i, positions.length, before);
      if (result === null) return stoppedAfter(i, positions.length);
      results.push(result);
    }
    return results;
  }

  /** Every `of`-th chain. */
  async share(share: WorkShare): Promise<StudyShared> {
    const positions = sweepPositions(this.#scenario);
    const names = await pointNames(this.#scenario, this.#host.code);
    let chain = -1;
    let [done, of] = [0, 0];
    let before: PointResult | null = null;
    for (const [i, position] of positions.entries()) {
      const fresh = startsFresh(this.#scenario, position);
      if (fresh) chain++;
      if (!inShare(chain, share)) continue;
      of++;
      // A point whose predecessor is missing has nothing to start from.
      if (!fresh && before === null) continue;
      before = await this.#point(names[i]!, position, i, positions.length, fresh ? null : before);
      if (before !== null) done++;
    }
    return { shared: { done, of } };
  }

  /** A point from the store, or solved, measured and kept; null when stopped before it was solved. */
  async #point(
    name: string,
    position: SweepPosition,
    place: number,
    count: number,
    before: PointResult | null,
  ): Promise<PointResult | null> {
    const { parts, signal } = this.#host;
    const bytes = await parts?.read(name);
    const kept = bytes ? decodePoint(bytes) : null;
    if (kept) return kept;
    if (signal?.aborted) return null;
    const label = positionLabel(this.#scenario, position);
    const report = (progress: StudyProgress) =>
      this.#host.report(
        progress.stage === 'solving'
          ? { ...progress, part: `${label} (${place + 1} of ${count}), ${progress.part}` }
          : progress,
      );
    try {
      const scenario = geodesicAt(this.#scenario, position);
      const task = await this.#taskOf(scenario.seed);
      const solution = await this.#solve(scenario, task, { ...this.#host, report }, before?.start ?? undefined);
      // What a solver leaves when it is stopped looks like a solution, but a clean run would have gone on.
      if (signal?.aborted) return null;
      const result = measurePoint(scenario, task, solution, this.#scenario.sweep.warmStart);
      await parts?.write(name, encodePoint(result));
      return result;
    } catch (error) {
      if (signal?.aborted) return null;
      if (error instanceof Error) error.message = `at ${label}: ${error.message}`;
      throw error;
    }
  }

  async #taskOf(seed: string): Promise<Task> {
    if (this.#task?.seed !== seed) this.#task = { seed, task: await taskOf(this.#scenario.task, seed) };
    return this.#task.task;
  }
}

function stoppedAfter(done: number, of: number): StudyStopped {
  const kept = done === 0 ? 'before the first' : `after ${done}`;
  const go = done === 0 ? 'nothing is kept' : 'they are kept. Run the same command again to go on from there';
  return { stopped: `stopped ${kept} of ${of} points; ${go}.` };
}
