import { activationOf } from '../../../model/activation.ts';
import { layoutOf, type SamplingPlan } from '../../plan.ts';
import type { EngineKind } from '../engine.ts';
import { predict } from './cost.ts';

/** WebAssembly SIMD kernels, one network at a time in every worker thread: see README.md. */
export const threadsEngine: EngineKind = {
  name: 'threads',
  precisions: ['float64', 'float32'],
  place: 'workers',
  refuses,
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

function refuses({ sampler, random, ensemble }: SamplingPlan): string | null {
  if (sampler !== 'block-law') return `draws rows of the block law, not ${sampler}; the reference engine does`;
  const blocks = (ensemble.layers + 1) * (Math.ceil(ensemble.width / 8) * ensemble.inputKernel.length + 1) * 2;
  if (random === 'philox' && blocks > 2 ** 32) {
    return 'counts 2^32 blocks of Philox words to a network, and this plan needs more; the reference engine counts further';
  }
  return null;
}
