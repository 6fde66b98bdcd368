import { activationOf, type BuiltInActivation } from '../../../model/activation.ts';
import { layoutOf, type SamplingPlan } from '../../plan.ts';
import { type Engine, EngineError, type EngineKind } from '../engine.ts';
import { type BackendCandidate, backendCandidates, findBackend, selectBackend } from './backend.ts';
import { tensorActivations } from './tensor-activation.ts';
import { TensorNetworks } from './tensor-networks.ts';

/** Weights in a batch of networks, n² each: enough to hide what an operation costs beside what it computes. */
const batchWeights = { tensorflow: 2 ** 20, cpu: 2 ** 16, wasm: 2 ** 14 };
/** Networks in a batch, and float64 numbers in its statistics, at most. */
const batchLimits = { networks: 64, statistics: 2 ** 23 };

/** Seconds on tfjs wasm: to draw a weight, to multiply it by an input, operations of a layer, chain by neuron and pair: rounded up. */
const seconds = { weight: 17e-9, product: 0.3e-9, layer: 40e-6, coupled: 30e-9 };

/**
 * Explicit weights in float32 through the core API of TensorFlow.js, on the first of `backendCandidates` that is there.
 * The words are those of the reference; weights are drawn on the host, the layers computed by the backend.
 */
export const tensorflowEngine: EngineKind = {
  name: 'tensorflow',
  precisions: ['float32'],
  place: 'calling-thread',
  refuses({ sampler, residuals, ensemble }) {
    if (sampler === 'block-law')
      return 'draws explicit weights only; block-law is for engine auto, threads, native or reference';
    if (sampler !== 'explicit-weights') return `draws explicit weights only; ${sampler} is for engine reference`;
    if (residuals) return 'does not sample the residual of the V4 equation; engine reference does';
    if (typeof ensemble.activation !== 'string') {
      return `has the built-in activations only, not ${ensemble.activation.expression}; engine reference takes expressions`;
    }
    return null;
  },
  async probe() {
    const search = await findBackend();
    if (!search.found) return { available: false, reason: search.reason };
    const { tf, package: name, backend, device, broken } = search.backend;
    return { available: true, device, details: { package: name, backend, version: tf.version_core, ...broken } };
  },
  predict(plan) {
    const { width, layers } = plan.ensemble;
    const { inputs } = plan.chain;
    const pairs = (inputs * (inputs + 1)) / 2;
    const coupledSeconds = plan.controlVariates ? width * pairs * seconds.coupled : 0;
    const layerSeconds = width ** 2 * (seconds.weight + inputs * seconds.product) + seconds.layer + coupledSeconds;
    const coupledBytes = plan.controlVariates ? 8 * (width * (3 * inputs + 3 * pairs) + layers * inputs ** 2) : 0;
    const statisticsBytes = 8 * layoutOf(plan).size * plan.savedLayers.length;
    const networkBytes = 8 * width ** 2 + 48 * width * inputs + coupledBytes + statisticsBytes;
    return { seconds: layers * layerSeconds, bytes: batchOf(plan, 'tensorflow') * networkBytes };
  },
  open: (plan) => openTensorflow(plan, backendCandidates),
};

/**
 * The engine on the first of `candidates` that works.
 * @throws EngineError where none does, or the plan is refused
 */
export async function openTensorflow(plan: SamplingPlan, candidates: readonly BackendCandidate[]): Promise<Engine> {
  const refusal = tensorflowEngine.refuses(plan);
  if (refusal !== null) throw new EngineError(`the tensorflow engine ${refusal}`);
  const search = await findBackend(candidates);
  if (!search.found) throw new EngineError(`the tensorflow engine is not available: ${search.reason}`);
  const { tf, backend } = search.backend;
  const name = plan.ensemble.activation as BuiltInActivation; // others were refused
  const activations = { onHost: await activationOf(name), onBackend: tensorActivations[name] };
  const batch = batchOf(plan, backend as keyof typeof batchWeights);
  const networks = new TensorNetworks(tf, plan, activations, layoutOf(plan), batch);
  return {
    batch,
    async run(first, count, receive) {
      await selectBackend(tf, backend);
      for (let done = 0; done < count; done += batch) {
        networks.run(first + done, Math.min(batch, count - done), receive);
      }
    },
    dispose: async () => {},
  };
}

/** Networks computed at once: depends on plan and backend alone, since the bits may. */
function batchOf(plan: SamplingPlan, backend: keyof typeof batchWeights): number {
  const byWeights = batchWeights[backend] / plan.ensemble.width ** 2;
  const byStatistics = batchLimits.statistics / (layoutOf(plan).size * plan.savedLayers.length);
  return Math.max(1, Math.floor(Math.min(byWeights, byStatistics, batchLimits.networks)));
}
