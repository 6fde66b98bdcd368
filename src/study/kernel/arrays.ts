import { inputPairs, packedIndex, pairIndex } from '../../model/ensemble.ts';
import type { NpyArray } from '../../record/npy.ts';
import type { SavedDepths } from './language/depth-grid.ts';
import { quantities, residualQuantities } from './quantities.ts';
import { divergenceArray } from './sampling/divergence-array.ts';
import type { KernelSampling } from './sampling/sample-kernels.ts';
import type { TheorySolution } from './theory/solution.ts';

/**
 * arrays.npz: SOURCE.QUANTITY and SOURCE.QUANTITY.error for every source and quantity, with `t` (depths) and `pairs` (P × 2).
 * K0, G, K1, U1 are depths × N × N; V4 is depths × P × P over the pairs, and so is its residual where it was asked for. Where
 * networks, or runs of the closure, did not stay finite, `sampled.diverged` and `g-only-stochastic.diverged` list them all.
 */
export function kernelArrays(
  inputs: number,
  save: SavedDepths,
  solution: TheorySolution | null,
  networks: Pick<KernelSampling, 'kernels' | 'sums'> | null,
  closure: Pick<KernelSampling, 'kernels' | 'sums'> | null,
): Map<string, NpyArray> {
  const pairs = inputPairs(inputs);
  const depths = save.times.length;
  const sampled = networks?.kernels;
  const stochastic = closure?.kernels;
  const arrays = new Map<string, NpyArray>([
    ['t', { shape: [depths], data: Float64Array.from(save.times) }],
    ['pairs', { shape: [pairs.length, 2], data: Int32Array.from(pairs.flat()) }],
  ]);
  const put = (source: string, quantity: string, value: Float64Array, error: Float64Array) => {
    const ofPairs = quantity === 'V4' || residuals.has(quantity);
    const expand = ofPairs ? unpackPairs : unpackInputs;
    const shape = ofPairs ? [depths, pairs.length, pairs.length] : [depths, inputs, inputs];
    arrays.set(`${source}.${quantity}`, { shape, data: expand(value, depths, inputs) });
    arrays.set(`${source}.${quantity}.error`, { shape, data: expand(error, depths, inputs) });
  };
  for (const closure of solution?.closures ?? []) {
    for (const quantity of quantities) {
      const { value, error } = closure.quantities[quantity];
      put(closure.source, quantity, value, error);
    }
    for (const quantity of residualQuantities) {
      const values = closure.residuals[quantity];
      if (values) put(closure.closure, quantity, values.value, values.error);
    }
  }
  if (sampled) {
    for (const quantity of quantities) {
      const best = (sampled.coupled ?? sampled.plain)[quantity];
      put('sampled', quantity, best.value, best.error);
      put('sampled-plain', quantity, sampled.plain[quantity].value, sampled.plain[quantity].error);
    }
  }
  if (stochastic) {
    for (const quantity of quantities) {
      const { value, error } = (stochastic.coupled ?? stochastic.plain)[quantity];
      put('g-only-stochastic', quantity, value, error);
    }
  }
  if (sampled?.residuals) {
    const { plain, coupled } = sampled.residuals;
    for (const quantity of residualQuantities) {
      const best = (coupled ?? plain)[quantity];
      put('sampled', quantity, best.value, best.error);
      put('sampled-plain', quantity, plain[quantity].value, plain[quantity].error);
    }
  }
  if (networks?.sums.diverged.length) arrays.set('sampled.diverged', divergenceArray(networks.sums.diverged));
  if (closure?.sums.diverged.length) arrays.set('g-only-stochastic.diverged', divergenceArray(closure.sums.diverged));
  return arrays;
}

const residuals: ReadonlySet<string> = new Set(residualQuantities);

/** depths × P by pairs → depths × N × N. */
function unpackInputs(values: Float64Array, depths: number, inputs: number): Float64Array {
  const size = values.length / depths;
  const out = new Float64Array(depths * inputs * inputs);
  for (let depth = 0; depth < depths; depth++) {
    for (let a = 0; a < inputs; a++) {
      for (let b = 0; b < inputs; b++) {
        out[(depth * inputs + a) * inputs + b] = values[depth * size + pairIndex(inputs, a, b)]!;
      }
    }
  }
  return out;
}

/** depths × packed pairs of pairs → depths × P × P. */
function unpackPairs(values: Float64Array, depths: number, inputs: number): Float64Array {
  const pairs = (inputs * (inputs + 1)) / 2;
  const size = values.length / depths;
  const out = new Float64Array(depths * pairs * pairs);
  for (let depth = 0; depth < depths; depth++) {
    for (let p = 0; p < pairs; p++) {
      for (let q = 0; q < pairs; q++) {
        out[(depth * pairs + p) * pairs + q] = values[depth * size + packedIndex(pairs, p, q)]!;
      }
    }
  }
  return out;
}
