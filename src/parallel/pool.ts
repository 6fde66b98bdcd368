import { Worker } from 'node:worker_threads';
import { endIdleWorker } from './end-worker.ts';
import type { WorkerAnswer } from './worker-answer.ts';
import { errorOfExit, errorOfFailure, errorOfThread } from './worker-error.ts';

/** A pool that keeps `workers` threads busy with numbered tasks. */
export interface PoolRun<Task, Result> {
  /** Module whose thread answers every posted task with one result. */
  readonly module: URL;
  /** Sent to every worker at start. */
  readonly setup: unknown;
  readonly workers: number;
  readonly tasks: readonly Task[];
  /** What a task is called in messages; "task 3" where nothing is said. */
  readonly label?: (index: number) => string;
  /** Called on the main thread as results arrive, in any order. The worker is given its next task once this has come to its end. */
  readonly onResult: (result: Result, index: number) => void | Promise<void>;
  /** Called with what a worker says of a task before it answers. */
  readonly onNote?: (note: unknown, index: number) => void;
  /** No further task is handed out once this aborts; those under way are finished. */
  readonly signal?: AbortSignal | undefined;
}

/** Any number of notes, then an answer. */
type WorkerMessage<Result> = WorkerAnswer<Result> | { readonly note: unknown };

/**
 * Run the tasks; resolves when every task handed out has been answered. Where one fails no further one is handed out, and the
 * results of those under way are still passed on.
 * @throws Error naming the task, of the class that the worker threw; WorkerError when a worker dies or is out of memory
 */
export async function runPool<Task, Result>(run: PoolRun<Task, Result>): Promise<void> {
  let next = 0;
  const label = run.label ?? ((index: number) => `task ${index}`);
  const serve = async (): Promise<void> => {
    if (next >= run.tasks.length || run.signal?.aborted) return;
    const worker = new Worker(run.module, { workerData: run.setup });
    let idle = true;
    let task = label(next);
    const lost = lossOf(worker, () => task);
    try {
      while (next < run.tasks.length && !run.signal?.aborted) {
        const index = next++;
        task = label(index);
        idle = false;
        const onNote = (note: unknown) => run.onNote?.(note, index);
        const result = await Promise.race([answerOf<Result>(worker, run.tasks[index], task, onNote), lost]);
        idle = true;
        await run.onResult(result, index);
      }
    } finally {
      if (idle) endIdleWorker(worker);
      else await worker.terminate();
    }
  };
  // A failing worker must not leave the others computing for nothing: the queue is emptied before the error is passed on.
  const guarded = () =>
    serve().catch((error: unknown) => {
      next = run.tasks.length;
      throw error;
    });
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(run.workers, run.tasks.length) }, guarded));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Rejects when a worker is gone, between tasks too: there it would otherwise be waited for without end. */
function lossOf(worker: Worker, task: () => string): Promise<never> {
  const lost = new Promise<never>((_, reject) => {
    worker.on('error', (error) => reject(errorOfThread(error as Error, task())));
    worker.on('exit', (code) => reject(errorOfExit(code, task())));
  });
  // It is looked at where a task is waited for.
  lost.catch(() => {});
  return lost;
}

/** The answer of a worker to one task. @throws Error that says what the worker did in `label` */
export function answerOf<Result>(
  worker: Worker,
  task: unknown,
  label: string,
  onNote?: (note: unknown) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    };
    const onMessage = (answer: WorkerMessage<Result>) => {
      if ('note' in answer) {
        onNote?.(answer.note);
        return;
      }
      settle();
      if ('failure' in answer) reject(errorOfFailure(answer, label));
      else resolve(answer.result);
    };
    const onError = (error: Error) => {
      settle();
      reject(errorOfThread(error, label));
    };
    const onExit = (code: number) => {
      settle();
      reject(errorOfExit(code, label));
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(task);
  });
}
