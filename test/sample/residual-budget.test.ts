import { describe, expect, it } from 'vitest';
import { inputPairs, packedIndex, pairIndex } from '#odepth/model/ensemble';
import { exactCovariance, identityChain, identityEnsemble, identityPlan } from './identity-ensemble.ts';
import { sample, sampleSums, worstDeviation } from './sampling.ts';

const saved = [0, 3, 5];
const pairs = inputPairs(2);
const components = pairs.flatMap((first, p) => pairs.slice(p).map((second) => [...first, ...second] as const));

/**
 * The budget of the identity activation at finite width: Q = C_W G + C_b is a function of G, so the closure's transport is
 * exact; E[Σ(G, Q)] has Cov(G, G) beside Σ(K0); V4 obeys a closed recursion, whose residual is R.
 */
function exactBudget() {
  const { width, weightVariance, leak, residualScale } = identityEnsemble;
  const { kernels, increments } = identityChain(identityEnsemble);
  const history = exactCovariance(identityEnsemble);
  const rows = saved.flatMap((layer) =>
    components.map(([a, b, c, d], i) => {
      const at = (values: Float64Array, x: number, y: number) => values[layer * 3 + pairIndex(2, x, y)]!;
      const exchange = (x: number, y: number, z: number, w: number) =>
        at(kernels, x, z) * at(increments, y, w) + at(kernels, y, w) * at(increments, x, z);
      const infinite = exchange(a, b, c, d) + exchange(a, b, d, c);
      const v = history[layer]!;
      const between = (x: number, y: number, z: number, w: number) =>
        v[packedIndex(3, pairIndex(2, x, y), pairIndex(2, z, w))]!;
      const source = (2 * weightVariance * (between(a, c, b, d) + between(a, d, b, c))) / width;
      const rate = 2 * weightVariance * v[i]! + infinite - 4 * leak * v[i]!;
      const total = (history[layer + 1]![i]! - v[i]!) / residualScale ** 2 - rate;
      return { total, source, sigma: infinite + source };
    }),
  );
  return {
    R: rows.map(({ total }) => total),
    Rtransport: rows.map(() => 0),
    Rsource: rows.map(({ source }) => source),
    Rstep: rows.map(({ total, source }) => total - source),
    Sigma: rows.map(({ sigma }) => sigma),
  };
}

describe('the sampled residual of the V4 equation, identity activation', () => {
  for (const sampler of ['block-law', 'explicit-weights'] as const) {
    it(`has the parts of the exact budget at finite width within 3.5 standard errors (${sampler}, leak and bias)`, async () => {
      const exact = exactBudget();
      const { residuals } = await sample(identityPlan({ sampler, residuals: true, savedLayers: saved }), 6000);
      for (const estimates of [residuals!.plain, residuals!.coupled!]) {
        for (const quantity of ['R', 'Rtransport', 'Rsource', 'Rstep', 'Sigma'] as const) {
          expect(worstDeviation(estimates[quantity], { value: exact[quantity] }), quantity).toBeLessThan(3.5);
        }
      }
    });
  }

  it('has errors small enough to see source and step (not every claim above is empty)', async () => {
    const exact = exactBudget();
    const { residuals } = await sample(identityPlan({ residuals: true, savedLayers: saved }), 6000);
    for (const quantity of ['Rsource', 'Rstep'] as const) {
      const { error } = residuals!.coupled![quantity];
      expect(Math.abs(exact[quantity][12]!) / error[12]!, quantity).toBeGreaterThan(10);
    }
  });

  it('adds up: R is the sum of its parts, with or without the chain', async () => {
    const { residuals } = await sample(identityPlan({ residuals: true, savedLayers: saved }), 256);
    for (const { R, Rtransport, Rsource, Rstep } of [residuals!.plain, residuals!.coupled!]) {
      R.value.forEach((value, i) => {
        expect(value).toBeCloseTo(Rtransport.value[i]! + Rsource.value[i]! + Rstep.value[i]!, 10);
      });
    }
  });
});

describe('asking for the residual', () => {
  it.each([true, false])(
    'leaves every other sum as it is, to the last bit (control variates: %s)',
    async (controlVariates) => {
      const plan = identityPlan({ controlVariates });
      const without = await sampleSums(plan, 48);
      const sums = await sampleSums({ ...plan, residuals: true }, 48);
      const depths = plan.savedLayers.length;
      const size = (length: number) => (length / 2 - 1) / depths;
      const [small, large] = [size(without.length), size(sums.length)];
      expect(large).toBeGreaterThan(small);
      for (const fold of [0, 1]) {
        expect(sums[fold * (1 + depths * large)]).toBe(without[fold * (1 + depths * small)]);
        for (let depth = 0; depth < depths; depth++) {
          const [from, to] = [1 + depth * small, 1 + depth * large];
          const block = without.subarray(
            fold * (1 + depths * small) + from,
            fold * (1 + depths * small) + from + small,
          );
          expect(sums.subarray(fold * (1 + depths * large) + to, fold * (1 + depths * large) + to + small)).toEqual(
            block,
          );
        }
      }
    },
  );

  it('is the only way to get it', async () => {
    expect((await sample(identityPlan(), 64)).residuals).toBeNull();
    const plain = await sample(identityPlan({ residuals: true, controlVariates: false }), 64);
    expect(plain.residuals!.coupled).toBeNull();
  });
});
