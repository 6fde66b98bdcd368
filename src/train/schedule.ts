import { cosTurn } from '../numeric/elementary.ts';

/**
 * Learning rate at step s = 0, 1, 2, …: a number is the rate throughout. `warm-up`: rate · min(1, (s + 1)/warmup).
 * `cosine`: the same rise (warmup 0 where not given), then
 *
 *     final + (rate − final)(1 + cos πp)/2,   p = (s − warmup)/(steps − warmup),
 *
 * from `rate` at s = warmup to `final` (0 where not given) from s = steps on.
 */
export type Schedule =
  | number
  | { readonly kind: 'warm-up'; readonly rate: number; readonly warmup: number }
  | {
      readonly kind: 'cosine';
      readonly rate: number;
      readonly warmup?: number;
      readonly steps: number;
      readonly final?: number;
    };

/** The rate of a schedule at a step. */
export function rateAt(schedule: Schedule, step: number): number {
  if (typeof schedule === 'number') return schedule;
  const { rate, warmup = 0 } = schedule;
  if (step < warmup) return (rate * (step + 1)) / warmup;
  if (schedule.kind === 'warm-up') return rate;
  const { steps, final = 0 } = schedule;
  const progress = step >= steps ? 1 : (step - warmup) / (steps - warmup);
  return final + 0.5 * (rate - final) * (1 + cosTurn(0.5 * progress));
}

/** @throws RangeError for a schedule with a negative number, or one that ends before its rise does */
export function checkSchedule(schedule: Schedule): void {
  const numbers = typeof schedule === 'number' ? { rate: schedule } : { ...schedule, kind: 0 };
  for (const [name, value] of Object.entries(numbers)) {
    if (value >= 0 && value < Infinity) continue;
    throw new RangeError(`Optimiser, rate: expected ${name} ≥ 0; got ${value}.`);
  }
  if (typeof schedule === 'number' || schedule.kind !== 'cosine') return;
  const { warmup = 0, steps } = schedule;
  if (steps <= warmup) throw new RangeError(`Optimiser, rate: expected steps > warmup = ${warmup}; got ${steps}.`);
}
