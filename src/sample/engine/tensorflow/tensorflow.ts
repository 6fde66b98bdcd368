import { activationOf, type BuiltInActivation } from '../../../model/activation.ts';
import { layoutOf, type SamplingPlan } from '../../plan.ts';
import { type Engine, EngineError, type EngineKind } from '../engine.ts';
import { type BackendCandidate, backendCandidates, findBackend, selectBackend } from './backend.ts';
import { tensorActivations } from './tensor-activation.ts';
import { TensorNetworks } from './tensor-networks.ts';

/** Weights in a batch of networks, n² each: enough to hide what an operation costs beside what it computes. */
const batchWeights = { tensorflow: 2 ** 20, cpu: 2 ** 16, wasm: 2 ** 14 };
/** Statistics that a batch may hold, in float64 numbers. */
const batchStatistics = 2 ** 23;

/** Seconds on tfjs wasm: a weight drawn and multiplied by one column, a further column, the operations of a layer. */
const seconds = { weight: 13e-9, column: 0.3e-9, cell: 20e-9, layer: 100e-6 };

/**
 * Explicit weights in float32 through the core API of TensorFlow.js, on the first of `backendCandidates` that is there.
 * The words are those of the reference; weights are drawn on the host, the layers computed by the backend.
 */
export const tensorflowEngine: EngineKind = {
  name: 'tensorflow',
  precisions: ['float32'],
  place: 'calling-thread',
  refuses({ sampler, residuals, ensemble }) {
    if (sampler === 'block-law') return 'draws explicit weights only; block-law is for engine auto or reference';
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
    const batch = batchOf(plan, 'tensorflow');
    const cells = width * inputs;
    const perLayer =
      width * width * (seconds.weight + inputs * seconds.column) + cells * inputs * seconds.cell + seconds.layer;
    const coupled = plan.controlVariates ? 8 * (4 * cells + (3 * inputs + 1) * cells + layers * inputs * inputs) : 0;
    const statistics = 8 * layoutOf(plan).size * plan.savedLayers.length;
    return { seconds: layers * perLayer, bytes: batch * (8 * width * width + 4 * 8 * cells + coupled + statistics) };
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
  const byStatistics = batchStatistics / (layoutOf(plan).size * plan.savedLayers.length);
  return Math.max(1, Math.floor(Math.min(byWeights, byStatistics)));
}
