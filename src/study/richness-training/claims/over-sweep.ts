import { formatDepth, formatNumber, formatWithError } from '../../../figure/format.ts';
import type { Verdict } from '../../../record/series.ts';
import { atLeast, meanText, seedWords } from '../../decided.ts';
import { differencesOf, meanOf, type SeedMean } from '../../seed-mean.ts';
import { quantityTitles } from '../quantities.ts';
import { type VariantNetworks, valuesAt } from '../study-data.ts';
import type { Claim, RichnessTrainingScenario } from '../training-scenario.ts';

type Sweep = NonNullable<RichnessTrainingScenario['sweep']>;
type Monotone = Extract<Claim, { monotone: unknown }>['monotone'];
type Best = Extract<Claim, { best: unknown }>['best'];

/**
 * A quantity goes one way over the sweep. Differences are taken seed by seed. It holds where the whole way surely goes the
 * right way and no step between neighbours surely the other way; it fails where the whole way or a step surely goes the
 * other way.
 */
export function monotoneVerdict(
  { quantity, direction, of }: Monotone,
  sweep: Sweep,
  networks: readonly VariantNetworks[],
): Verdict {
  const sign = direction === 'rises' ? 1 : -1;
  const own = networks.filter(({ condition }) => condition === of);
  const change = (from: number, to: number): SeedMean =>
    meanOf(differences(own[to]!, own[from]!, quantity).map((value) => (value === null ? null : sign * value)));
  const last = own.length - 1;
  const whole = change(0, last);
  const steps = Array.from({ length: last }, (_, i) => change(i, i + 1));
  const back = steps.filter(({ mean }) => mean < 0);
  const surelyBack = back.filter((step) => atLeast(step, 0) === 'fails');
  const range = `from ${formatDepth(sweep.values[0]!)} to ${formatDepth(sweep.values.at(-1)!)}`;
  return {
    claim: `${quantityTitles[quantity].symbol} ${direction} with ${sweep.field}${inCondition(of)}`,
    statistic: sign * whole.mean,
    threshold: 0,
    outcome: surelyBack.length > 0 ? 'fails' : whole.mean === 0 ? 'inconclusive' : atLeast(whole, 0),
    detail: `${range} by ${formatWithError(sign * whole.mean, whole.standardError)}, ${seedWords(whole)}; ${stepWords(last, back.length, surelyBack.length)}`,
  };
}

function stepWords(steps: number, back: number, surely: number): string {
  if (back === 0) return `all ${steps} steps the same way`;
  return `${back} of ${steps} steps the other way, ${surely === 0 ? 'none' : surely} surely`;
}

/**
 * A quantity is least at the swept value at which another one is greatest, by its mean over seeds: it holds where it is
 * surely smaller there than at every other value, and fails where it is surely larger there than at one.
 */
export function bestVerdict(
  { quantity, with: other, of }: Best,
  sweep: Sweep,
  networks: readonly VariantNetworks[],
): Verdict {
  const own = networks.filter(({ condition }) => condition === of);
  const means = own.map(({ points }) => meanOf(valuesAt(points, other, -1)).mean);
  const best = means.reduce((at, mean, i) => (mean > means[at]! ? i : at), 0);
  const rivals = own.flatMap((one, i) =>
    i === best ? [] : [{ value: sweep.values[i]!, lead: meanOf(differences(one, own[best]!, quantity)) }],
  );
  const outcomes = rivals.map(({ lead }) => atLeast(lead, 0));
  const [symbol, greatest] = [quantity, other].map((name) => quantityTitles[name].symbol);
  const least = rivals.reduce((worst, one) => (one.lead.mean < worst.lead.mean ? one : worst));
  const surely = outcomes.includes('fails')
    ? 'fails'
    : outcomes.every((one) => one === 'holds')
      ? 'holds'
      : 'inconclusive';
  const list = own.map(
    ({ points }, i) => `${meanText(valuesAt(points, quantity, -1))} at ${formatDepth(sweep.values[i]!)}`,
  );
  return {
    claim: `${symbol} is least at the ${sweep.field} of the greatest ${greatest}${inCondition(of)}`,
    statistic: least.lead.mean,
    threshold: 0,
    outcome: surely,
    detail: `${greatest} is greatest at ${formatDepth(sweep.values[best]!)} (${formatNumber(means[best]!, 4)}); ${symbol}: ${list.join(', ')}; ${seedWords(least.lead)}`,
  };
}

/** One minus the other at the end, seed by seed. */
function differences(one: VariantNetworks, other: VariantNetworks, quantity: Monotone['quantity']): (number | null)[] {
  return differencesOf(valuesAt(one.points, quantity, -1), valuesAt(other.points, quantity, -1));
}

function inCondition(condition: string): string {
  return condition === '' ? '' : `, “${condition}”`;
}
