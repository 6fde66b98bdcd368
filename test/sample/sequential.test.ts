import { describe, expect, it } from 'vitest';
import { DyadicSum } from '#odepth/numeric/dyadic-sum';
import type { SampledSums } from '#odepth/parallel/merge-shards';
import { sampleUntil } from '#odepth/parallel/sample-until';
import { sampleNetworks } from '#odepth/parallel/sampling';
import { estimateKernels, standardErrorOf, type WatchedComponent } from '#odepth/sample/estimate';
import type { SamplingPlan } from '#odepth/sample/plan';
import { firstLook, type Look, nextLook } from '#odepth/sample/sequential';
import { ShardSampler } from '#odepth/sample/shard';
import { exactCovariance, identityEnsemble, identityPlan } from './identity-ensemble.ts';

const rule = { standardError: 0.1, atMost: 100_000 };
const bytes = (sums: Float64Array) => Buffer.from(sums.buffer, sums.byteOffset, sums.byteLength).toString('base64');

/** Sampling on this thread. */
async function onThisThread(plan: SamplingPlan) {
  const sampler = await ShardSampler.open(plan);
  return async (networks: number, before: SampledSums | null): Promise<SampledSums> => {
    const sum = new DyadicSum();
    for (const { level, index, sums } of before?.nodes ?? []) sum.add({ level, index, sums: sums.slice() });
    const completed = before?.completed ?? 0;
    const shard = await sampler.sample(completed, networks - completed);
    for (const node of shard.nodes) sum.add(node);
    const diverged = [...(before?.diverged ?? []), ...shard.diverged];
    const done = { completed: networks, networks: networks - diverged.length, diverged };
    return { ...done, sums: sum.total()!, nodes: sum.nodes(), deficientPivots: 0, averageError: 0 };
  };
}

async function untilError(plan: SamplingPlan, standardError: number, atMost = 100_000, watched?: WatchedComponent) {
  const errorOf = (sums: Float64Array) => standardErrorOf(plan, sums, watched);
  return (await sampleUntil({ standardError, atMost }, errorOf, await onThisThread(plan)))!;
}

describe('the next look', () => {
  const atLook = (networks: number, standardError: number) => nextLook(rule, { networks, standardError }, 16);

  it('is the first one whatever the rule, and never beyond the most networks', () => {
    expect(nextLook(rule, null, 16)).toBe(firstLook);
    expect(nextLook({ ...rule, atMost: 100 }, null, 16)).toBe(100);
    expect(atLook(90_000, 1)).toBe(100_000);
  });

  it('is where the variance so far predicts the error, two per cent more, in whole leaves', () => {
    expect(atLook(1600, 0.15)).toBe(16 * Math.ceil((1600 * 2.25 * 1.02) / 16));
  });

  it('is between 17/16 and 4 times what there is', () => {
    expect(atLook(1600, 0.1000001)).toBe(1700 + 12);
    expect(atLook(1600, 5)).toBe(6400);
    expect(atLook(1600, Number.NaN)).toBe(6400);
  });

  it('is not taken once the error or the most networks are reached', () => {
    expect(atLook(1600, 0.1)).toBeNull();
    expect(atLook(100_000, 1)).toBeNull();
  });
});

describe('sampling until a standard error is reached', () => {
  const goal = 0.25;

  it('reaches it, without much more than it takes', async () => {
    for (const controlVariates of [true, false]) {
      const plan = identityPlan({ controlVariates });
      const { sums, looks, ending } = await untilError(plan, controlVariates ? goal : 0.8);
      const { coupled, plain } = estimateKernels(plan, sums.sums);
      const error = (coupled ?? plain).K1.error.at(-3)!;
      expect(ending).toBe('reached');
      expect(looks.at(-1)).toEqual({ networks: sums.completed, standardError: error });
      expect(error).toBeLessThanOrEqual(controlVariates ? goal : 0.8);
      expect(error).toBeGreaterThan(0.8 * (controlVariates ? goal : 0.8));
      expect(looks.length).toBeGreaterThan(1);
    }
  });

  it('watches any component of any quantity', async () => {
    const plan = identityPlan();
    for (const [quantity, index, error] of [
      ['V4', 3, 8],
      ['U1', 1, 0.2],
      ['K0', 2, 0.08],
      ['G', 0, 0.03],
    ] as const) {
      const { sums } = await untilError(plan, error, 100_000, { quantity, index });
      const estimate = estimateKernels(plan, sums.sums).coupled![quantity];
      const size = quantity === 'V4' ? 6 : 3;
      expect(estimate.error[2 * size + index]).toBeLessThanOrEqual(error);
    }
  });

  it('gives the bytes of a run that asked for as many networks, for 1, 2 and 7 workers', async () => {
    const plan = identityPlan();
    const reference = await untilError(plan, goal);
    const all = await (await onThisThread(plan))(reference.sums.completed, null);
    expect(bytes(reference.sums.sums)).toBe(bytes(all.sums));
    for (const workers of [1, 2, 7]) {
      const { sums, looks } = (await sampleUntil(
        { ...rule, standardError: goal },
        (sums) => standardErrorOf(plan, sums),
        (networks, before) =>
          sampleNetworks({ plan, networks, workers, blockSize: 16 * workers, ...(before && { before }) }),
      ))!;
      expect(looks).toEqual(reference.looks);
      expect(bytes(sums.sums), `${workers} workers`).toBe(bytes(all.sums));
    }
  });

  it('ends with the most networks allowed, which may end within a leaf, and says that the error was not reached', async () => {
    const { sums, looks, ending } = await untilError(identityPlan(), 1e-6, 1003);
    expect(ending).toBe('most');
    expect(sums.completed).toBe(1003);
    expect(looks.map(({ networks }: Look) => networks)).toEqual([256, 1003]);
  });

  it('keeps what is complete when it is stopped within a look', async () => {
    const plan = identityPlan();
    const onThread = await onThisThread(plan);
    const { sums, ending, looks } = (await sampleUntil(
      { ...rule, standardError: 1e-6 },
      (sums) => standardErrorOf(plan, sums),
      (networks, before) => onThread(Math.min(networks, 512), before),
    ))!;
    expect([sums.completed, ending, looks.length]).toEqual([512, 'stopped', 1]);
  });

  // Of 400 intervals at 95 %, 380 ± 4.4 should cover; optional stopping takes O(1/networks) of that. V4 is the mean of a skewed
  // square: samples of a fixed size cover it at 92.5 % here (the same seeds, 976 networks), stopped ones at 89 %.
  it('leaves intervals of 1.96 standard errors that cover K1 at 95 % within 3 % over seeds, and V4 nearly so', {
    timeout: 240_000,
  }, async () => {
    const rest = { width: 32, weightVariance: 1, residualScale: 0.3, horizon: 0.54, inputKernel: [[1]] };
    const ensemble = { ...identityEnsemble, ...rest };
    const covariance = exactCovariance(ensemble)[6]!;
    const seeds = 400;
    const claims = [
      { watched: { quantity: 'K1', index: 0 }, error: 0.04, truth: 0, least: 0.92 },
      { watched: { quantity: 'V4', index: 0 }, error: 0.1, truth: covariance[0]!, least: 0.87 },
    ] as const;
    for (const { watched, error, truth, least } of claims) {
      let covered = 0;
      let networks = 0;
      for (let seed = 0; seed < seeds; seed++) {
        const plan = identityPlan({ seed: String(5000 + seed), savedLayers: [6] }, ensemble);
        const { sums, ending } = await untilError(plan, error, 100_000, watched);
        const estimate = estimateKernels(plan, sums.sums).coupled![watched.quantity];
        expect(ending).toBe('reached');
        networks += sums.completed / seeds;
        if (Math.abs(estimate.value[0]! - truth) <= 1.96 * estimate.error[0]!) covered++;
      }
      const what = `${watched.quantity}, ${networks.toFixed(0)} networks on average`;
      expect(covered / seeds, what).toBeGreaterThan(least);
      expect(covered / seeds, what).toBeLessThan(0.98);
    }
  });
});
