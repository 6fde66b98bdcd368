import { letEventsIn } from './let-events-in.ts';
import { type PoolRun, runPool } from './pool.ts';

/** What a module exports whose tasks run on threads: its state for all tasks of one thread. */
export interface TaskModule<Setup, Task, Result> {
  open(setup: Setup): TaskRunner<Task, Result>;
}

export interface TaskRunner<Task, Result> {
  /** `note` says something on the way; what is said reaches `onNote`. */
  run(task: Task, note: (note: unknown) => void): TaskAnswer<Result>;
  close(): void;
}

export interface TaskAnswer<Result> {
  readonly result: Result;
  /** Memory of the result that is handed over, not copied. */
  readonly transfer: readonly ArrayBuffer[];
}

/** What `module-worker.ts` is given at start. */
export interface ModuleWorkerSetup {
  readonly module: string;
  readonly setup: unknown;
}

/** Tasks of a module with one setup; its `open` is called once in every thread. */
export type ModuleRun<Setup, Task, Result> = Omit<PoolRun<Task, Result>, 'setup'> & { readonly setup: Setup };

/**
 * Run the tasks on worker threads, or on this one where `workers` is 1; `onResult` hears of results in any order.
 * @throws Error as `runPool` where a worker fails
 */
export async function runModuleTasks<Setup, Task, Result>(run: ModuleRun<Setup, Task, Result>): Promise<void> {
  const { module, setup } = run;
  if (run.workers > 1 && run.tasks.length > 1) return runModuleTasksOnThreads(run);
  const { open } = (await import(module.href)) as TaskModule<Setup, Task, Result>;
  const runner = open(setup);
  try {
    for (const [index, task] of run.tasks.entries()) {
      if (run.signal?.aborted) return;
      await run.onResult(runner.run(task, (note) => run.onNote?.(note, index)).result, index);
      await letEventsIn();
    }
  } finally {
    runner.close();
  }
}

/** As `runModuleTasks`, on worker threads even where there is one: this thread stays free to listen while a task runs. */
export function runModuleTasksOnThreads<Setup, Task, Result>(run: ModuleRun<Setup, Task, Result>): Promise<void> {
  const { module, setup, ...rest } = run;
  const inWorker: ModuleWorkerSetup = { module: module.href, setup };
  return runPool({ ...rest, module: new URL('./module-worker.js', import.meta.url), setup: inWorker });
}
