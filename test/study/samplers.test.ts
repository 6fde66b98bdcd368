import { describe, expect, it } from 'vitest';
import { estimateKernels, type SampledKernels, standardErrorOf } from '#odepth/sample/estimate';
import { ShardSampler } from '#odepth/sample/shard';
import { sample, sampleSums, worstDeviation } from '../sample/sampling.ts';
import { planOf } from './plan.ts';

const quantities = ['K0', 'V4', 'K1', 'U1'] as const;

function deviations(a: SampledKernels, b: SampledKernels): number[] {
  return quantities.flatMap((quantity) => [
    worstDeviation(a.plain[quantity], b.plain[quantity]),
    worstDeviation(a.coupled![quantity], b.coupled![quantity]),
    // Coupled and plain of different seeds, so that their errors are independent.
    ...(quantity === 'K0' ? [] : [worstDeviation(a.coupled![quantity], b.plain[quantity])]),
  ]);
}

describe('block-law and explicit-weights samplers, coupled and plain estimates', () => {
  for (const activation of ['tanh', 'relu'] as const) {
    for (const width of [16, 64]) {
      it(`agree within 3.5 standard errors (${activation}, n = ${width})`, async () => {
        const block = await sample(await planOf(activation, width, {}), 6000);
        const explicit = await sample(await planOf(activation, width, { sampler: 'explicit-weights' }), 3000);
        expect(Math.max(...deviations(block, explicit))).toBeLessThan(3.5);
      });
    }
  }

  it('agree between xoshiro and Philox words', async () => {
    const xoshiro = await sample(await planOf('tanh', 16, {}), 4000);
    const philox = await sample(await planOf('tanh', 16, { random: 'philox' }), 4000);
    expect(Math.max(...deviations(xoshiro, philox))).toBeLessThan(3.5);
  });
});

describe('control variates', () => {
  it('reduce the variance of K1 by more than the width and keep V4 unbiased (tanh, n = 64)', async () => {
    const { plain, coupled } = await sample(await planOf('tanh', 64, {}), 4000);
    const last = plain.K1.error.length - 3;
    expect((plain.K1.error[last]! / coupled!.K1.error[last]!) ** 2).toBeGreaterThan(64);
    const lastV4 = plain.V4.error.length - 6;
    expect((plain.V4.error[lastV4]! / coupled!.V4.error[lastV4]!) ** 2).toBeGreaterThan(10);
  });

  it('give U1(0) = 0 within errors: φ⁰ is exactly Gaussian', async () => {
    const { coupled } = await sample(await planOf('tanh', 16, {}), 4000);
    for (let p = 0; p < 3; p++) {
      expect(Math.abs(coupled!.U1.value[p]!)).toBeLessThanOrEqual(3.5 * coupled!.U1.error[p]! + 1e-9);
    }
  });
});

describe('the error shown while a run goes on', () => {
  it.each([true, false])('is that of K1[0,0] at the last depth (control variates: %s)', async (controlVariates) => {
    const plan = await planOf('tanh', 16, { controlVariates });
    const sums = await sampleSums(plan, 200);
    const { plain, coupled } = estimateKernels(plan, sums);
    const { error } = (coupled ?? plain).K1;
    expect(standardErrorOf(plan, sums)).toBe(error[error.length - 3]);
  });

  it('is not a number before there are two networks', async () => {
    const plan = await planOf('tanh', 16, {});
    expect(standardErrorOf(plan, await sampleSums(plan, 1))).toBeNaN();
  });
});

describe('repeated inputs', () => {
  it('stay identical, with every zero pivot counted', async () => {
    const repeated = [
      [1, 1, 0.3],
      [1, 1, 0.3],
      [0.3, 0.3, 1],
    ];
    const plan = await planOf('tanh', 16, { savedLayers: [6] }, repeated);
    const { coupled } = await sample(plan, 64);
    const [g00, g01, , g11] = coupled!.G.value;
    expect(g01).toBeCloseTo(g00!, 12);
    expect(g11).toBeCloseTo(g00!, 12);
    const { deficientPivots } = await (await ShardSampler.open(plan)).sample(0, 64);
    expect(deficientPivots).toBe(64 * plan.ensemble.layers);
  });
});

describe('networks that do not stay finite', () => {
  it('are counted and listed by address and layer, and left out of the sums', async () => {
    const plan = await planOf('tanh', 16, { controlVariates: false });
    const exploding = { ...plan, ensemble: { ...plan.ensemble, activation: { expression: 'x^7' } } };
    const { networks, diverged } = await (await ShardSampler.open(exploding)).sample(0, 32);
    expect(diverged.length).toBeGreaterThan(0);
    expect(networks).toBe(32 - diverged.length);
    for (const { network, layer } of diverged) {
      expect(network).toBeLessThan(32);
      expect(layer).toBeGreaterThan(0);
    }
  });
});
