import { activationOf } from '../../model/activation.ts';
import { NetworkSampler } from '../network.ts';
import { layoutOf } from '../plan.ts';
import { StochasticClosureSampler } from '../stochastic-closure.ts';
import type { EngineKind } from './engine.ts';

/** Seconds per neuron·input·layer update of one core, by what a layer computes: measured, rounded up. */
const updateSeconds = { coupled: 60e-9, plain: 35e-9, weight: 15e-9 };
/** The same of a layer of the G-only stochastic closure, alone and per pair of inputs. */
const closureSeconds = { layer: 0.3e-6, pair: 0.4e-6 };

/** Seconds per saved depth that the residual of the V4 equation adds: by pair of pairs, and by P² n. */
const residualSeconds = { coupled: 400e-9, plain: 110e-9, neuron: 3e-9 };

/** Plain TypeScript in float64, one network at a time: the oracle of every other engine. */
export const referenceEngine: EngineKind = {
  name: 'reference',
  precisions: ['float64'],
  place: 'workers',
  refuses: () => null,
  probe: async () => ({ available: true, device: 'CPU, plain TypeScript' }),
  predict({ ensemble, sampler, controlVariates, residuals, savedLayers }) {
    const { width, layers, inputKernel } = ensemble;
    const inputs = inputKernel.length;
    const update = width * inputs * (controlVariates ? updateSeconds.coupled : updateSeconds.plain);
    const perLayer = {
      'block-law': update,
      'explicit-weights': update + width * width * updateSeconds.weight,
      'g-only-stochastic': closureSeconds.layer + inputs * inputs * closureSeconds.pair,
    }[sampler];
    const residual = residuals ? savedLayers.length * residualCost(inputs, width, controlVariates) : 0;
    return { seconds: layers * perLayer + residual, bytes: 8 * 12 * inputs * inputs * width };
  },
  async open(plan) {
    const layout = layoutOf(plan);
    const activation = await activationOf(plan.ensemble.activation);
    const sampler =
      plan.sampler === 'g-only-stochastic'
        ? new StochasticClosureSampler(plan, activation, layout)
        : new NetworkSampler(plan, activation, layout);
    const statistics = new Float64Array(layout.size * plan.savedLayers.length);
    return {
      batch: 1,
      async run(first, count, receive) {
        for (let network = first; network < first + count; network++) {
          receive(network, statistics, sampler.run(network, statistics));
        }
      },
      dispose: async () => {},
    };
  },
};

function residualCost(inputs: number, width: number, coupled: boolean): number {
  const pairs = (inputs * (inputs + 1)) / 2;
  const packed = (pairs * (pairs + 1)) / 2;
  if (!coupled) return packed * residualSeconds.plain;
  return packed * residualSeconds.coupled + pairs ** 2 * width * residualSeconds.neuron;
}
