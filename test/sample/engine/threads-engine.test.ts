import { describe, expect, it } from 'vitest';
import { sampleNetworks } from '#odepth/parallel/sampling';
import { availableEngine, engineKind, withFastestEngine } from '#odepth/sample/engine/registry';
import { ShardSampler } from '#odepth/sample/shard';
import { sampleSums } from '../sampling.ts';
import { threadsPlan } from './threads-plan.ts';

const bytes = (sums: Float64Array) => Buffer.from(sums.buffer, sums.byteOffset, sums.byteLength).toString('base64');

describe('the threads engine', () => {
  it('gives the same bytes on 1, 2 and 7 workers and on the main thread, in both precisions', async () => {
    for (const precision of ['float64', 'float32'] as const) {
      const plan = await threadsPlan('tanh', 2, 20, { precision });
      const here = bytes(await sampleSums(plan, 200));
      for (const workers of [1, 2, 7]) {
        const result = await sampleNetworks({ plan, networks: 200, workers, blockSize: 16 });
        expect(bytes(result!.sums) === here, `${precision}, ${workers} workers`).toBe(true);
      }
    }
  });

  it('does not take more memory for more networks', async () => {
    const plan = await threadsPlan('relu', 1, 8, { precision: 'float32' }, { layers: 2 });
    const sampler = await ShardSampler.open({ ...plan, savedLayers: [0, 2] });
    const used = async (networks: number) => {
      for (let first = 0; first < networks; first += 1024) await sampler.sample(first, 1024);
      const { arrayBuffers, rss } = process.memoryUsage();
      return { arrayBuffers, rss };
    };
    const few = await used(10_000);
    const many = await used(100_000);
    expect(many.arrayBuffers - few.arrayBuffers).toBeLessThan(2 ** 23);
    expect(many.rss - few.rss).toBeLessThan(2 ** 26);
    await sampler.dispose();
  });

  it('is what auto takes where it covers the plan, and the reference elsewhere', async () => {
    const plan = await threadsPlan('tanh', 2, 16);
    expect((await withFastestEngine(plan)).engine).toBe('threads');
    expect((await withFastestEngine({ ...plan, precision: 'float32' })).engine).toBe('threads');
    expect((await withFastestEngine({ ...plan, sampler: 'explicit-weights' })).engine).toBe('reference');
    await expect(availableEngine({ ...plan, sampler: 'explicit-weights' })).rejects.toThrow(
      'the threads engine draws rows of the block law, not explicit-weights; the reference engine does',
    );
  });

  it('predicts what it costs: more for more work, less in float32', async () => {
    const { predict } = await engineKind('threads');
    const plan = await threadsPlan('tanh', 4, 256);
    const plain = predict({ ...plan, controlVariates: false });
    const coupled = predict(plan);
    const narrow = predict({ ...plan, precision: 'float32' });
    expect(plain.seconds).toBeLessThan(coupled.seconds);
    expect(narrow.seconds).toBeLessThan(coupled.seconds);
    expect(narrow.bytes).toBeLessThan(coupled.bytes);
  });

  it('refuses an input kernel that is no covariance', async () => {
    const plan = await threadsPlan('tanh', 2, 16);
    const kernels = plan.chain.kernels.slice();
    kernels[1] = 9;
    await expect(ShardSampler.open({ ...plan, chain: { ...plan.chain, kernels } })).rejects.toThrow(
      'the input kernel K(0) is not positive semidefinite',
    );
  });
});
