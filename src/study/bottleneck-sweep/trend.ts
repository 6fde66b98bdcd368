import { formatDepth, formatNumber, formatWithError } from '../../figure/format.ts';
import { studentQuantile } from '../../numeric/student-quantile.ts';
import { combinedError, decide, type Verdict } from '../../record/series.ts';
import { meanOf } from './sweep-rows.ts';

/** One-sided chance of a wrong decision where there is no difference. */
export const wrongChance = 0.05;

/** A number at one L̃, with the error of one path alone. */
export interface TrendValue {
  readonly value: number;
  readonly error: number;
}

/** A quantity over L̃, seed by seed. */
export interface TrendInput {
  readonly claim: string;
  readonly depths: readonly number[];
  /** Seeds × L̃; undefined where a point has no numbers. */
  readonly seeds: readonly (readonly (TrendValue | undefined)[])[];
  readonly direction: 'rises' | 'falls';
}

/** A mean with what it may be wrong by. */
export interface Uncertain {
  readonly mean: number;
  /** One standard error over seeds; of a single seed the error of the path. */
  readonly error: number;
  /** How many errors make up the margin of a decision. */
  readonly factor: number;
  readonly count: number;
}

/**
 * Mean over seeds with its standard error, and Student's quantile at the chance given; a single seed has the error of its
 * path, which is a bound and counts once. undefined without numbers.
 */
export function overSeeds(values: readonly TrendValue[], chance: number): Uncertain | undefined {
  const [only] = values;
  if (only === undefined) return undefined;
  if (values.length === 1) return { mean: only.value, error: only.error, factor: 1, count: 1 };
  const { mean, standardError } = meanOf(values.map(({ value }) => value));
  return { mean, error: standardError, factor: studentQuantile(chance, values.length - 1), count: values.length };
}

/**
 * Whether a quantity goes one way with L̃. Differences between two L̃ are taken seed by seed, which takes away what makes
 * seeds different. The claim holds where the whole way from the smallest to the largest L̃ surely goes the right way and no
 * step between neighbours surely goes the other way; it fails where the whole way or a step surely goes the other way.
 * "Surely" is Student's test at 5 %, for a step at 5 % over the number of steps. undefined where there is nothing to compare.
 */
export function trendVerdict({ claim, depths, seeds, direction }: TrendInput): Verdict | undefined {
  const sign = direction === 'rises' ? 1 : -1;
  const last = depths.length - 1;
  const difference = (from: number, to: number, chance: number) =>
    overSeeds(
      seeds.flatMap((values): TrendValue[] => {
        const [a, b] = [values[from], values[to]];
        return a && b ? [{ value: sign * (b.value - a.value), error: combinedError(a.error, b.error) }] : [];
      }),
      chance,
    );
  const whole = last > 0 ? difference(0, last, wrongChance) : undefined;
  if (whole === undefined) return undefined;
  const steps = Array.from({ length: last }, (_, i) => ({ i, step: difference(i, i + 1, wrongChance / last) })).flatMap(
    ({ i, step }) => (step ? [{ i, step }] : []),
  );
  const against = steps.filter(({ step }) => step.mean < 0);
  const surelyAgainst = against.filter(({ step }) => decided(step) === 'fails');
  const overall = decided(whole);
  const outcome = surelyAgainst.length > 0 ? 'fails' : overall;
  const worst = against.reduce<(typeof steps)[number] | undefined>(
    (most, one) => (most === undefined || one.step.mean < most.step.mean ? one : most),
    undefined,
  );
  return {
    claim,
    statistic: sign * whole.mean,
    threshold: 0,
    outcome,
    detail: `from L̃ = ${formatDepth(depths[0]!)} to ${formatDepth(depths[last]!)} by ${formatWithError(sign * whole.mean, whole.error)} (${errorWords(whole)}); ${stepWords(steps.length, against.length, surelyAgainst.length)}${worst ? `, most from ${formatDepth(depths[worst.i]!)} to ${formatDepth(depths[worst.i + 1]!)}: ${formatWithError(sign * worst.step.mean, worst.step.error)}` : ''}`,
  };
}

/** Whether a change is above zero. */
function decided({ mean, error, factor }: Uncertain): Verdict['outcome'] {
  return mean === 0 ? 'inconclusive' : decide(-mean, error, 0, factor);
}

function stepWords(steps: number, against: number, surely: number): string {
  if (against === 0) return steps === 1 ? 'one step' : `all ${steps} steps the same way`;
  return `${against} of ${steps} steps the other way, ${surely === 0 ? 'none' : surely} surely`;
}

/** What stands after ±. */
export function errorWords({ count, factor }: Uncertain): string {
  return count === 1
    ? '± the error of the one path'
    : `± standard error over ${count} seeds; sure beyond ${formatNumber(factor, 3)} of them`;
}
