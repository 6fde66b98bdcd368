import { describe, expect, it } from 'vitest';
import { sampleNetworks } from '#odepth/parallel/sampling';
import { identityPlan } from './identity-ensemble.ts';
import { sampleSums } from './sampling.ts';

const networks = 200;
const bytes = (sums: Float64Array) => Buffer.from(sums.buffer, sums.byteOffset, sums.byteLength).toString('base64');

describe('same seed, same bytes', () => {
  it('for any block size', async () => {
    const reference = bytes(await sampleSums(identityPlan(), networks));
    for (const block of [16, 32, 48, 112, 208]) {
      expect(bytes(await sampleSums(identityPlan(), networks, block)), `blocks of ${block}`).toBe(reference);
    }
  });

  it('for 1, 2 and 7 workers, every sampler, both random sources', async () => {
    for (const sampler of ['block-law', 'explicit-weights', 'g-only-stochastic'] as const) {
      for (const random of ['xoshiro', 'philox'] as const) {
        const plan = identityPlan({ sampler, random });
        const reference = bytes(await sampleSums(plan, networks));
        for (const workers of [1, 2, 7]) {
          const result = await sampleNetworks({ plan, networks, workers, blockSize: 16 });
          expect(bytes(result!.sums), `${sampler}, ${random}, ${workers} workers`).toBe(reference);
        }
      }
    }
  });

  it('and other bytes for another seed', async () => {
    const reference = bytes(await sampleSums(identityPlan(), 16));
    expect(bytes(await sampleSums(identityPlan({ seed: '8' }), 16))).not.toBe(reference);
  });
});

describe('a run that is stopped', () => {
  it('keeps the unbroken run of finished shards: the bytes of a run that asked for that many', async () => {
    const controller = new AbortController();
    const result = await sampleNetworks({
      plan: identityPlan(),
      networks: 16 * 400,
      workers: 2,
      blockSize: 16,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done >= 64) controller.abort();
      },
    });
    expect(result!.completed).toBeGreaterThanOrEqual(48);
    expect(result!.completed).toBeLessThan(16 * 400);
    expect(bytes(result!.sums)).toBe(bytes(await sampleSums(identityPlan(), result!.completed)));
  });
});
