import type { WorkerFailure } from './worker-answer.ts';

/** A worker thread that ended before it answered; the message names the task and says what to do. */
export class WorkerError extends Error {
  override name = 'WorkerError';
}

/** Node's code for a thread whose heap has reached its limit. */
const outOfMemory = 'ERR_WORKER_OUT_OF_MEMORY';

/** A worker has said why it has no result: an error of the class that it threw. */
export function errorOfFailure({ failure, name }: WorkerFailure, task: string): Error {
  const error = new Error(`worker failed in ${task}: ${failure}`);
  if (name !== undefined) error.name = name;
  return error;
}

/** A worker threw outside of a task, or its memory was at an end. */
export function errorOfThread(error: Error, task: string): Error {
  if ('code' in error && error.code === outOfMemory)
    return new WorkerError(
      `a worker ran out of memory in ${task}. ` +
        'Use fewer workers (--workers), or give each more memory (NODE_OPTIONS=--max-old-space-size=MEGABYTES).',
      { cause: error },
    );
  return new Error(`worker failed in ${task}: ${error.message}`, { cause: error });
}

/** A worker was gone before it answered. */
export function errorOfExit(code: number, task: string): WorkerError {
  return new WorkerError(`worker ended with code ${code} in ${task}, before it answered. Run the same command again.`);
}
