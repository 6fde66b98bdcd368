import type { BuiltInActivation } from '../../../model/activation.ts';
import { addressWords } from '../../../numeric/random/address.ts';
import type { SamplingPlan } from '../../plan.ts';
import { type Engine, EngineError, type EngineKind } from '../engine.ts';
import { describeAdapter, findAdapter } from './adapter.ts';
import { extentOf } from './extent.ts';
import { NetworkDevice } from './network-device.ts';
import { Readback } from './readback.ts';

/** Seconds per neuron·input·layer update of a small GPU: assumed, not measured. A software driver takes a hundred times that. */
const updateSeconds = { coupled: 1e-9, plain: 0.5e-9 };
/** Dispatches of one call of `run`: while one computes, the host reads the one before. */
const dispatchesInRun = 4;
/** Largest N: a pair of pairs of inputs has to fit an entry's 32 bits, and N × N numbers the workgroup storage of every adapter. */
const mostInputs = 16;

/** WebGPU, in float32: one workgroup for each network, the loop over depth inside the kernel. */
export const webgpuEngine: EngineKind = {
  name: 'webgpu',
  precisions: ['float32'],
  place: 'calling-thread',
  refuses(plan) {
    const { ensemble, chain, sampler, random, residuals } = plan;
    if (random !== 'philox') return `draws Philox words only, not ${random}: set random: philox`;
    if (sampler !== 'block-law') return `has the block-law sampler only, not ${sampler}`;
    if (residuals) return 'does not sample the residual of the V4 equation; the reference engine does';
    if (typeof ensemble.activation !== 'string') return 'has the built-in activations only, not expressions';
    if (chain.inputs > mostInputs) return `takes up to ${mostInputs} inputs, not ${chain.inputs}`;
    const words = 4 * extentOf(plan).groupPairs * (ensemble.layers + 1);
    return words < 2 ** 32
      ? null
      : `counts blocks of random words in 32 bits, and ${ensemble.layers} layers of width ${ensemble.width} take more`;
  },
  async probe() {
    const found = await findAdapter();
    return typeof found === 'string' ? { available: false, reason: found } : describeAdapter(found.adapter);
  },
  predict(plan) {
    const { updates, coupled, bytes } = extentOf(plan);
    return { seconds: updates * (coupled ? updateSeconds.coupled : updateSeconds.plain), bytes };
  },
  open: (plan) => WebgpuEngine.open(plan),
};

class WebgpuEngine implements Engine {
  readonly batch: number;
  readonly #networks: number;
  readonly #networkSums: number;
  readonly #seed: bigint;
  readonly #device: NetworkDevice;
  readonly #readback: Readback;

  private constructor(plan: SamplingPlan, device: NetworkDevice) {
    const extent = extentOf(plan);
    this.batch = dispatchesInRun * extent.networks;
    this.#networks = extent.networks;
    this.#networkSums = extent.networkSums;
    this.#seed = BigInt(plan.seed);
    this.#device = device;
    this.#readback = new Readback(plan, extent);
  }

  static async open(plan: SamplingPlan): Promise<WebgpuEngine> {
    const refusal = webgpuEngine.refuses(plan);
    if (refusal !== null) throw new EngineError(`the webgpu engine ${refusal}`);
    const found = await findAdapter();
    if (typeof found === 'string') throw new EngineError(`the webgpu engine is not available: ${found}`);
    const device = await NetworkDevice.open(plan, plan.ensemble.activation as BuiltInActivation, extentOf(plan), found);
    return new WebgpuEngine(plan, device);
  }

  async run(first: number, count: number, receive: Parameters<Engine['run']>[2]): Promise<void> {
    const end = first + count;
    const read = async (sums: Promise<Float32Array>, from: number, to: number) => {
      const values = await sums;
      for (let network = from; network < to; network++) {
        const outcome = this.#readback.read(values, (network - from) * this.#networkSums);
        receive(network, this.#readback.statistics, outcome);
      }
    };
    let before: (() => Promise<void>) | null = null;
    for (let from = first; from < end; from += this.#networks) {
      const to = Math.min(end, from + this.#networks);
      const address = addressWords({ seed: this.#seed, purpose: 'block-law', network: from });
      const sums = this.#device.dispatch(address, to - from);
      // A device that is lost fails every dispatch: the first that is read says so.
      sums.catch(() => {});
      await before?.();
      before = () => read(sums, from, to);
    }
    await before?.();
  }

  async dispose(): Promise<void> {
    this.#device.destroy();
  }
}
