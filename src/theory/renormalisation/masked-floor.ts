import { gapEntropy, lagEntropies, stationaryEntropy } from './entropies.ts';
import type { MarkovChain } from './markov-chain.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** How symbols are hidden from a predictor. */
export interface Masking {
  /** T: places of a sequence. */
  readonly length: number;
  /** k: places masked, drawn uniformly without replacement in every sequence. */
  readonly masked: number;
  /** How far the predictor sees to either side; 0: nothing; without bounds by default. */
  readonly radius?: number;
}

/** Masked places of a sequence for a given part of them: k = max(1, round(fraction T)). ◇ @throws RenormalisationError unless 0 < fraction ≤ 1 */
export function maskedCount(length: number, fraction: number): number {
  if (!(fraction > 0 && fraction <= 1)) {
    throw new RenormalisationError(`masked: a part of the sequence in (0, 1] is expected; got ${fraction}.`);
  }
  return Math.max(1, Math.round(fraction * length));
}

/** The nearest symbols that are seen from a masked place: `before` places back, `after` places on; Infinity where there is none. */
export interface MaskGap {
  readonly before: number;
  readonly after: number;
  readonly probability: number;
}

/**
 * Every gap at a masked place with its probability, averaged over masked places. Given that place t is masked, the other k − 1 masks
 * lie uniformly on the other T − 1 places: m given ones are masked and u given ones are not with probability
 * C(T − 1 − m − u, k − 1 − m)/C(T − 1, k − 1).
 * @throws RenormalisationError unless 1 ≤ k ≤ T and radius ≥ 0 are whole numbers
 */
export function maskGaps({ length, masked, radius = Infinity }: Masking): readonly MaskGap[] {
  checkMasking(length, masked, radius);
  const gaps = new Map<string, MaskGap>();
  const add = (before: number, after: number, probability: number) => {
    if (probability === 0) return;
    const key = `${before},${after}`;
    const known = gaps.get(key)?.probability ?? 0;
    gaps.set(key, { before, after, probability: known + probability });
  };
  const pattern = patternProbability(length, masked);
  const reach = Math.min(length - 1, radius);
  for (let before = 1; before <= reach; before++) {
    for (let after = 1; after <= reach && before + after < length; after++) {
      add(before, after, ((length - before - after) / length) * pattern(before + after - 2, 2));
    }
  }
  for (let t = 0; t < length; t++) {
    const [left, right] = [Math.min(t, reach), Math.min(length - 1 - t, reach)];
    for (let before = 1; before <= left; before++) add(before, Infinity, pattern(before - 1 + right, 1) / length);
    for (let after = 1; after <= right; after++) add(Infinity, after, pattern(left + after - 1, 1) / length);
    add(Infinity, Infinity, pattern(left + right, 0) / length);
  }
  return [...gaps.values()];
}

/**
 * The least cross-entropy, in nats, that any predictor reaches on average over masked places: the expectation of
 * H(x_t | nearest symbols seen), since a Markov chain is independent of what lies beyond them. With a radius, of predictors that
 * see no farther; radius 0 is the stationary entropy. @throws RenormalisationError as `maskGaps`
 */
export function maskedFloor(chain: MarkovChain, masking: Masking): number {
  const gaps = maskGaps(masking);
  const most = gaps.reduce((largest, { before, after }) => Math.max(largest, finite(before) + finite(after)), 0);
  const entropies = lagEntropies(chain, most);
  const stationary = stationaryEntropy(chain);
  return gaps.reduce(
    (sum, { before, after, probability }) => sum + probability * gapEntropy(entropies, stationary, before, after),
    0,
  );
}

const finite = (distance: number) => (distance < Infinity ? distance : 0);

/** P(m given places masked and u given places not | one other masked), by the product of ratios. */
function patternProbability(length: number, masked: number): (m: number, u: number) => number {
  const all = new Float64Array(length);
  all[0] = 1;
  for (let m = 1; m < length; m++) all[m] = (all[m - 1]! * Math.max(0, masked - m)) / (length - m);
  return (m, u) => {
    let probability = all[m]!;
    for (let j = 0; j < u; j++) probability *= Math.max(0, length - masked - j) / (length - 1 - m - j);
    return probability;
  };
}

/** @throws RenormalisationError unless 1 ≤ k ≤ T and radius ≥ 0 are whole numbers, or the radius is infinite */
export function checkMasking(length: number, masked: number, radius = Infinity): void {
  if (!(Number.isSafeInteger(length) && length >= 1)) {
    throw new RenormalisationError(`length: a whole number of places from 1 on is expected; got ${length}.`);
  }
  if (!(Number.isSafeInteger(masked) && masked >= 1 && masked <= length)) {
    throw new RenormalisationError(
      `masked: a whole number from 1 to ${length}, the places of a sequence, is expected; got ${masked}.`,
    );
  }
  if (radius === Infinity || (Number.isSafeInteger(radius) && radius >= 0)) return;
  throw new RenormalisationError(`radius: a whole number of places from 0 on is expected; got ${radius}.`);
}
