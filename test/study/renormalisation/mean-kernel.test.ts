import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import { meanProductOf } from '#odepth/sample/mean-product';
import { ChainExamples } from '#odepth/study/renormalisation/chain-examples';
import { meanKernelProfile } from '#odepth/study/renormalisation/mean-kernel-profile';
import { measureStream } from '#odepth/study/renormalisation/measure-stream';
import { describeNetwork } from '#odepth/study/renormalisation/network-of-plan';
import { type PointPlan, planAt } from '#odepth/study/renormalisation/renormalisation-scenario';
import { renormalisationKind } from '#odepth/study/renormalisation/scenario';
import { overPositions } from '#odepth/study/renormalisation/study-data';
import { overlapKernels, subsetVariances } from '#odepth/theory/renormalisation/mean-kernel';
import { meanKernelStream } from '#odepth/theory/renormalisation/mean-kernel-stream';
import { createNetwork } from '#odepth/train/create-network';
import { resolved } from '../geodesic/scenarios.ts';
import { small } from './scenarios.ts';

async function planOf(mixing: string, width = 8, hidden = 12): Promise<PointPlan> {
  const text = small
    .replace('mixing: window', `mixing: ${mixing}, radius: 1`)
    .replace('width: 8, hidden: 12', `width: ${width}, hidden: ${hidden}`);
  return planAt(await resolved(renormalisationKind, text), { variant: 0, seed: 0 });
}

async function increments(plan: PointPlan): Promise<Float64Array[]> {
  const { layers, width, hidden, radius, activation } = plan.network;
  const product = meanProductOf(await activationOf(activation), 2);
  const out = new Float64Array(3);
  return overlapKernels({
    ...{ layers, width, hidden, tokens: 2 * radius + 1, epsilon: 1e-5 },
    meanProduct: (variance, covariance) => {
      product.into(Float64Array.of(variance, covariance, variance), out);
      return out[1]!;
    },
  });
}

function totals(parts: readonly Float64Array[]): number[][] {
  return parts.map((_, layer) =>
    Array.from(parts[0]!, (_, m) => parts.slice(0, layer + 1).reduce((sum, part) => sum + part[m]!, 0)),
  );
}

describe('the mean kernel of a pre-norm stack', () => {
  it('is a geometric law where blocks are linear', () => {
    const kernels = totals(
      overlapKernels({
        ...{ layers: 3, width: 1e9, tokens: 1, hidden: 1e9, epsilon: 0 },
        meanProduct: (_, covariance) => covariance,
      }),
    );
    // c(1) = 1 at every layer: 1/9 is added to what agrees, nothing to what does not.
    for (const [layer, kernel] of kernels.entries()) {
      expect(kernel[1]).toBeCloseTo(1 + layer / 9, 8);
      expect(kernel[0]).toBeCloseTo(0, 8);
    }
  });

  it.each(['none', 'window'])('is the mean over wide networks at initial weights, %s', async (mixing) => {
    const plan = await planOf(mixing, 256, 256);
    const expected = totals(await increments(plan));
    const tokens = 2 * plan.network.radius + 1;
    // Inputs that agree with the first in fewer and fewer tokens.
    const inputs = Int32Array.from({ length: (tokens + 1) * tokens }, (_, i) =>
      i % tokens < Math.floor(i / tokens) ? 1 : 2,
    );
    const networks = 40;
    const squares = expected.map((kernel) => kernel.map(() => 0));
    const sums = expected.map((kernel) => kernel.map(() => 0));
    for (let k = 0; k < networks; k++) {
      const network = createNetwork(describeNetwork(plan), 'float64', BigInt(1000 + k));
      network.stream(inputs, ({ data, stride }, { index, width }) => {
        for (let m = 0; m <= tokens; m++) {
          let product = 0;
          for (let j = 0; j < width; j++) product += data[j]! * data[(tokens - m) * stride + j]!;
          sums[index]![m]! += product / width / networks;
          squares[index]![m]! += (product / width) ** 2 / networks;
        }
      });
    }
    for (const [layer, kernel] of expected.entries()) {
      for (const [m, value] of kernel.entries()) {
        const error = Math.sqrt((squares[layer]![m]! - sums[layer]![m]! ** 2) / (networks - 1));
        // Finite width moves the mean by order 1/d.
        expect(Math.abs(sums[layer]![m]! - value)).toBeLessThan(4 * error + (2 * kernel.at(-1)!) / 256);
      }
    }
  });

  it('is a sum over sets of tokens of neurons that see those alone', () => {
    const kernel = Float64Array.from({ length: 5 }, (_, m) => Math.exp(m / 4));
    const variances = subsetVariances(kernel);
    const choose = (m: number, k: number): number => (k === 0 ? 1 : (choose(m, k - 1) * (m - k + 1)) / k);
    for (const [m, value] of kernel.entries())
      expect(variances.reduce((sum, c, k) => sum + c * choose(m, k), 0)).toBeCloseTo(value, 12);
    expect(() => subsetVariances(Float64Array.of(0, 1, 1))).toThrow(/no covariance: its difference of order 2 is -1/);
  });

  it('is the covariance of the neurons that are drawn, layer by layer, and only the overlap counts', async () => {
    const width = 16_000;
    const plan = await planOf('window');
    const parts = await increments(plan);
    const inputs = { rows: 4, columns: 3, stride: 3, data: Float64Array.of(0, 1, 2, 0, 1, 3, 4, 1, 3, 2, 0, 1) };
    const stream = meanKernelStream({ inputs, increments: parts, width, seed: 9n });
    const overlaps = [
      [3, 2, 1, 0],
      [2, 3, 2, 0],
      [1, 2, 3, 0],
      [0, 0, 0, 3],
    ];
    for (const [layer, kernel] of totals(parts).entries()) {
      const { data } = stream[layer]!;
      for (const [a, row] of overlaps.entries()) {
        for (const [b, m] of row.entries()) {
          let product = 0;
          for (let j = 0; j < width; j++) product += data[a * width + j]! * data[b * width + j]!;
          const deviation = Math.sqrt((kernel[3]! ** 2 + kernel[m]! ** 2) / width);
          expect(Math.abs(product / width - kernel[m]!)).toBeLessThan(4.5 * deviation);
        }
      }
    }
  });

  it('gives the ranks of a position-wise stack at random weights, which are those of V vectors', async () => {
    const plan = await planOf('none', 64, 256);
    const gelu = await activationOf(plan.network.activation);
    const profile = meanKernelProfile(plan, gelu)!;
    const network = createNetwork(describeNetwork(plan), 'float64', BigInt(plan.seed));
    const measured = measureStream(network, new ChainExamples(plan, 'measurement'), plan);
    const ranks = (of: typeof profile) => Array.from(overPositions(of.ranks.effectiveRank, 3));
    for (const [layer, rank] of ranks(profile).entries()) {
      expect(rank).toBeLessThan(4);
      // 64 Gaussian neurons for at most 5 vectors: a spread of a tenth or so.
      expect(Math.abs(rank - ranks(measured)[layer]!)).toBeLessThan(0.25);
    }
    expect(profile.richness.every(Number.isNaN)).toBe(true);
  });

  it('is left out where it does not close: with layers across positions, for the widest windows', async () => {
    const gelu = await activationOf('gelu');
    expect(meanKernelProfile(await planOf('token-mixing'), gelu)).toBeNull();
    const plan = await planOf('window');
    expect(meanKernelProfile({ ...plan, network: { ...plan.network, radius: 5 } }, gelu)).toBeNull();
  });
});
