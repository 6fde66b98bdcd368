import { parentPort, workerData } from 'node:worker_threads';
import type { SamplingPlan } from '../sample/plan.ts';
import { type ShardResult, ShardSampler } from '../sample/shard.ts';
import type { WorkerAnswer } from './pool.ts';
import type { Shard } from './sampling.ts';

const plan = workerData as SamplingPlan;
const sampler = ShardSampler.open(plan);
// What it says is said to the first task.
sampler.catch(() => {});

parentPort?.on('message', async ({ first, count }: Shard) => {
  let answer: WorkerAnswer<ShardResult>;
  try {
    answer = { result: await (await sampler).sample(first, count) };
  } catch (error) {
    answer = { failure: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
