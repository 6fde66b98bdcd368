import { Worker } from 'node:worker_threads';
import { endIdleWorker } from './end-worker.ts';

/** A pool that keeps `workers` threads busy with numbered tasks. */
export interface PoolRun<Task, Result> {
  /** Module whose thread answers every posted task with one result. */
  readonly module: URL;
  /** Sent to every worker at start. */
  readonly setup: unknown;
  readonly workers: number;
  readonly tasks: readonly Task[];
  /** Called on the main thread as results arrive, in any order. */
  readonly onResult: (result: Result, index: number) => void;
  /** Called with what a worker says of a task before it answers. */
  readonly onNote?: (note: unknown, index: number) => void;
  /** No further task is handed out once this aborts; those under way are finished. */
  readonly signal?: AbortSignal | undefined;
}

/** What a worker sends back: any number of notes, then a result or why there is none. */
export type WorkerAnswer<Result> = { readonly result: Result } | { readonly failure: string };
type WorkerMessage<Result> = WorkerAnswer<Result> | { readonly note: unknown };

/**
 * Run the tasks; resolves when every task handed out has been answered.
 * @throws Error naming the task when a worker throws, dies or is killed
 */
export async function runPool<Task, Result>(run: PoolRun<Task, Result>): Promise<void> {
  let next = 0;
  const serve = async (): Promise<void> => {
    if (next >= run.tasks.length || run.signal?.aborted) return;
    const worker = new Worker(run.module, { workerData: run.setup });
    let idle = false;
    try {
      while (next < run.tasks.length && !run.signal?.aborted) {
        const index = next++;
        run.onResult(await answerOf<Result>(worker, run.tasks[index], index, run.onNote), index);
      }
      idle = true;
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

export function answerOf<Result>(
  worker: Worker,
  task: unknown,
  index: number,
  onNote?: (note: unknown, index: number) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    };
    const onMessage = (answer: WorkerMessage<Result>) => {
      if ('note' in answer) {
        onNote?.(answer.note, index);
        return;
      }
      settle();
      if ('failure' in answer) reject(new Error(`worker failed in task ${index}: ${answer.failure}`));
      else resolve(answer.result);
    };
    const onError = (error: Error) => {
      settle();
      reject(new Error(`worker failed in task ${index}: ${error.message}`, { cause: error }));
    };
    const onExit = (code: number) => {
      settle();
      reject(new Error(`worker ended with code ${code} in task ${index}, before it answered`));
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(task);
  });
}
