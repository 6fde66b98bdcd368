import { describe, expect, it } from 'vitest';
import { type ActivationSpec, activationOf, builtInActivations } from '#odepth/model/activation';
import { wordsToNormals } from '#odepth/numeric/random/normal-stream';
import { PhiloxStream } from '#odepth/numeric/random/philox';
import { precisionErrors } from '#odepth/sample/engine/precision-error';
import { instantiate } from '#odepth/sample/engine/threads/kernels';
import { ShardSampler } from '#odepth/sample/shard';
import { sample, worstDeviation } from '../sampling.ts';
import { threadsPlan } from './threads-plan.ts';

/** Half a unit in the last place of 1. */
const unit = 2 ** -24;
const count = 2 ** 16;

async function float32Kernels() {
  const kernels = await instantiate('float32', () => {});
  kernels.memory.grow(16);
  const from = Math.ceil(kernels.heapBase() / 64) * 64;
  const to = from + 4 * count;
  return {
    kernels,
    ...{ from, to },
    x: new Float32Array(kernels.memory.buffer, from, count),
    words: new Uint32Array(kernels.memory.buffer, from, count),
    out: new Float32Array(kernels.memory.buffer, to, count),
  };
}

describe('the float32 functions', () => {
  // Largest error in units of 2^−24, relative to σ(x); of gelu relative to x, since 1 + erf cancels.
  const bounds = {
    ...{ identity: 0, relu: 0, 'leaky-relu': 1.5, tanh: 6, erf: 7.5, gelu: 4.5, softplus: 3.5, swish: 3.5 },
  };

  it.each(builtInActivations)('%s is within its stated error', async (name) => {
    const { kernels, from, to, x, out } = await float32Kernels();
    const activation = await activationOf(name);
    kernels.activation.value = builtInActivations.indexOf(name);
    for (const size of [0.001, 1, 4, 12, 60]) {
      for (let i = 0; i < count; i++) x[i] = size * ((2 * i + 1) / count - 1);
      kernels.apply(from, 4 * count, to);
      const exact = new Float64Array(count);
      activation.into(Float64Array.from(x), exact, 0, count);
      let worst = 0;
      for (let i = 0; i < count; i++) {
        const scale = name === 'gelu' ? x[i]! : exact[i]!;
        if (out[i] !== exact[i]) worst = Math.max(worst, Math.abs((out[i]! - exact[i]!) / scale));
      }
      expect(worst / unit, `|x| ≤ ${size}`).toBeLessThanOrEqual(bounds[name]);
    }
  });

  it('keep NaN, and go to their limits', async () => {
    const { kernels, from, to, x, out } = await float32Kernels();
    x.set([Number.NaN, Infinity, -Infinity, 200, -200]);
    for (const [i, name] of builtInActivations.entries()) {
      kernels.activation.value = i;
      kernels.apply(from, 32, to);
      expect(out[0], name).toBeNaN();
      const exact = new Float64Array(5);
      (await activationOf(name)).into(Float64Array.of(0, 0, 0, 200, -200), exact, 0, 5);
      expect(Math.abs(out[3]! - exact[3]!) / Math.max(1, exact[3]!), name).toBeLessThan(1e-6);
      expect(Math.abs(out[4]! - exact[4]!) / Math.max(1, Math.abs(exact[4]!)), name).toBeLessThan(1e-6);
    }
  });

  it('give the normals of the float64 engine, to 8 units at the root of the mean square', async () => {
    const { kernels, from, to, words, out } = await float32Kernels();
    new PhiloxStream({ seed: 5n, purpose: 'test', network: 1 }).fill(words, count);
    const exact = new Float64Array(count);
    wordsToNormals(words, exact, 0, count);
    kernels.normals(count / 16, from, to);
    let square = 0;
    let worst = 0;
    for (let i = 0; i < count; i++) {
      square += (out[i]! - exact[i]!) ** 2;
      worst = Math.max(worst, Math.abs(out[i]! - exact[i]!));
    }
    expect(Math.sqrt(square / count)).toBeLessThan(1.2 * unit);
    // Where u is near 1, ρ is small and the square root enlarges its error.
    expect(worst).toBeLessThan(2e-5);
  });
});

describe('float32 sampling', () => {
  const ensembles: readonly [ActivationSpec, number, number, number][] = [
    ['relu', 1, 16, 4000],
    ['tanh', 2, 64, 3000],
    ['erf', 3, 100, 2000],
    ['gelu', 4, 256, 1000],
    ['swish', 8, 32, 1500],
    ['softplus', 16, 24, 600],
    ['leaky-relu', 1, 2048, 400],
    [{ expression: 'sin(x)' }, 2, 33, 1500],
  ];

  it.each(ensembles)(
    'of %j, N = %i, n = %i agrees with the reference within 3.5 standard errors',
    async (...ensemble) => {
      const [activation, inputs, width, networks] = ensemble;
      const plan = await threadsPlan(activation, inputs, width, { precision: 'float32' });
      const narrow = await sample(plan, networks);
      const reference = await sample({ ...plan, engine: 'reference', precision: 'float64', seed: '5' }, networks);
      const quantities = inputs < 5 ? (['G', 'V4', 'K1', 'U1'] as const) : (['G', 'K1', 'U1'] as const);
      for (const quantity of quantities) {
        expect(worstDeviation(narrow.plain[quantity], reference.plain[quantity]), quantity).toBeLessThan(3.5);
        expect(worstDeviation(narrow.coupled![quantity], reference.coupled![quantity]), quantity).toBeLessThan(3.5);
      }
    },
  );

  it('is the same in G to 10⁻⁵ on the same words, from either random source', async () => {
    for (const random of ['xoshiro', 'philox'] as const) {
      for (const activation of ['tanh', 'relu'] as const) {
        const plan = await threadsPlan(activation, 4, 77, { random });
        const wide = await sample(plan, 16);
        const narrow = await sample({ ...plan, precision: 'float32' }, 16);
        wide.plain.G.value.forEach((value, i) => {
          expect(Math.abs(narrow.plain.G.value[i]! - value)).toBeLessThan(1e-5);
        });
      }
    }
  });

  it('finds the directions of dependent inputs, as float64 does: no network is lost', async () => {
    const inputKernel = [
      [1, 0.2, 1.2],
      [0.2, 1, 1.2],
      [1.2, 1.2, 2.4],
    ];
    const plan = await threadsPlan('identity', 3, 40, {}, { inputKernel, biasVariance: 0 });
    const wide = await (await ShardSampler.open(plan)).sample(0, 208);
    const narrow = await (await ShardSampler.open({ ...plan, precision: 'float32' })).sample(0, 208);
    expect([narrow.diverged, narrow.networks]).toEqual([[], 208]);
    expect(narrow.deficientPivots).toBe(wide.deficientPivots);
  });

  it('adds less than a tenth of the standard error of 12000 networks to G, V4 and K1', async () => {
    const networks = 512;
    for (const activation of ['tanh', 'relu'] as const) {
      const changes = { width: 256, layers: 200, residualScale: 0.1, horizon: 2, weightVariance: 2 };
      const plan = await threadsPlan(activation, 3, 256, { savedLayers: [50, 200] }, changes);
      const errors = await precisionErrors(plan, networks);
      for (const quantity of ['G', 'V4', 'K1'] as const) {
        const { shift, error, sampling } = errors[quantity];
        shift.forEach((value, i) => {
          const allowed = 0.1 * sampling[i]! * Math.sqrt(networks / 12000);
          expect(Math.abs(value) + 2 * error[i]!, `${activation} ${quantity}[${i}]`).toBeLessThan(allowed);
        });
      }
    }
  });
});
