import { descend, type FirstOrderSettings } from './first-order.ts';
import { type Minimum, refuseUnless } from './minimum.ts';
import type { Objective } from './objective.ts';

export interface AdamSettings extends FirstOrderSettings {
  /** β₁ ∈ [0, 1): memory of the mean gradient; 0.9 in the paper. */
  readonly meanDecay: number;
  /** β₂ ∈ [0, 1): memory of the mean square; 0.999 in the paper. */
  readonly squareDecay: number;
  /** ε > 0, added to the root of the mean square; 1e-8 in the paper. */
  readonly offset: number;
  /** Where an earlier call left off, changed in place: for a function that changes while it is minimised. None: `adamMoments`. */
  readonly moments?: AdamMoments;
}

/** What Adam remembers of the gradients so far. */
export interface AdamMoments {
  readonly mean: Float64Array;
  readonly square: Float64Array;
  /** β₁^k and β₂^k after k steps. */
  meanPower: number;
  squarePower: number;
}

/** Before the first step. */
export function adamMoments(size: number): AdamMoments {
  return { mean: new Float64Array(size), square: new Float64Array(size), meanPower: 1, squarePower: 1 };
}

/**
 * Adam on the whole data set (D. Kingma, J. Ba, arXiv 1412.6980, algorithm 1):
 *
 *     m ← β₁m + (1 − β₁)g,   v ← β₂v + (1 − β₂)g²,   x ← x − rate · (m/(1 − β₁^k)) / (√(v/(1 − β₂^k)) + ε)
 *
 * @throws RangeError for settings out of range or a start of another length
 */
export async function adam(objective: Objective, start: Float64Array, settings: AdamSettings): Promise<Minimum> {
  const { meanDecay, squareDecay, offset } = settings;
  refuseUnless(meanDecay >= 0 && meanDecay < 1, 'meanDecay must lie in [0, 1)', meanDecay);
  refuseUnless(squareDecay >= 0 && squareDecay < 1, 'squareDecay must lie in [0, 1)', squareDecay);
  refuseUnless(offset > 0, 'offset must be positive', offset);
  const moments = settings.moments ?? adamMoments(start.length);
  const { mean, square } = moments;
  refuseUnless(mean.length === start.length, 'moments must have as many entries as the start', mean.length);
  return descend(objective, start, settings, (x, gradient, rate) => {
    moments.meanPower *= meanDecay;
    moments.squarePower *= squareDecay;
    const meanScale = rate / (1 - moments.meanPower);
    const squareScale = 1 / (1 - moments.squarePower);
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i]!;
      const m = meanDecay * mean[i]! + (1 - meanDecay) * g;
      const v = squareDecay * square[i]! + (1 - squareDecay) * g * g;
      mean[i] = m;
      square[i] = v;
      x[i]! -= (meanScale * m) / (Math.sqrt(squareScale * v) + offset);
    }
  });
}
