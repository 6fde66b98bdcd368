import { parentPort, workerData } from 'node:worker_threads';
import type { ModuleWorkerSetup, TaskModule } from './module-tasks.ts';
import { failureOf, type WorkerAnswer } from './worker-answer.ts';

const { module, setup } = workerData as ModuleWorkerSetup;
const runner = import(module).then((loaded: TaskModule<unknown, unknown, unknown>) => loaded.open(setup));
// What it says is said to the first task.
runner.catch(() => {});

parentPort!.on('message', async (task: unknown) => {
  try {
    const { result, transfer } = (await runner).run(task, (note) => parentPort!.postMessage({ note }));
    const answer: WorkerAnswer<unknown> = { result };
    parentPort!.postMessage(answer, [...transfer]);
  } catch (error) {
    parentPort!.postMessage(failureOf(error));
  }
});
