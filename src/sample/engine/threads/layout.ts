import type { SamplingPlan } from '../../plan.ts';
import type { Precision } from '../names.ts';

/** Neurons to a block, and blocks to a chunk (`chunkBlocks` in assembly/network.ts). */
const lanes = 8;
const chunkBlocks = 8;

export function bytesOf(precision: Precision): 4 | 8 {
  return precision === 'float64' ? 8 : 4;
}

/** Bytes of every array named in assembly/state.ts for a plan; what it does not need is empty. */
export function arrayBytes(plan: SamplingPlan) {
  const { ensemble, precision, controlVariates, residuals } = plan;
  const { width, layers, inputKernel } = ensemble;
  const inputs = inputKernel.length;
  const pairs = (inputs * (inputs + 1)) / 2;
  const packed = (pairs * (pairs + 1)) / 2;
  const state = bytesOf(precision);
  const blocks = Math.ceil(width / lanes);
  const chunk = lanes * Math.min(blocks, chunkBlocks);
  const converted = precision === 'float32' ? 8 * chunk : 0;
  const chain = controlVariates ? 1 : 0;
  const rows = residuals ? chain * 8 * width : 0;
  return {
    randomState: 128,
    // A group of normals more than the chunk takes, where it takes an odd number.
    words: 4 * (chunk + lanes) * inputs,
    noise: state * (chunk + lanes) * inputs,
    activated: state * chunk * inputs,
    chainActivated: chain * state * chunk * inputs,
    preactivation: state * lanes * blocks * inputs,
    chainPreactivation: chain * state * lanes * blocks * inputs,
    response: chain * state * lanes * blocks * pairs,
    covariance: 8 * inputs ** 2,
    factor: 8 * inputs ** 2,
    initialFactor: 8 * inputs ** 2,
    weights: state * pairs,
    chainWeights: chain * state * pairs * layers,
    responseCoefficients: chain * 4 * state * pairs * layers,
    partial: 4 * state * pairs,
    total: precision === 'float32' ? 32 * pairs : 0,
    products: 8 * pairs,
    seenState: converted * inputs,
    seenActivated: converted * inputs,
    seenResponse: chain * converted * pairs,
    square: chain * 8 * chunk * pairs,
    deviation: chain * 8 * chunk * pairs,
    kernel: 8 * pairs,
    transport: 24 * pairs,
    kernelSums: 32 * pairs,
    productSums: 32 * pairs,
    covarianceSums: chain * 32 * packed,
    excessSums: chain * 32 * packed,
    meanSums: 8 * pairs,
    sourceSums: 8 * pairs,
    transportSums: 8 * pairs,
    activationRows: rows * inputs,
    responseRows: rows * pairs,
    deviationRows: rows * pairs,
  };
}

export type ArrayName = keyof ReturnType<typeof arrayBytes>;

/** Addresses from `base` on, on cache lines, and where they end. */
export function addressesOf(plan: SamplingPlan, base: number): { at: Record<ArrayName, number>; end: number } {
  const at = {} as Record<ArrayName, number>;
  let end = base;
  for (const [name, bytes] of Object.entries(arrayBytes(plan))) {
    end = Math.ceil(end / 64) * 64;
    at[name as ArrayName] = end;
    end += bytes;
  }
  return { at, end };
}

/** Bytes that the arrays take. */
export function totalBytes(plan: SamplingPlan): number {
  return addressesOf(plan, 0).end;
}
