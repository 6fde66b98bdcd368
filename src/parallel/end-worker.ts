import type { Worker } from 'node:worker_threads';

/** How long an idle worker is left alone before it is ended, ms: longer than the compiler takes for one function. */
const rest = 250;

/** `Atomics.waitAsync` of ES2024. */
type WaitAsync = (
  word: Int32Array,
  index: number,
  value: number,
  timeout: number,
) => { readonly async: false } | { readonly async: true; readonly value: Promise<string> };

/**
 * Ends a worker that has nothing left to do, a little later, and returns at once. Node ends the whole process where a worker goes
 * while V8 still compiles one of its hot functions on another thread (node_platform.cc, `ForIsolate`: "Assertion failed"); a worker that
 * has been idle has none under way. Neither the worker nor the wait keeps the process alive.
 */
export function endIdleWorker(worker: Worker): void {
  worker.unref();
  const { waitAsync } = Atomics as typeof Atomics & { waitAsync: WaitAsync };
  const word = new Int32Array(new SharedArrayBuffer(4));
  const waiting = waitAsync(word, 0, 0, rest);
  if (waiting.async) void waiting.value.then(() => worker.terminate());
}
