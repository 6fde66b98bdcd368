import type { OptimiserSpec } from './optimiser.ts';
import { checkSchedule } from './schedule.ts';

/** Settings of an optimiser, the rate apart, with everything filled in. */
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

/** @throws RangeError for settings out of range */
export function completeOptimiser(spec: OptimiserSpec): CompleteOptimiser {
  checkSchedule(spec.rate);
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
