import type { RealArray } from '../numeric/dense/matrix.ts';
import { copyArrays, restoreArrays } from './named-arrays.ts';
import type { NamedArrays, Network } from './network.ts';
import type { OptimiserSpec } from './optimiser.ts';
import { checkSchedule, rateAt } from './schedule.ts';
import { adamUpdate, momentumUpdate, plainUpdate } from './updates.ts';

/** Moves the trained parameters of one network along its gradient. */
export interface Optimiser {
  /** Steps done. */
  readonly steps: number;
  /** One step. Reads `gradient`, writes `parameters`, both within `trainable` only; allocates nothing. */
  step(): void;
  /** Moments and number of steps, copied; for `restore`. */
  snapshot(): NamedArrays;
  /** @throws RangeError where arrays or lengths do not fit */
  restore(arrays: NamedArrays): void;
}

/** Settings of an optimiser with everything filled in. */
export type CompleteOptimiser =
  | { readonly kind: 'sgd'; readonly weightDecay: number }
  | { readonly kind: 'momentum'; readonly weightDecay: number; readonly momentum: number; readonly nesterov: boolean }
  | {
      readonly kind: 'adam' | 'adamw';
      readonly weightDecay: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    };

/** With moments at 0, in the precision of the network. @throws RangeError for settings out of range */
export function createOptimiser(spec: OptimiserSpec, network: Network): Optimiser {
  const settings = complete(spec);
  checkSchedule(spec.rate);
  const { parameters, gradient } = network;
  const moments: Record<string, RealArray> = {};
  const names = { sgd: [], momentum: ['velocity'], adam: ['mean', 'square'], adamw: ['mean', 'square'] };
  const zeros = () =>
    network.precision === 'float64' ? new Float64Array(parameters.length) : new Float32Array(parameters.length);
  for (const name of names[settings.kind]) moments[`optimiser.${name}`] = zeros();
  const [first, second] = Object.values(moments);
  const count = new Float64Array(1);
  const saved = { ...moments, 'optimiser.steps': count };
  return {
    get steps() {
      return count[0]!;
    },
    step() {
      const rate = rateAt(spec.rate, count[0]!++);
      for (const { offset, length, decays } of network.trainable) {
        const decay = decays ? settings.weightDecay : 0;
        const end = offset + length;
        if (settings.kind === 'sgd') plainUpdate(parameters, gradient, offset, end, rate, decay);
        else if (settings.kind === 'momentum') {
          const { momentum, nesterov } = settings;
          momentumUpdate(parameters, gradient, first!, offset, end, rate, decay, momentum, nesterov);
        } else adamUpdate(parameters, gradient, first!, second!, offset, end, rate, decay, settings, count[0]!);
      }
    },
    snapshot: () => copyArrays(saved),
    restore: (arrays) => restoreArrays(saved, arrays),
  };
}

function complete(spec: OptimiserSpec): CompleteOptimiser {
  const { weightDecay = 0 } = spec;
  within('weightDecay', weightDecay, 0, Infinity);
  if (spec.kind === 'sgd') return { kind: 'sgd', weightDecay };
  if (spec.kind === 'momentum') {
    const { kind, momentum, nesterov = false } = spec;
    within('momentum', momentum, 0, 1);
    return { kind, weightDecay, momentum, nesterov };
  }
  const { kind, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = spec;
  within('beta1', beta1, 0, 1);
  within('beta2', beta2, 0, 1);
  within('epsilon', epsilon, 0, Infinity);
  return { kind, weightDecay, beta1, beta2, epsilon };
}

function within(name: string, value: number, from: number, below: number): void {
  if (value >= from && value < below) return;
  throw new RangeError(`Optimiser, ${name}: expected a number from ${from} to below ${below}; got ${value}.`);
}
