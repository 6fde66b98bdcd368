// What does keeping every shard cost a run? Asked for: less than 2 % where a shard is a second of work.
//
//   node bench/kept-shards.mjs [rounds]        (default 5)
//
// Processor time. In turns, one shard of about a second is sampled, and the same shard is encoded, written and read again, for scenarios from few sums to many.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from '../dist/cli/load.js';
import { activationOf } from '../dist/model/activation.js';
import { shardSizeOfRun } from '../dist/parallel/shards.js';
import { PartFolder } from '../dist/record/part-store.js';
import { ShardSampler } from '../dist/sample/shard.js';
import { encodeShard, keptShards } from '../dist/study/kernel/sampling/kept-shards.js';
import { samplingPlan } from '../dist/study/kernel/sampling/sampling-plan.js';
import { infiniteWidthChain } from '../dist/study/kernel/theory/infinite-width.js';

const rounds = Number(process.argv[2] ?? 5);
const cases = ['quickstart', 'paper-main', 'gelu'];
/** Milliseconds of a processor that this process has had: other work on the machine does not count. */
const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const folder = await mkdtemp(join(tmpdir(), 'odepth-kept-'));

for (const name of cases) {
  const file = join(import.meta.dirname, '..', 'scenarios', 'kernel', `${name}.yaml`);
  const { scenario } = await loadScenario(file, { set: [] });
  const { ensemble, sampling } = scenario;
  const chain = infiniteWidthChain(ensemble, await activationOf(ensemble.activation), 1e-12);
  const plan = await samplingPlan(scenario, sampling, chain);
  const count = await shardSizeOfRun(plan, 1_000_000);
  const store = await keptShards(plan, { parts: new PartFolder(folder), code: 'code' });
  const sampler = await ShardSampler.open(plan);
  await sampler.sample(0, 16);
  const times = { sample: [], keep: [], read: [] };
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const shard = { first: round * count, count };
    const began = processor();
    const result = await sampler.sample(shard.first, count);
    const sampled = processor();
    await store.write(shard, result);
    const kept = processor();
    await store.read(shard);
    times.sample.push(sampled - began);
    times.keep.push(kept - sampled);
    times.read.push(processor() - kept);
    bytes = encodeShard(result).length;
  }
  await sampler.dispose();
  const [sample, keep, read] = Object.values(times).map(median);
  const share = ((100 * keep) / sample).toFixed(2);
  console.log(
    `${name}: shard of ${count} networks ${(sample / 1000).toFixed(2)} s, kept in ${keep.toFixed(1)} ms (${share} %), read in ${read.toFixed(1)} ms, ${(bytes / 1024).toFixed(0)} KiB`,
  );
}
await rm(folder, { recursive: true });
