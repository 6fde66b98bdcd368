import { studentQuantile } from '../../numeric/student-quantile.ts';
import { RenormalisationError } from './renormalisation-error.ts';

/** A mean over repetitions (seeds, positions) with its standard error. */
export interface MeanEstimate {
  readonly value: number;
  /** Sample deviation over √count; NaN of one value. */
  readonly standardError: number;
  readonly count: number;
}

/** @throws RenormalisationError without values */
export function meanEstimate(values: ArrayLike<number>): MeanEstimate {
  const count = values.length;
  if (count === 0) throw new RenormalisationError('mean of no values: at least one is needed.');
  // About the first, so that equal values have no spread.
  const origin = values[0]!;
  let sum = 0;
  for (let i = 1; i < count; i++) sum += values[i]! - origin;
  const value = origin + sum / count;
  let square = 0;
  for (let i = 0; i < count; i++) square += (values[i]! - value) ** 2;
  return { value, standardError: count > 1 ? Math.sqrt(square / (count * (count - 1))) : Number.NaN, count };
}

/**
 * Mean and standard error, layer by layer, of profiles of one length: one per seed, or one per position. @throws RenormalisationError
 * without profiles, or where lengths differ
 */
export function meanProfile(profiles: readonly ArrayLike<number>[]): readonly MeanEstimate[] {
  const length = profiles[0]?.length;
  if (length === undefined) throw new RenormalisationError('mean of no profiles: at least one is needed.');
  const other = profiles.findIndex((profile) => profile.length !== length);
  if (other >= 0) {
    throw new RenormalisationError(
      `profiles: number ${other} (counted from 0) has ${profiles[other]!.length} layers, but the first has ${length}.`,
    );
  }
  return Array.from({ length }, (_, l) => meanEstimate(profiles.map((profile) => profile[l]!)));
}

/**
 * Half the width of the interval that a mean lies beyond with probability `tail` on one side, by Student's t. 0 where nothing
 * spreads, NaN of one value.
 */
export function marginOf({ standardError, count }: MeanEstimate, tail: number): number {
  return count > 1 ? studentQuantile(tail, count - 1) * standardError : Number.NaN;
}
