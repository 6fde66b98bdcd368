import { parentPort, workerData } from 'node:worker_threads';
import type { SamplingPlan } from '../sample/plan.ts';
import { type ShardResult, ShardSampler } from '../sample/shard.ts';
import type { Shard } from './shards.ts';
import { failureOf, type WorkerAnswer } from './worker-answer.ts';

const plan = workerData as SamplingPlan;
const sampler = ShardSampler.open(plan);
// What it says is said to the first task.
sampler.catch(() => {});

parentPort?.on('message', async ({ first, count }: Shard) => {
  let answer: WorkerAnswer<ShardResult>;
  try {
    answer = { result: await (await sampler).sample(first, count) };
  } catch (error) {
    answer = failureOf(error);
  }
  parentPort?.postMessage(answer);
});
