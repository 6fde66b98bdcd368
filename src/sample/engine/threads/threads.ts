import { activationOf } from '../../../model/activation.ts';
import { layoutOf, type SamplingPlan } from '../../plan.ts';
import type { EngineCost, EngineKind } from '../engine.ts';
import { totalBytes } from './layout.ts';

/** WebAssembly SIMD kernels, one network at a time in every worker thread: see README.md. */
export const threadsEngine: EngineKind = {
  name: 'threads',
  precisions: ['float64', 'float32'],
  place: 'workers',
  refuses: ({ sampler }) => (sampler === 'block-law' ? null : `samples block-law, not ${sampler}; reference does`),
  probe: async () => ({ available: true, device: 'CPU, WebAssembly SIMD' }),
  predict,
  async open(plan) {
    const { KernelledSampler } = await import('./sampler.ts');
    const sampler = await KernelledSampler.open(plan, await activationOf(plan.ensemble.activation));
    const statistics = new Float64Array(layoutOf(plan).size * plan.savedLayers.length);
    return {
      batch: 16,
      async run(first, count, receive) {
        for (let network = first; network < first + count; network++) {
          receive(network, statistics, sampler.run(network, statistics));
        }
      },
      dispose: async () => {},
    };
  },
};

function predict(plan: SamplingPlan): EngineCost {
  const { width, layers, inputKernel } = plan.ensemble;
  return { seconds: layers * width * inputKernel.length * 10e-9, bytes: totalBytes(plan) };
}
