import { descend, type FirstOrderSettings } from './first-order.ts';
import { type Minimum, refuseUnless } from './minimum.ts';
import type { Objective } from './objective.ts';

export interface GradientDescentSettings extends FirstOrderSettings {
  /** μ ∈ [0, 1) of the heavy ball; 0 for none. */
  readonly momentum: number;
}

/**
 * Gradient descent on the whole data set with the heavy ball of Polyak (1964): u ← μu + g, x ← x − rate · u, u = 0 before
 * the first step. What papers call SGD is this where one batch holds all the data.
 *
 * @throws RangeError for settings out of range or a start of another length
 */
export async function gradientDescent(
  objective: Objective,
  start: Float64Array,
  settings: GradientDescentSettings,
): Promise<Minimum> {
  const { momentum } = settings;
  refuseUnless(momentum >= 0 && momentum < 1, 'momentum must lie in [0, 1)', momentum);
  const ball = new Float64Array(start.length);
  return descend(objective, start, settings, (x, gradient, rate) => {
    for (let i = 0; i < x.length; i++) {
      ball[i] = momentum * ball[i]! + gradient[i]!;
      x[i]! -= rate * ball[i]!;
    }
  });
}
