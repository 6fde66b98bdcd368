import { Worker } from 'node:worker_threads';
import type { CotangentDraw } from '../solve/transcription/cotangents.ts';
import { laneColumns, parameterLayout, type TranscriptionProblem } from '../solve/transcription/problem.ts';
import { LaneSum, type LaneTeam, localTeam } from '../solve/transcription/team.ts';
import { answerOf } from './pool.ts';

/** Work of a lane team's thread; factors go to vectors of their own, shared, one per lane. */
export type LaneTask =
  | { readonly what: 'gradient' | 'curvature' }
  | { readonly what: 'factors'; readonly draw: CotangentDraw; readonly vectors: readonly Float64Array[] };

/** What a thread is given at start. */
export interface LaneWorkerSetup {
  readonly problem: TranscriptionProblem;
  readonly lanes: readonly number[];
  readonly curvature: boolean;
  /** Shared: parameters or a direction, written before a task is posted. */
  readonly unknowns: Float64Array;
  /** Shared: one vector per lane, written by the thread that has the lane. */
  readonly outputs: readonly Float64Array[];
}

/** Multiply–adds of one gradient from which on threads pay for being woken. */
const workWorthThreads = 2e6;

/**
 * Lanes on up to `workers` threads; on the calling thread where there is one lane or little to do. The numbers are the
 * same either way, bit for bit.
 */
export function lanesOnThreads(problem: TranscriptionProblem, curvature: boolean, workers: number): LaneTeam {
  const lanes = laneColumns(problem.inputs.columns).length;
  const { size } = parameterLayout(problem);
  const threads = Math.min(workers, lanes);
  if (threads < 2 || size * problem.inputs.columns < workWorthThreads) return localTeam(problem, curvature);
  return new ThreadedTeam(problem, curvature, threads, lanes, size);
}

const shared = (length: number) => new Float64Array(new SharedArrayBuffer(8 * length));

class ThreadedTeam implements LaneTeam {
  readonly #unknowns: Float64Array;
  readonly #outputs: readonly Float64Array[];
  #factors: readonly Float64Array[] | undefined;
  readonly #threads: readonly { readonly worker: Worker; readonly lanes: readonly number[] }[];

  constructor(problem: TranscriptionProblem, curvature: boolean, threads: number, lanes: number, size: number) {
    this.#unknowns = shared(size);
    this.#outputs = Array.from({ length: lanes }, () => shared(size));
    this.#threads = Array.from({ length: threads }, (_, thread) => {
      const own = [...Array(lanes).keys()].filter((lane) => lane % threads === thread);
      const setup: LaneWorkerSetup = {
        problem,
        lanes: own,
        curvature,
        unknowns: this.#unknowns,
        outputs: this.#outputs,
      };
      const worker = new Worker(new URL('./lane-worker.js', import.meta.url), { workerData: setup });
      return { worker, lanes: own };
    });
  }

  async gradient(parameters: Float64Array, total: Float64Array): Promise<number> {
    return this.#run({ what: 'gradient' }, parameters, this.#outputs, total);
  }

  async curvature(direction: Float64Array, total: Float64Array): Promise<void> {
    await this.#run({ what: 'curvature' }, direction, this.#outputs, total);
  }

  async factors(parameters: Float64Array, draw: CotangentDraw, total: Float64Array): Promise<void> {
    this.#factors ??= this.#outputs.map(() => shared(total.length));
    await this.#run({ what: 'factors', draw, vectors: this.#factors }, parameters, this.#factors, total);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  /** Sums what the lanes leave in `vectors`. */
  async #run(
    task: LaneTask,
    unknowns: Float64Array,
    vectors: readonly Float64Array[],
    total: Float64Array,
  ): Promise<number> {
    this.#unknowns.set(unknowns);
    const fits: number[] = [];
    await Promise.all(
      this.#threads.map(async ({ worker, lanes }) => {
        const answer = await answerOf<number[]>(worker, task, `lanes ${lanes.join(', ')}`);
        for (const [i, lane] of lanes.entries()) fits[lane] = answer[i]!;
      }),
    );
    const sum = new LaneSum(total);
    for (const [lane, vector] of vectors.entries()) sum.add(lane, fits[lane]!, vector);
    return sum.fit;
  }
}
