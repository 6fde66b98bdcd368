import { type MinimiserSettings, type Minimum, refuseUnless } from './minimum.ts';
import type { Objective } from './objective.ts';
import { Progress } from './progress.ts';
import { differenceInto, norm } from './vector.ts';

export interface FirstOrderSettings extends MinimiserSettings {
  /** Learning rate of step k = 1, 2, …, iterations. */
  readonly learningRate: (step: number) => number;
}

/** Changes x by one step of a given learning rate. */
export type Update = (x: Float64Array, gradient: Float64Array, rate: number) => void;

/** One gradient over all the data, one update, over and over; f may rise between. The lowest point is what is returned. */
export async function descend(
  objective: Objective,
  start: Float64Array,
  settings: FirstOrderSettings,
  update: Update,
): Promise<Minimum> {
  const progress = new Progress(objective, start, settings, 0, Infinity);
  const rates = learningRates(settings);
  const x = start.slice();
  const before = start.slice();
  const gradient = new Float64Array(start.length);
  let value = await progress.evaluate(x, gradient);
  let outcome = await progress.accept(x, value, norm(gradient), 0);
  for (let step = 1; outcome === null; step++) {
    before.set(x);
    update(x, gradient, rates[step - 1]!);
    differenceInto(before, x, before);
    value = await progress.evaluate(x, gradient);
    outcome = await progress.accept(x, value, norm(gradient), norm(before));
  }
  return progress.end(outcome);
}

/** All of them before the first gradient: a bad schedule must not cost a run. */
function learningRates({ iterations, learningRate }: FirstOrderSettings): Float64Array {
  refuseUnless(Number.isSafeInteger(iterations), 'iterations must be an integer', iterations);
  const rates = Float64Array.from({ length: iterations }, (_, index) => learningRate(index + 1));
  const bad = rates.findIndex((rate) => !(rate >= 0 && rate < Infinity));
  refuseUnless(bad < 0, `the learning rate of step ${bad + 1} must be finite and not negative`, rates[bad]);
  return rates;
}
