import { describe, expect, it } from 'vitest';
import { builtInActivations } from '#odepth/model/activation';
import { openEngine } from '#odepth/sample/engine/registry';
import type { NetworkOutcome } from '#odepth/sample/kernel-sampler';
import type { SamplingPlan } from '#odepth/sample/plan';
import { threadsPlan } from './threads-plan.ts';

interface Sampled {
  readonly outcomes: readonly NetworkOutcome[];
  /** Statistics of the networks that stayed finite, as bits. */
  readonly bits: readonly string[];
}

async function sampled(plan: SamplingPlan, networks: number): Promise<Sampled> {
  const engine = await openEngine(plan);
  const outcomes: NetworkOutcome[] = [];
  const bits: string[] = [];
  await engine.run(3, networks, (_, statistics, outcome) => {
    outcomes.push(outcome);
    if (outcome.divergedAt === null) {
      bits.push(Buffer.from(statistics.buffer, statistics.byteOffset, statistics.byteLength).toString('base64'));
    }
  });
  await engine.dispose();
  return { outcomes, bits };
}

async function expectSameBits(plan: SamplingPlan, networks = 3): Promise<Sampled> {
  const reference = await sampled({ ...plan, engine: 'reference' }, networks);
  const threads = await sampled(plan, networks);
  expect(threads.outcomes).toEqual(reference.outcomes);
  expect(threads.bits.length).toBe(reference.bits.length);
  threads.bits.forEach((bits, i) => {
    // Not toEqual: a failure would print megabytes.
    expect(bits === reference.bits[i], `network ${i}`).toBe(true);
  });
  return threads;
}

describe('the threads engine in float64 has the bits of the reference', () => {
  for (const activation of [...builtInActivations, { expression: 'x/(1 + x^2)' }] as const) {
    const name = typeof activation === 'string' ? activation : activation.expression;
    it(`for ${name}, coupled and plain, both random sources`, async () => {
      for (const controlVariates of [true, false]) {
        for (const random of ['xoshiro', 'philox'] as const) {
          await expectSameBits(await threadsPlan(activation, 3, 203, { controlVariates, random }));
        }
      }
    });
  }

  it.each([1, 2, 3, 4, 5, 8, 11, 16, 17])('for %i inputs', async (inputs) => {
    for (const width of [40, 77]) {
      await expectSameBits(await threadsPlan('tanh', inputs, width, { controlVariates: true }), 2);
      await expectSameBits(await threadsPlan('relu', inputs, width, { controlVariates: false }), 2);
    }
  });

  it('for widths that end anywhere in a block of neurons or a chunk', async () => {
    for (const width of [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 63, 64, 65, 67, 70, 127, 128, 129, 200]) {
      await expectSameBits(await threadsPlan('swish', 3, width, { random: width % 2 ? 'xoshiro' : 'philox' }), 2);
    }
  });

  it('with residuals, coupled and plain', async () => {
    for (const controlVariates of [true, false]) {
      for (const activation of ['tanh', 'identity'] as const) {
        for (const inputs of [1, 2, 4]) {
          await expectSameBits(await threadsPlan(activation, inputs, 77, { residuals: true, controlVariates }));
        }
      }
    }
  });

  it('without leak and bias, at large and at vanishing depth steps', async () => {
    await expectSameBits(await threadsPlan('gelu', 4, 64, {}, { leak: 0, biasVariance: 0 }));
    await expectSameBits(await threadsPlan('softplus', 2, 64, {}, { residualScale: 3, weightVariance: 40 }));
    await expectSameBits(await threadsPlan('erf', 2, 64, {}, { residualScale: 0.001 }));
  });

  it('where K(0) is singular, with the same count of zero pivots', async () => {
    const inputKernel = [
      [1, 1, 0.3, -1],
      [1, 1, 0.3, -1],
      [0.3, 0.3, 1, -0.3],
      [-1, -1, -0.3, 1],
    ];
    // An odd activation keeps the fourth input the negative of the first.
    for (const activation of ['tanh', 'relu', 'swish'] as const) {
      const { outcomes } = await expectSameBits(
        await threadsPlan(activation, 4, 50, {}, { inputKernel, biasVariance: 0 }),
      );
      expect(outcomes[0]!.deficientPivots).toBe(activation === 'tanh' ? 12 : 6);
    }
  });

  it('where networks diverge, at the same layers', async () => {
    const plan = await threadsPlan('identity', 2, 16, { controlVariates: false, savedLayers: [0, 2, 399] });
    const ensemble = { ...plan.ensemble, layers: 400, weightVariance: 1e6 };
    const chain = plan.chain;
    const repeat = (values: Float64Array) =>
      Float64Array.from({ length: (values.length / 7) * 401 }, (_, i) => values[i % values.length]!);
    const long = {
      ...chain,
      layers: 400,
      kernels: repeat(chain.kernels),
      increments: repeat(chain.increments),
      products: repeat(chain.products),
      susceptibilities: repeat(chain.susceptibilities),
    };
    const { outcomes } = await expectSameBits({ ...plan, ensemble, chain: long }, 8);
    expect(outcomes.every(({ divergedAt }) => divergedAt !== null && divergedAt > 2)).toBe(true);
  });

  it('whatever layers are saved', async () => {
    await expectSameBits(await threadsPlan('relu', 2, 24, { savedLayers: [6] }));
    await expectSameBits(await threadsPlan('relu', 2, 24, { savedLayers: [0, 1, 2, 3, 4, 5, 6] }));
  });
});
