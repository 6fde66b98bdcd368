import { exp, log } from '../../numeric/elementary.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** Effective ranks of a matrix from its singular values s: 1 where one direction carries all, d where d carry the same. */
export interface RankMeasures {
  readonly effectiveRank: number;
  readonly effectiveRankSquared: number;
  readonly participationRatio: number;
  readonly stableRank: number;
}

/** The names of `RankMeasures`, in order. For one spectrum each is at most the one before it. */
export const rankNames = ['effectiveRank', 'effectiveRankSquared', 'participationRatio', 'stableRank'] as const;

/** exp(−Σ p ln p), p_i = s_i/Σs (Roy & Vetterli, EUSIPCO 2007, 606). @throws RenormalisationError as `rankMeasures` */
export function effectiveRank(singularValues: ArrayLike<number>): number {
  return exp(entropyOfShares(scaled(singularValues)));
}

/** exp(−Σ p ln p), p_i = s_i²/Σs²: the same of the variances. @throws RenormalisationError as `rankMeasures` */
export function effectiveRankSquared(singularValues: ArrayLike<number>): number {
  return exp(entropyOfShares(scaled(singularValues).map((s) => s * s)));
}

/** (Σs²)²/Σs⁴. @throws RenormalisationError as `rankMeasures` */
export function participationRatio(singularValues: ArrayLike<number>): number {
  const s = scaled(singularValues);
  return sumOf(s, (x) => x * x) ** 2 / sumOf(s, (x) => x ** 4);
}

/** Σs²/s₁² = ‖·‖_F²/‖·‖_op². @throws RenormalisationError as `rankMeasures` */
export function stableRank(singularValues: ArrayLike<number>): number {
  return sumOf(scaled(singularValues), (x) => x * x);
}

/**
 * All four. Zeros among the s do not count, their order does not matter, nor does scale.
 * @throws RenormalisationError where an s is negative or not finite, or all vanish: a zero matrix has no effective rank
 */
export function rankMeasures(singularValues: ArrayLike<number>): RankMeasures {
  return {
    effectiveRank: effectiveRank(singularValues),
    effectiveRankSquared: effectiveRankSquared(singularValues),
    participationRatio: participationRatio(singularValues),
    stableRank: stableRank(singularValues),
  };
}

/** s/s₁, so that no power over- or underflows. */
function scaled(singularValues: ArrayLike<number>): Float64Array {
  const s = Float64Array.from(singularValues);
  const bad = s.findIndex((value) => !(value >= 0 && value < Infinity));
  if (bad >= 0) {
    throw new RenormalisationError(
      `singular values: finite numbers from 0 on are expected; number ${bad} (counted from 0) is ${s[bad]}.`,
    );
  }
  const largest = s.reduce((most, value) => Math.max(most, value), 0);
  if (largest === 0) {
    throw new RenormalisationError(
      'singular values: all vanish, and the effective rank of a zero matrix is not defined.',
    );
  }
  return s.map((value) => value / largest);
}

/** −Σ p ln p with p = w/Σw. */
function entropyOfShares(weights: Float64Array): number {
  const total = sumOf(weights, (w) => w);
  return sumOf(weights, (w) => (w > 0 ? -(w / total) * log(w / total) : 0));
}

function sumOf(values: Float64Array, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i]!);
  return sum;
}
