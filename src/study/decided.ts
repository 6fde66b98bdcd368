import { formatNumber, formatWithError } from '../figure/format.ts';
import { log } from '../numeric/elementary.ts';
import { studentQuantile } from '../numeric/student-quantile.ts';
import { decide, type Verdict } from '../record/series.ts';
import { meanOf, type SeedMean } from './seed-mean.ts';

/** One-sided chance of a wrong decision where the truth lies on the threshold. */
export const wrongChance = 0.05;

/** Standard errors that make a mean over seeds sure, by Student's law; NaN for fewer than two seeds. */
export function sureErrors(count: number): number {
  return count < 2 ? Number.NaN : studentQuantile(wrongChance, count - 1);
}

/** Whether a mean over seeds is surely at most a threshold; undecided with fewer than two seeds. */
export function atMost({ mean, standardError, count }: SeedMean, threshold: number): Verdict['outcome'] {
  return count < 2 ? 'inconclusive' : decide(mean, standardError, threshold, sureErrors(count));
}

/** Whether a mean over seeds is surely at least a threshold. */
export function atLeast({ mean, ...rest }: SeedMean, threshold: number): Verdict['outcome'] {
  return atMost({ mean: -mean, ...rest }, -threshold);
}

/** Whether a mean over seeds surely lies within ± a margin about 0. */
export function within({ mean, ...rest }: SeedMean, margin: number): Verdict['outcome'] {
  return atMost({ mean: Math.abs(mean), ...rest }, margin);
}

/** ln(a/b) seed by seed; null where a number is missing or not positive. */
export function logRatios(a: readonly (number | null)[], b: readonly (number | null)[]): (number | null)[] {
  return a.map((value, seed) => {
    const other = b[seed] ?? null;
    return value === null || other === null || value <= 0 || other <= 0 ? null : log(value / other);
  });
}

/** "over 3 seeds; sure beyond 2.92 standard errors". */
export function seedWords({ count }: SeedMean): string {
  if (count < 2) return `${count} of the networks have the numbers that are compared: undecided`;
  return `over ${count} seeds; sure beyond ${formatNumber(sureErrors(count), 3)} standard errors`;
}

/** "0.31 ± 0.02". */
export function meanText(values: readonly (number | null)[]): string {
  const { mean, standardError, count } = meanOf(values);
  if (count === 0) return 'no number';
  return count === 1 ? formatNumber(mean) : formatWithError(mean, standardError);
}

/** "6.1, from 5.2 to 7.3": a mean of logarithms as a factor, with one standard error on either side. */
export function factorText({ mean, standardError, count }: SeedMean): string {
  const factor = formatNumber(Math.exp(mean), 3);
  if (count < 2) return factor;
  const [low, high] = [mean - standardError, mean + standardError].map((x) => formatNumber(Math.exp(x), 3));
  return `${factor} (one standard error: ${low} to ${high})`;
}
