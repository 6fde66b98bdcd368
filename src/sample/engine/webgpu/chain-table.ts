import { inputPairs, packedIndex, pairIndex } from '../../../model/ensemble.ts';
import { choleskyInto } from '../../../numeric/cholesky.ts';
import { lowerTriangleInto } from '../../neuron-arrays.ts';
import type { SamplingPlan } from '../../plan.ts';
import { EngineError } from '../engine.ts';
import type { Extent } from './extent.ts';

/** Where the columns of a row stand; the first says whether the layer is saved. */
export function tableColumns({ inputs, pairs }: Pick<Extent, 'inputs' | 'pairs'>) {
  const factor = 1 + 3 * pairs;
  const keep = factor + inputs * inputs;
  const [centre, kernel, covariance] = [1, 1 + pairs, 1 + 2 * pairs];
  return { centre, kernel, covariance, factor, keep, first: keep + pairs, second: keep + 2 * pairs } as const;
}

/**
 * What the kernel needs at each step ℓ = 0 … L, one row of float32 each:
 *
 *     centre E₂(K0^ℓ), kernel K0^ℓ, covariance F(K0^{ℓ−1}) (P each), factor (N × N), and coupled: keep, first, second (P each)
 *
 * factor = ε chol F(K0^{ℓ−1}), in row 0 chol K(0); X_p changes by keep X_p + first X_aa + second X_bb + ε² C_W (σ̃σ̃ − E₂),
 * keep = c² − 1 + ε² χ_pp: (c² − 1 and χ) as a difference, so that what float32 takes off it stays of order ε².
 * @throws EngineError when K(0) or some F(K0^ℓ) is not positive semidefinite
 */
export function chainTable(plan: SamplingPlan, extent: Extent): Float32Array<ArrayBuffer> {
  const { ensemble, chain, savedLayers } = plan;
  const { residualScale, leak, layers } = ensemble;
  const { inputs, pairs, rowLength, coupled } = extent;
  const columns = tableColumns(extent);
  const table = new Float32Array(rowLength * (layers + 1));
  const matrix = new Float64Array(inputs * inputs);
  const step = residualScale ** 2;
  const change = leak * step * (leak * step - 2);
  const order = inputPairs(inputs);
  const factorInto = (values: Float64Array, from: number, to: number, scale: number, name: string) => {
    const factor = new Float64Array(inputs * inputs);
    lowerTriangleInto(values, from, inputs, matrix);
    if (choleskyInto(matrix, factor, inputs).failed) throw new EngineError(`${name} is not positive semidefinite`);
    for (let i = 0; i < factor.length; i++) table[to + i] = scale * factor[i]!;
  };

  for (const layer of savedLayers) table[layer * rowLength] = 1;
  for (let layer = 0; layer <= layers; layer++) {
    const row = layer * rowLength;
    table.set(chain.products.subarray(layer * pairs, (layer + 1) * pairs), row + columns.centre);
    table.set(chain.kernels.subarray(layer * pairs, (layer + 1) * pairs), row + columns.kernel);
    if (layer === 0) {
      factorInto(chain.kernels, 0, row + columns.factor, 1, 'the input kernel K(0)');
      continue;
    }
    const before = (layer - 1) * pairs;
    table.set(chain.increments.subarray(before, before + pairs), row + columns.covariance);
    if (!coupled) continue;
    const name = `the infinite-width increment covariance F(K0) at layer ${layer - 1}`;
    factorInto(chain.increments, before, row + columns.factor, residualScale, name);
    for (let p = 0; p < pairs; p++) {
      const [onA, own, onB] = susceptibility(chain.susceptibilities, (before + p) * 3, isDiagonal(order[p]!));
      table[row + columns.keep + p] = change + step * own;
      table[row + columns.first + p] = step * onA;
      table[row + columns.second + p] = step * onB;
    }
  }
  return table;
}

export function isDiagonal([a, b]: readonly [number, number]): boolean {
  return a === b;
}

/** χ of a pair on (a, a), on itself and on (b, b); a diagonal pair acts on itself alone. */
export function susceptibility(values: Float64Array, at: number, diagonal: boolean): [number, number, number] {
  return diagonal ? [0, values[at]!, 0] : [values[at]!, values[at + 1]!, values[at + 2]!];
}

/** Every pair of pairs (a, b), (c, d) for the kernel: a, b, c, d in four bits each, the two pairs' numbers in eight. */
export function entryCodes(inputs: number): Uint32Array<ArrayBuffer> {
  const order = inputPairs(inputs);
  const codes = new Uint32Array((order.length * (order.length + 1)) / 2);
  for (const [p, [a, b]] of order.entries()) {
    for (let r = p; r < order.length; r++) {
      const [c, d] = order[r]!;
      codes[packedIndex(order.length, p, r)] = a | (b << 4) | (c << 8) | (d << 12) | (p << 16) | (r << 24);
    }
  }
  return codes;
}

/** E[h h] = K_ac K_bd + K_ad K_bc of every pair of pairs at one layer, packed; h = φ̃φ̃ᵀ − K0. */
export function gaussianCovariance(kernels: Float64Array, inputs: number, layer: number): Float64Array {
  const order = inputPairs(inputs);
  const k = (a: number, b: number) => kernels[layer * order.length + pairIndex(inputs, a, b)]!;
  const out = new Float64Array((order.length * (order.length + 1)) / 2);
  for (const [p, [a, b]] of order.entries()) {
    for (let r = p; r < order.length; r++) {
      const [c, d] = order[r]!;
      out[packedIndex(order.length, p, r)] = k(a, c) * k(b, d) + k(a, d) * k(b, c);
    }
  }
  return out;
}
