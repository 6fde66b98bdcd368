import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Activation } from '../../../model/activation.ts';
import type { ObservableLayout } from '../../observables.ts';
import type { SamplingPlan } from '../../plan.ts';
import type { NetworkReceiver } from '../engine.ts';
import type { TensorLibrary } from './backend.ts';
import { SampledNetwork } from './sampled-network.ts';
import type { TensorActivation } from './tensor-activation.ts';

/**
 * Networks of explicit weights, B at a time as tensors (network, neuron, input), float32, on the backend that is selected:
 *
 *     Δ = W σ(φ) + b,   φ ← (1 − κ ε²) φ + ε Δ
 *
 * The host draws W and b and sums the kernels in float64. W (B × n × n) comes first in its product and nothing is transposed:
 * the form in which tfjs wasm is fast. A batch has always B networks, whether asked for or not, so the bits of a network do
 * not depend on the division into batches.
 */
export class TensorNetworks {
  readonly #tf: TensorLibrary;
  readonly #plan: SamplingPlan;
  readonly #sigma: TensorActivation;
  readonly #networks: readonly SampledNetwork[];
  readonly #initial: Float32Array;
  readonly #weights: Float32Array;
  readonly #biases: Float32Array;
  readonly #savedSlot: ReadonlyMap<number, number>;

  /** @throws RangeError as `SampledNetwork`. */
  constructor(
    tf: TensorLibrary,
    plan: SamplingPlan,
    activations: { onHost: Activation; onBackend: TensorActivation },
    layout: ObservableLayout,
    batch: number,
  ) {
    const { width } = plan.ensemble;
    this.#tf = tf;
    this.#plan = plan;
    this.#sigma = activations.onBackend;
    this.#networks = Array.from({ length: batch }, () => new SampledNetwork(plan, activations.onHost, layout));
    this.#initial = new Float32Array(batch * width * plan.chain.inputs);
    this.#weights = new Float32Array(batch * width * width);
    this.#biases = new Float32Array(batch * width);
    this.#savedSlot = new Map(plan.savedLayers.map((layer, slot) => [layer, slot]));
  }

  /** Networks first … first + count − 1, count ≤ B, in order. Leaves no tensor behind, also where it throws. */
  run(first: number, count: number, receive: NetworkReceiver): void {
    const asked = this.#networks.slice(0, count);
    asked.forEach((network, b) => {
      network.begin(first + b, part(this.#initial, b, this.#networks.length));
    });
    this.#tf.tidy(() => {
      let state = this.#tf.tensor3d(this.#initial, this.#shape(this.#plan.chain.inputs));
      for (let layer = 0; layer <= this.#plan.ensemble.layers; layer++) {
        const next = this.#tf.tidy(() => this.#layer(layer, state, asked));
        state.dispose();
        state = next;
      }
    });
    asked.forEach((network, b) => {
      receive(first + b, network.statistics, network.outcome);
    });
  }

  /** Observes φ^ℓ where ℓ is saved. @returns φ^{ℓ+1}, or a copy of φ^ℓ at the end */
  #layer(layer: number, state: Tensor3D, asked: readonly SampledNetwork[]): Tensor3D {
    const tf = this.#tf;
    const { layers, leak, residualScale } = this.#plan.ensemble;
    const sigma = this.#sigma(tf, state);
    const slot = this.#savedSlot.get(layer);
    if (slot !== undefined || this.#plan.controlVariates)
      this.#each(asked, sigma, (network, rows) => network.sum(rows));
    if (slot !== undefined) this.#each(asked, state, (network, rows) => network.observe(layer, slot, rows));
    if (layer === layers) return state.clone();
    const increments = this.#increments(sigma, asked);
    if (this.#plan.controlVariates) this.#each(asked, increments, (network, rows) => network.couple(layer, rows));
    return tf.add(tf.mul(state, 1 - leak * residualScale ** 2), tf.mul(increments, residualScale));
  }

  /** W σ + b with the next weights of the networks asked for, and whatever weights the others had before. */
  #increments(sigma: Tensor3D, asked: readonly SampledNetwork[]): Tensor3D {
    const tf = this.#tf;
    const { width, biasVariance } = this.#plan.ensemble;
    const batch = this.#networks.length;
    asked.forEach((network, b) => {
      network.draw(part(this.#weights, b, batch), part(this.#biases, b, batch));
    });
    const product = tf.matMul<Tensor3D>(tf.tensor3d(this.#weights, this.#shape(width)), sigma);
    return biasVariance > 0 ? tf.add(product, tf.tensor3d(this.#biases, this.#shape(1))) : product;
  }

  /** Hands every network that is still finite its part of `tensor`. */
  #each(
    asked: readonly SampledNetwork[],
    tensor: Tensor3D,
    take: (network: SampledNetwork, rows: Float32Array) => void,
  ): void {
    const values = tensor.dataSync<'float32'>();
    asked.forEach((network, b) => {
      if (network.finite) take(network, part(values, b, this.#networks.length));
    });
  }

  #shape(columns: number): [number, number, number] {
    return [this.#networks.length, this.#plan.ensemble.width, columns];
  }
}

/** The numbers of network b of `batch`. */
function part(values: Float32Array, b: number, batch: number): Float32Array {
  const size = values.length / batch;
  return values.subarray(b * size, (b + 1) * size);
}
