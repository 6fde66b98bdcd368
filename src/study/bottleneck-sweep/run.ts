import type { Task } from '../../model/task.ts';
import { canonicalJson, sha256 } from '../../scenario/digest.ts';
import { solveGeodesic } from '../geodesic/solve-geodesic.ts';
import { taskOf } from '../geodesic/task-of-scenario.ts';
import type { StudyHost, StudyProgress, StudyResult, StudyStopped } from '../host.ts';
import { measurePoint } from './measure-point.ts';
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

/**
 * Every problem of a sweep, solved and measured. Points are kept as soon as they are measured, under a name that says what
 * they depend on: a point that is there is not computed again, and the next one starts from it as from a fresh one. A point
 * that does not converge is recorded as it is, and the sweep goes on.
 * @throws TaskError, SolverError, RangeError naming the point
 */
export async function run(
  scenario: BottleneckSweepScenario,
  digest: string,
  host: StudyHost,
  solve: typeof solveGeodesic = solveGeodesic,
): Promise<StudyResult | StudyStopped> {
  const began = host.now();
  const points = await new Sweep(scenario, host, solve).run();
  if (!Array.isArray(points)) return points;
  return sweepResult(scenario, digest, points, host.now() - began);
}

/** A point, and the name that it is kept under. */
interface Named {
  readonly name: string;
  readonly result: PointResult;
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
    const { task, solver, model, penalty, stabiliser, sweep } = this.#scenario;
    const problem = await sha256(
      canonicalJson({ task, solver, model, penalty, stabiliser, code: this.#host.code ?? '' }),
    );
    const results: PointResult[] = [];
    let before: Named | null = null;
    for (const [i, position] of positions.entries()) {
      if (position.effectiveDepth === 0 || !sweep.warmStart) before = null;
      const name = await this.#nameOf(problem, position, before?.name ?? null);
      const result: PointResult | null = await this.#point(name, position, i, positions.length, before?.result ?? null);
      if (result === null) return stoppedAfter(i, positions.length);
      results.push(result);
      before = { name, result };
    }
    return results;
  }

  /** SHA-256 of all that a point's numbers depend on: what it starts from, and so every point before, is part of it. */
  async #nameOf(problem: string, position: SweepPosition, before: string | null): Promise<string> {
    const { seed, model, penalty, solver } = geodesicAt(this.#scenario, position);
    const { warmStart } = this.#scenario.sweep;
    const content = { problem, seed, model, penalty, solver, warmStart, before };
    return `${await sha256(canonicalJson(content))}.point`;
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
