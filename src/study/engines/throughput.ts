import { sampleNetworks } from '../../parallel/sampling.ts';
import { shardSize } from '../../parallel/shards.ts';
import { engineKind } from '../../sample/engine/registry.ts';
import type { SamplingPlan } from '../../sample/plan.ts';
import type { Clock, Speed } from './clock.ts';
import { updatesOf } from './speed-plan.ts';

/** Shards per worker that are timed at least. */
const leastShards = 2;

/**
 * Neuron·input·layer updates per second of a plan as runs sample it: on `workers` worker threads where its engine has one each.
 * Shards are of equal length, and the clocks run from the arrival of the first of every worker to that of the last, so that the
 * starting of threads and the compiling of kernels do not count.
 * @param seconds that every worker is timed for, roughly
 * @throws EngineError where the engine cannot be had
 */
export async function throughput(plan: SamplingPlan, workers: number, clock: Clock, seconds: number): Promise<Speed> {
  const kind = await engineKind(plan.engine);
  const network = Math.max(1e-9, kind.predict(plan).seconds);
  const blockSize = await shardSize(plan, seconds / 4);
  const shards = Math.max(leastShards, Math.round(seconds / (blockSize * network)));
  const threads = kind.place === 'workers' ? workers : 1;
  const networks = blockSize * threads * (1 + shards);
  let began = { wall: 0, processor: 0 };
  let ended = began;
  await sampleNetworks({
    ...{ plan, networks, workers, blockSize },
    onProgress: ({ done }) => {
      ended = { wall: clock.wall(), processor: clock.processor() };
      if (done <= blockSize * threads) began = ended;
    },
  });
  const updates = (networks - blockSize * threads) * updatesOf(plan);
  return { wall: updates / (ended.wall - began.wall), processor: updates / (ended.processor - began.processor) };
}
