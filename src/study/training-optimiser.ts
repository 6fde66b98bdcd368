import type { OptimiserSpec } from '../train/optimiser.ts';
import type { Schedule } from '../train/schedule.ts';

/** How a scenario says that parameters follow the gradient. */
export interface OptimiserChoice {
  readonly optimiser: 'sgd' | 'momentum' | 'adam' | 'adamw';
  readonly learningRate: number;
  readonly momentum: number;
  readonly beta2: number;
  readonly weightDecay: number;
  readonly steps: number;
  readonly warmUp: number;
  readonly schedule: 'constant' | 'cosine';
}

/** The same as the room of networks names it. */
export function optimiserOf(training: OptimiserChoice): OptimiserSpec {
  const { optimiser, momentum, beta2, weightDecay } = training;
  const rate = rateOf(training);
  if (optimiser === 'sgd') return { kind: optimiser, rate, weightDecay };
  if (optimiser === 'momentum') return { kind: optimiser, rate, momentum, weightDecay };
  return { kind: optimiser, rate, beta2, weightDecay };
}

function rateOf({ learningRate: rate, warmUp: warmup, schedule, steps }: OptimiserChoice): Schedule {
  if (schedule === 'cosine') return { kind: 'cosine', rate, warmup, steps };
  return warmup > 0 ? { kind: 'warm-up', rate, warmup } : rate;
}

/** "Adam, β₂ = 0.999". */
export function optimiserText({ optimiser, momentum, beta2 }: OptimiserChoice): string {
  const words = { sgd: 'gradient descent', momentum: `momentum ${momentum}`, adam: 'Adam', adamw: 'AdamW' }[optimiser];
  return optimiser === 'adam' || optimiser === 'adamw' ? `${words}, β₂ = ${beta2}` : words;
}

/** "0.001, from 0 over 100 steps, then to 0 along half a cosine". */
export function rateText({ learningRate, warmUp, schedule }: OptimiserChoice): string {
  const rise = warmUp > 0 ? `, from 0 over ${warmUp} steps` : '';
  return `${learningRate}${rise}${schedule === 'cosine' ? ', then to 0 along half a cosine' : ''}`;
}
