import { describe, expect, it } from 'vitest';
import { builtInActivations } from '#odepth/model/activation';
import { sampleNetworks } from '#odepth/parallel/sampling';
import { openEngine, refusalOf } from '#odepth/sample/engine/registry';
import { type BackendCandidate, backendCandidates, findBackend } from '#odepth/sample/engine/tensorflow/backend';
import { openTensorflow, tensorflowEngine } from '#odepth/sample/engine/tensorflow/tensorflow';
import type { NetworkOutcome } from '#odepth/sample/kernel-sampler';
import type { Section } from '#odepth/sample/observables';
import { layoutOf, type SamplingPlan } from '#odepth/sample/plan';
import { planOf } from '../../study/plan.ts';
import { sample, worstDeviation } from '../sampling.ts';

interface Drawn {
  readonly statistics: Float64Array;
  readonly outcome: NetworkOutcome;
}

const onTensors = { engine: 'tensorflow', precision: 'float32', sampler: 'explicit-weights' } as const;
const onReference = { engine: 'reference', precision: 'float64', sampler: 'explicit-weights' } as const;

async function drawReference(plan: SamplingPlan, networks: number): Promise<Drawn[]> {
  const engine = await openEngine({ ...plan, ...onReference });
  const drawn: Drawn[] = [];
  await engine.run(0, networks, (_, statistics, outcome) => {
    drawn.push({ statistics: statistics.slice(), outcome });
  });
  return drawn;
}

/** Networks 0 … networks − 1 in runs of `block`. */
async function draw(
  plan: SamplingPlan,
  candidate: BackendCandidate,
  networks: number,
  block = networks,
): Promise<Drawn[]> {
  const engine = await openTensorflow(plan, [candidate]);
  const drawn: Drawn[] = [];
  for (let first = 0; first < networks; first += block) {
    await engine.run(first, Math.min(block, networks - first), (network, statistics, outcome) => {
      drawn[network] = { statistics: statistics.slice(), outcome };
    });
  }
  await engine.dispose();
  return drawn;
}

/** Largest difference of the kernels of single networks: of G, S and, with control variates, G_lin and what is left of both. */
function worstKernelDifference(plan: SamplingPlan, a: readonly Drawn[], b: readonly Drawn[]): number {
  const { size, pairs, offset, coupled } = layoutOf(plan);
  const sections: Section[] = coupled ? ['g', 's', 'l', 'd', 'e'] : ['g', 's'];
  let worst = 0;
  a.forEach(({ statistics }, network) => {
    for (let depth = 0; depth < plan.savedLayers.length; depth++) {
      for (const section of sections) {
        for (let p = 0; p < pairs; p++) {
          const at = depth * size + offset[section] + p;
          worst = Math.max(worst, Math.abs(statistics[at]! - b[network]!.statistics[at]!));
        }
      }
    }
  });
  return worst;
}

const inputsOf = (count: number) =>
  Array.from({ length: count }, (_, a) => Array.from({ length: count }, (_, b) => (a === b ? 1 : 0.2 + 0.5 / (a + b))));

for (const candidate of backendCandidates) {
  const search = await findBackend([candidate]);

  describe.skipIf(!search.found)(`networks on ${candidate.package} (skipped where it is not installed)`, () => {
    it.each(builtInActivations)('are those of the reference within 1e-5 on the same words (%s)', async (activation) => {
      for (const width of [24, 136]) {
        const plan = await planOf(activation, width, onTensors);
        const reference = await drawReference(plan, 6);
        const drawn = await draw(plan, candidate, 6);
        expect(worstKernelDifference(plan, drawn, reference), `n = ${width}`).toBeLessThan(1e-5);
        expect(drawn.map(({ outcome }) => outcome)).toEqual(reference.map(({ outcome }) => outcome));
      }
    });

    it('without control variates, without biases, with Philox, for one input', async () => {
      const plan = await planOf('tanh', 24, { ...onTensors, controlVariates: false, random: 'philox' }, [[1.2]]);
      const withoutBias = { ...plan, ensemble: { ...plan.ensemble, biasVariance: 0 } };
      const difference = worstKernelDifference(
        plan,
        await draw(withoutBias, candidate, 6),
        await drawReference(withoutBias, 6),
      );
      expect(difference).toBeLessThan(1e-5);
    });

    it('for inputs that are equal, and proportional ones under ReLU', async () => {
      const equal = [
        [1, 1, 0.3],
        [1, 1, 0.3],
        [0.3, 0.3, 1],
      ];
      const proportional = [
        [1, 0.7, 0.3],
        [0.7, 0.49, 0.21],
        [0.3, 0.21, 1],
      ];
      for (const kernel of [equal, proportional]) {
        const plan = await planOf('relu', 40, onTensors, kernel);
        const withoutBias = { ...plan, ensemble: { ...plan.ensemble, biasVariance: 0 } };
        const reference = await drawReference(withoutBias, 6);
        const drawn = await draw(withoutBias, candidate, 6);
        expect(drawn[0]!.outcome.deficientPivots).toBe(plan.ensemble.layers);
        expect(drawn.map(({ outcome }) => outcome)).toEqual(reference.map(({ outcome }) => outcome));
      }
    });

    it('have the same bits however they are divided into runs', async () => {
      const plan = await planOf('tanh', 64, onTensors);
      const whole = await draw(plan, candidate, 7);
      for (const block of [1, 3]) expect(await draw(plan, candidate, 7, block), `runs of ${block}`).toEqual(whole);
    });

    it('leave no tensor behind, also where the receiver throws', async () => {
      if (!search.found) return;
      const { tf } = search.backend;
      const plan = await planOf('gelu', 16, onTensors);
      const before = tf.memory().numTensors;
      const engine = await openTensorflow(plan, [candidate]);
      await engine.run(0, 3, () => {});
      await engine.run(3, 100, () => {});
      const refused = engine.run(0, 1, () => {
        throw new RangeError('refused');
      });
      await expect(refused).rejects.toThrow('refused');
      await engine.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it('that overflow float32 are named with the layer, and the others of their batch are not', async () => {
      const plan = await planOf('identity', 16, { ...onTensors, controlVariates: false });
      const growing = { ...plan, ensemble: { ...plan.ensemble, residualScale: 1e14 } };
      for (const { outcome } of await draw(growing, candidate, 4)) expect(outcome.divergedAt).toBe(3);
      const [first, second] = await draw(plan, candidate, 2);
      expect([first!.outcome.divergedAt, second!.outcome.divergedAt]).toEqual([null, null]);
    });
  });
}

const anyBackend = (await findBackend()).found;

describe.skipIf(!anyBackend)('the tensorflow engine (skipped where no TensorFlow.js package is installed)', () => {
  const ensembles = [
    { activation: 'tanh', inputs: 1, width: 16, networks: 2000, controlVariates: true },
    { activation: 'relu', inputs: 2, width: 64, networks: 1000, controlVariates: true },
    { activation: 'erf', inputs: 3, width: 32, networks: 1000, controlVariates: true },
    { activation: 'gelu', inputs: 4, width: 128, networks: 400, controlVariates: true },
    { activation: 'swish', inputs: 8, width: 48, networks: 400, controlVariates: false },
    { activation: 'softplus', inputs: 16, width: 16, networks: 400, controlVariates: false },
  ] as const;

  it.each(ensembles)(
    'agrees with block-law networks of the reference within 3.5 standard errors ($activation, N = $inputs, n = $width)',
    async ({ activation, inputs, width, networks, controlVariates }) => {
      const shared = { savedLayers: [6], controlVariates };
      const plan = await planOf(activation, width, { ...shared, ...onTensors, seed: '12' }, inputsOf(inputs));
      const onTensor = await sample(plan, networks);
      const block = await sample({ ...plan, ...onReference, sampler: 'block-law', seed: '13' }, networks);
      for (const quantity of ['K0', 'V4', 'K1', 'U1'] as const) {
        expect(worstDeviation(onTensor.plain[quantity], block.plain[quantity]), quantity).toBeLessThan(3.5);
        if (!controlVariates) continue;
        const coupled = worstDeviation(onTensor.coupled![quantity], block.coupled![quantity]);
        expect(coupled, `coupled ${quantity}`).toBeLessThan(3.5);
      }
    },
  );

  it('adds less to G, V4 and K1 than a hundredth of their standard error (tanh, n = 64, same words)', async () => {
    const plan = await planOf('tanh', 64, onTensors);
    const float32 = await sample(plan, 400);
    const float64 = await sample({ ...plan, ...onReference }, 400);
    for (const quantity of ['G', 'V4', 'K1'] as const) {
      const { value, error } = float64.coupled![quantity];
      float32.coupled![quantity].value.forEach((x, i) => {
        expect(Math.abs(x - value[i]!), `${quantity}[${i}]`).toBeLessThanOrEqual(0.01 * error[i]! + 1e-12);
      });
    }
  });

  it('runs on the calling thread of a study, in blocks of any size', async () => {
    const plan = await planOf('tanh', 16, onTensors);
    const sums = await Promise.all(
      [16, 64].map(async (blockSize) => (await sampleNetworks({ plan, networks: 70, workers: 2, blockSize }))!.sums),
    );
    expect(sums[1]).toEqual(sums[0]);
  });

  it('says which backend it has found, and predicts positive time and bounded memory', async () => {
    const probe = await tensorflowEngine.probe();
    expect(probe).toMatchObject({ available: true, details: { version: expect.stringMatching(/^\d+\.\d+/) } });
    const { seconds, bytes } = tensorflowEngine.predict(await planOf('tanh', 1024, onTensors));
    expect(seconds).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(8 * 1024 ** 2);
    expect(tensorflowEngine.predict(await planOf('tanh', 4, onTensors, inputsOf(8))).bytes).toBeLessThan(2e8);
  });
});

describe('what the tensorflow engine refuses', () => {
  it('is said in a sentence that names an engine which does it', async () => {
    const plan = await planOf('tanh', 16, onTensors);
    const refusal = (overrides: Partial<SamplingPlan>) => refusalOf(tensorflowEngine, { ...plan, ...overrides });
    expect(refusal({})).toBeNull();
    expect(refusal({ sampler: 'block-law' })).toBe(
      'the tensorflow engine draws explicit weights only; block-law is for engine auto, threads, native or reference',
    );
    expect(refusal({ sampler: 'g-only-stochastic' })).toMatch(/explicit weights only; g-only-stochastic .* reference/);
    expect(refusal({ residuals: true })).toMatch(/does not sample the residual .* reference/);
    expect(refusal({ precision: 'float64' })).toBe('the tensorflow engine computes in float32, not in float64');
    expect(refusal({ ensemble: { ...plan.ensemble, activation: { expression: 'x^3' } } })).toMatch(
      /built-in activations only, not x\^3; .* reference/,
    );
  });
});

describe('the search for a backend', () => {
  const failing = (name: string, error: Error): BackendCandidate => ({
    package: name,
    backend: 'tensorflow',
    load: () => Promise.reject(error),
  });
  const removed = new TypeError('(0 , util_1.isNullOrUndefined) is not a function\n    at somewhere');

  it('says what to install where nothing is there', async () => {
    const absent = Object.assign(new Error("Cannot find package '@tensorflow/tfjs-node' imported from x"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    const search = await findBackend([failing('@tensorflow/tfjs-node', absent)]);
    expect(search).toEqual({
      found: false,
      reason: expect.stringMatching(/^none of @tensorflow\/tfjs-node is installed; npm install .*tfjs-backend-wasm/),
    });
    await expect(openTensorflow(await planOf('tanh', 16, onTensors), [])).rejects.toThrow(
      /^the tensorflow engine is not available: .* npm install/,
    );
  });

  it('says that tfjs-node does not run on Node 23 where that is what fails', async () => {
    const search = await findBackend([failing('@tensorflow/tfjs-node', removed)]);
    expect(search).toMatchObject({
      reason: expect.stringMatching(/tfjs-node fails: it does not run on Node 23 or newer, use Node 22 or 20 \(/),
    });
  });

  it.skipIf(!anyBackend)('goes on to the next, and tells of the broken one', async () => {
    const search = await findBackend([failing('@tensorflow/tfjs-node', removed), ...backendCandidates]);
    expect(search.found && search.backend.broken).toHaveProperty('@tensorflow/tfjs-node');
  });
});
