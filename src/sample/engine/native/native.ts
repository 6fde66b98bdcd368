import type { NetworkOutcome } from '../../kernel-sampler.ts';
import { type ObservableLayout, observation, writeObservables } from '../../observables.ts';
import { layoutOf, type SamplingPlan } from '../../plan.ts';
import { type Engine, EngineError, type EngineKind, type EngineProbe } from '../engine.ts';
import { cacheFolder, compiler } from './compile.ts';
import { type LibraryShape, nativeSample } from './library.ts';
import { nativePlan } from './native-plan.ts';

/** Seconds per neuron·input·layer update of the slowest activation, and per weight drawn and multiplied: measured, rounded up. */
const updateSeconds = {
  float64: { plain: 8e-9, coupled: 16e-9, weight: 2e-9 },
  float32: { plain: 1.5e-9, coupled: 3e-9, weight: 1e-9 },
};

/** Networks of one call, and numbers that it may bring back, at most. */
const mostNetworks = 16;
const mostNumbers = 2 ** 20;
/** Numbers that a record begins with: layer at which Q was no covariance or −1, zero pivots, depths reached. */
const header = 3;

/** What `odepth engines` tries to compile: the smallest library. */
const smallest: LibraryShape = { inputs: 1, activation: 'identity', precision: 'float64' };

/** @throws EngineError for an activation that is an expression */
function shapeOf({ ensemble, precision, chain }: SamplingPlan): LibraryShape {
  const { activation } = ensemble;
  if (typeof activation !== 'string') throw new EngineError('an expression is not compiled to C');
  return { inputs: chain.inputs, activation, precision };
}

function refuses({ sampler, ensemble, residuals }: SamplingPlan): string | null {
  if (sampler === 'g-only-stochastic') {
    return 'samples networks, not the G-only stochastic closure: the reference engine does';
  }
  if (typeof ensemble.activation !== 'string') {
    return 'has the built-in activations only, not expressions: the reference engine has both';
  }
  return residuals ? 'does not sample the residual of the V4 equation: the reference engine does' : null;
}

/** Work of one network, and the arrays of `c/network.c`. */
function predict({ ensemble, chain, sampler, controlVariates, precision }: SamplingPlan) {
  const { width, layers } = ensemble;
  const { inputs } = chain;
  const seconds = updateSeconds[precision];
  const update = width * inputs * (controlVariates ? seconds.coupled : seconds.plain);
  const weights = sampler === 'explicit-weights' ? width * width * seconds.weight : 0;
  return { seconds: layers * (update + weights), bytes: 8 * width * (9 * inputs + 4 * inputs * (inputs + 1)) };
}

/** The Engine on a compiled library: C computes g, s, l, e, A and w of every depth, `writeObservables` the rest. */
async function open(plan: SamplingPlan): Promise<Engine> {
  const sample = await nativeSample(shapeOf(plan));
  const native = nativePlan(plan);
  const layout = layoutOf(plan);
  const depths = plan.savedLayers.length;
  const statistics = new Float64Array(layout.size * depths);
  const reader = recordReader(plan, layout, statistics);
  const batch = Math.max(1, Math.min(mostNetworks, Math.floor(mostNumbers / reader.size)));
  const records = new Float64Array(batch * reader.size);
  return {
    batch,
    async run(first, count, receive) {
      for (let at = first; at < first + count; at += batch) {
        const part = Math.min(batch, first + count - at);
        if (sample(native, at, part, reader.size, records) !== 0) {
          throw new EngineError('the native engine has not enough memory for the state of one network');
        }
        for (let k = 0; k < part; k++) receive(at + k, statistics, reader.read(records, k * reader.size));
      }
    },
    dispose: async () => {},
  };
}

/** Reads what C writes of one network: `size` numbers; the statistics go to `out`. */
function recordReader(plan: SamplingPlan, layout: ObservableLayout, out: Float64Array) {
  const seen = observation(layout);
  const { g, s, l, e, neuronCovariance, gaussianExcess } = seen;
  const parts = plan.controlVariates ? [g, s, l, e, neuronCovariance, gaussianExcess] : [g, s];
  const { width } = plan.ensemble;
  const depth = parts.reduce((sum, part) => sum + part.length, 1);
  return {
    size: header + plan.savedLayers.length * depth,
    read(record: Float64Array, start: number): NetworkOutcome {
      const written = record[start + 2]!;
      for (let slot = 0; slot < written; slot++) {
        const pivotsAbove = start + header + slot * depth;
        let at = pivotsAbove + 1;
        for (const part of parts) for (let i = 0; i < part.length; i++) part[i] = record[at++]!;
        if (!writeObservables(layout, seen, width, out, slot * layout.size)) {
          const divergedAt = plan.savedLayers[slot]!;
          return { divergedAt, deficientPivots: record[pivotsAbove]!, averageError: 0 };
        }
      }
      const failedAt = record[start]!;
      return { divergedAt: failedAt < 0 ? null : failedAt, deficientPivots: record[start + 1]!, averageError: 0 };
    },
  };
}

async function probe(plan?: SamplingPlan): Promise<EngineProbe> {
  try {
    await nativeSample(plan === undefined ? smallest : shapeOf(plan));
    const { version, flags, command } = await compiler();
    return {
      available: true,
      device: `CPU, C compiled by ${command.join(' ')}`,
      details: { compiler: version, flags: flags.join(' '), cache: cacheFolder() },
    };
  } catch (error) {
    return { available: false, reason: (error as Error).message };
  }
}

/**
 * The networks of the reference engine in C, compiled on first use by the user's compiler for this processor: the same bits in
 * float64. Not for browsers.
 */
export const nativeEngine: EngineKind = {
  name: 'native',
  precisions: ['float64', 'float32'],
  place: 'workers',
  refuses,
  probe,
  predict,
  open,
};
