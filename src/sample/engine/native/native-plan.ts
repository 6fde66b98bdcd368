import type { Ensemble } from '../../../model/ensemble.ts';
import type { InfiniteWidthChain } from '../../../model/infinite-width-chain.ts';
import { choleskyInto } from '../../../numeric/cholesky.ts';
import { errorFunctionTable } from '../../../numeric/error-function.ts';
import { purposeNumbers } from '../../../numeric/random/address.ts';
import { lowerTriangleInto } from '../../neuron-arrays.ts';
import type { SamplingPlan } from '../../plan.ts';
import type { NativePlan } from './library.ts';

/** The rows that erf is computed from in float64, for the activations that have it; else nothing. */
function tableOf({ ensemble, precision }: SamplingPlan): Float64Array {
  const { activation } = ensemble;
  const reads = precision === 'float64' && (activation === 'erf' || activation === 'gelu');
  return reads ? errorFunctionTable() : new Float64Array(1);
}

/** Lower factor of the covariance whose values by pairs start at `start`. @throws RangeError where it is none */
function factorOf(values: Float64Array, start: number, inputs: number, name: string): Float64Array {
  const matrix = new Float64Array(inputs * inputs);
  const factor = new Float64Array(inputs * inputs);
  lowerTriangleInto(values, start, inputs, matrix);
  if (choleskyInto(matrix, factor, inputs).failed) throw new RangeError(`${name} is not positive semidefinite`);
  return factor;
}

/** ε chol F(K0^ℓ), layer by layer: what moves the coupled chain. */
function chainFactors({ residualScale }: Ensemble, { increments, inputs, layers }: InfiniteWidthChain): Float64Array {
  const pairs = (inputs * (inputs + 1)) / 2;
  const factors = new Float64Array(layers * inputs * inputs);
  for (let layer = 0; layer < layers; layer++) {
    const name = `the infinite-width increment covariance F(K0) at layer ${layer}`;
    const factor = factorOf(increments, layer * pairs, inputs, name);
    factors.set(
      factor.map((value) => residualScale * value),
      layer * inputs * inputs,
    );
  }
  return factors;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The plan as arrays for `c/plan.h`. @throws RangeError where K(0) or some F(K0) is not positive semidefinite */
export function nativePlan(plan: SamplingPlan): NativePlan {
  const { ensemble, chain, savedLayers, random, sampler, controlVariates } = plan;
  const { width, layers, residualScale, leak, weightVariance, biasVariance } = ensemble;
  const seed = BigInt(plan.seed);
  const { inputs, kernels, increments, products, susceptibilities } = chain;
  return {
    shape: Int32Array.of(
      width,
      layers,
      savedLayers.length,
      random === 'philox' ? 1 : 0,
      sampler === 'explicit-weights' ? 1 : 0,
      controlVariates ? 1 : 0,
    ),
    scalars: Float64Array.of(
      leak * residualScale ** 2,
      residualScale,
      weightVariance,
      biasVariance,
      Math.sqrt(weightVariance / width),
      Math.sqrt(biasVariance),
    ),
    savedLayers: Int32Array.from(savedLayers),
    address: Uint32Array.of(
      Number(seed & 0xffffffffn),
      Number(seed >> 32n),
      purposeNumbers['block-law'],
      purposeNumbers['explicit-weights'],
      purposeNumbers.completion,
    ),
    theory: joined([
      factorOf(kernels, 0, inputs, 'the input kernel K(0)'),
      kernels,
      increments,
      products,
      susceptibilities,
      ...(controlVariates ? [chainFactors(ensemble, chain)] : []),
    ]),
    table: tableOf(plan),
  };
}
