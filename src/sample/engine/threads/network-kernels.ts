import { type Activation, builtInActivations } from '../../../model/activation.ts';
import { choleskyInto } from '../../../numeric/cholesky.ts';
import { addressWords } from '../../../numeric/random/address.ts';
import { xoshiroStates } from '../../../numeric/random/xoshiro.ts';
import { incrementFactors } from '../../linear-chain.ts';
import { lowerTriangleInto } from '../../neuron-arrays.ts';
import type { SamplingPlan } from '../../plan.ts';
import { instantiate, type KernelSetting, type Kernels } from './kernels.ts';
import { type ArrayName, addressesOf, bytesOf } from './layout.ts';

const pageBytes = 65536;

/** The kernels set up for one plan, with views of the arrays they share with the host. */
export class NetworkKernels {
  readonly kernels: Kernels;
  readonly #plan: SamplingPlan;
  readonly #at: Record<ArrayName, number>;
  readonly #laneStates = new Uint32Array(32);
  readonly #randomState: Uint32Array;

  /** @throws RangeError where K(0) or some F(K0) is not a covariance, or so much memory cannot be had */
  static async open(plan: SamplingPlan, activation: Activation): Promise<NetworkKernels> {
    const host = hostActivation(plan, activation);
    const kernels = await instantiate(plan.precision, (x, count, out) =>
      host.apply(kernels.memory.buffer, x, count, out),
    );
    return new NetworkKernels(plan, kernels);
  }

  private constructor(plan: SamplingPlan, kernels: Kernels) {
    const { at, end } = addressesOf(plan, kernels.heapBase());
    const { memory } = kernels;
    const missing = Math.ceil((end - memory.buffer.byteLength) / pageBytes);
    if (missing > 0) memory.grow(missing);
    this.kernels = kernels;
    this.#plan = plan;
    this.#at = at;
    this.#randomState = new Uint32Array(memory.buffer, at.randomState, 32);
    for (const [name, address] of Object.entries(at)) kernels[name as ArrayName].value = address;
    for (const [name, value] of Object.entries(settings(plan))) kernels[name as KernelSetting].value = value;
    this.#fillInitialFactor();
    if (plan.controlVariates) this.#fillChain();
  }

  /** `length` float64 numbers of an array. */
  view(name: ArrayName, length: number): Float64Array {
    return new Float64Array(this.kernels.memory.buffer, this.#at[name], length);
  }

  /** Draws layer 0 of a network. */
  begin(network: number): void {
    const { seed, random } = this.#plan;
    const address = { seed: BigInt(seed), purpose: 'block-law', network } as const;
    const state = this.#randomState;
    if (random === 'philox') {
      const { networkLow, networkHigh, purpose, keyLow, keyHigh } = addressWords(address);
      state.set([networkLow, networkHigh, purpose, keyLow, keyHigh]);
    } else {
      xoshiroStates(address, this.#laneStates);
      for (let i = 0; i < 32; i++) state[i] = this.#laneStates[4 * (i % 8) + Math.floor(i / 8)]!;
    }
    this.kernels.begin();
  }

  #fillInitialFactor(): void {
    const { inputs, kernels } = this.#plan.chain;
    const matrix = new Float64Array(inputs ** 2);
    lowerTriangleInto(kernels, 0, inputs, matrix);
    if (choleskyInto(matrix, this.view('initialFactor', inputs ** 2), inputs).failed) {
      throw new RangeError('the input kernel K(0) is not positive semidefinite');
    }
  }

  /** ε chol(F(K0)) and the coefficients of X, layer by layer. */
  #fillChain(): void {
    const { ensemble, chain, precision } = this.#plan;
    const { inputs, layers, increments, products, susceptibilities } = chain;
    const { residualScale, leak, biasVariance } = ensemble;
    const pairs = (inputs * (inputs + 1)) / 2;
    const step = residualScale ** 2;
    const decay = (1 - leak * step) ** 2;
    const weights = this.#states('chainWeights', pairs * layers);
    const coefficients = this.#states('responseCoefficients', 4 * pairs * layers);
    let to = 0;
    for (const factor of incrementFactors(chain)) {
      for (let a = 0; a < inputs; a++) {
        weights[to++] = residualScale * factor[a * inputs + a]!;
        for (let b = 0; b < a; b++) weights[to++] = residualScale * factor[a * inputs + b]!;
      }
    }
    to = 0;
    for (let layer = 0; layer < layers; layer++) {
      for (let a = 0, p = layer * pairs; a < inputs; a++) {
        for (let b = a; b < inputs; b++, p++) {
          const own = susceptibilities[3 * p + (a === b ? 0 : 1)]!;
          coefficients[to++] = decay + step * own;
          coefficients[to++] = a === b ? 0 : step * susceptibilities[3 * p]!;
          coefficients[to++] = a === b ? 0 : step * susceptibilities[3 * p + 2]!;
          coefficients[to++] = precision === 'float64' ? step * (biasVariance - increments[p]!) : -products[p]!;
        }
      }
    }
  }

  #states(name: ArrayName, length: number): Float64Array | Float32Array {
    const { buffer } = this.kernels.memory;
    const at = this.#at[name];
    return bytesOf(this.#plan.precision) === 8
      ? new Float64Array(buffer, at, length)
      : new Float32Array(buffer, at, length);
  }
}

function settings({
  ensemble,
  random,
  controlVariates,
  residuals,
  precision,
}: SamplingPlan): Record<KernelSetting, number> {
  const { activation, width, inputKernel, weightVariance, biasVariance, leak, residualScale } = ensemble;
  const inputs = inputKernel.length;
  const step = residualScale ** 2;
  return {
    inputs,
    pairs: (inputs * (inputs + 1)) / 2,
    width,
    activation: typeof activation === 'string' ? builtInActivations.indexOf(activation) : -1,
    philoxWords: random === 'philox' ? 1 : 0,
    coupled: controlVariates ? 1 : 0,
    rowsWanted: residuals ? 1 : 0,
    weightVariance,
    biasVariance,
    residualScale,
    decay: precision === 'float64' ? 1 - leak * step : leak * step,
    gain: step * weightVariance,
  };
}

/** σ in TypeScript on the kernels' memory; float32 values are taken to float64 and back. */
function hostActivation({ precision }: SamplingPlan, activation: Activation) {
  let buffer: ArrayBuffer | null = null;
  let wide = new Float64Array(0);
  let narrow = new Float32Array(0);
  let converted = new Float64Array(0);
  return {
    apply(memory: ArrayBuffer, x: number, count: number, out: number): void {
      if (memory !== buffer) {
        buffer = memory;
        wide = new Float64Array(memory);
        narrow = new Float32Array(memory);
      }
      if (precision === 'float64') {
        wide.copyWithin(out / 8, x / 8, x / 8 + count);
        activation.into(wide, wide, out / 8, out / 8 + count);
        return;
      }
      if (converted.length < count) converted = new Float64Array(count);
      for (let i = 0; i < count; i++) converted[i] = narrow[x / 4 + i]!;
      activation.into(converted, converted, 0, count);
      for (let i = 0; i < count; i++) narrow[out / 4 + i] = converted[i]!;
    },
  };
}
