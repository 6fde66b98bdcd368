import { formatNumber } from '../../../figure/format.ts';
import { exp, log } from '../../../numeric/elementary.ts';
import type { Verdict } from '../../../record/series.ts';
import { balancedLinearRichness, lazyLinearRichness } from '../../../theory/richness/linear-limits.ts';
import { atLeast, atMost, factorText, logRatios, meanText, seedWords, within } from '../../decided.ts';
import { meanOf } from '../../seed-mean.ts';
import { quantityTitles } from '../quantities.ts';
import { type VariantNetworks, valuesAt } from '../study-data.ts';
import type { Claim, RichnessTrainingScenario } from '../training-scenario.ts';
import { grokkingVerdicts } from './grokking.ts';
import { bestVerdict, monotoneVerdict } from './over-sweep.ts';

type Of<Form extends string> = Extract<Claim, Record<Form, unknown>>[Form &
  keyof Extract<Claim, Record<Form, unknown>>];

/** A verdict for every claim of a scenario, in their order; two for grokking. Numbers are those of the last step. */
export function claimVerdicts(scenario: RichnessTrainingScenario, networks: readonly VariantNetworks[]): Verdict[] {
  const called = (label: string) => networks.find((one) => one.label === label)!;
  return scenario.claims.flatMap((claim): Verdict[] => {
    if ('grokking' in claim) return grokkingVerdicts(claim.grokking, called(claim.grokking.of).points);
    if ('ratio' in claim) return [ratioVerdict(claim.ratio, called(claim.ratio.of), called(claim.ratio.to))];
    if ('comparable' in claim)
      return [comparableVerdict(claim.comparable, called(claim.comparable.of), called(claim.comparable.to))];
    if ('monotone' in claim) return [monotoneVerdict(claim.monotone, scenario.sweep!, networks)];
    if ('best' in claim) return [bestVerdict(claim.best, scenario.sweep!, networks)];
    if ('bound' in claim) return [boundVerdict(claim.bound, called(claim.bound.of))];
    return [linearVerdict(claim.linearLimit, scenario, called(claim.linearLimit.of))];
  });
}

function ratioVerdict(claim: Of<'ratio'>, of: VariantNetworks, to: VariantNetworks): Verdict {
  const { quantity, atLeast: least } = claim;
  const above = valuesAt(of.points, quantity, -1);
  const below = valuesAt(to.points, quantity, -1);
  const ratio = meanOf(logRatios(above, below));
  return {
    claim: `${symbolOf(quantity)} of “${of.label}” is at least ${formatNumber(least, 3)} times that of “${to.label}”`,
    statistic: exp(ratio.mean),
    threshold: least,
    outcome: atLeast(ratio, log(least)),
    detail: `${meanText(above)} and ${meanText(below)}: ratio seed by seed ${factorText(ratio)}, ${seedWords(ratio)}`,
  };
}

function comparableVerdict(claim: Of<'comparable'>, of: VariantNetworks, to: VariantNetworks): Verdict {
  const { quantity, within: factor } = claim;
  const one = valuesAt(of.points, quantity, -1);
  const other = valuesAt(to.points, quantity, -1);
  const ratio = meanOf(logRatios(one, other));
  return {
    claim: `${symbolOf(quantity)} of “${of.label}” and of “${to.label}” are the same up to a factor ${formatNumber(factor, 3)}`,
    statistic: exp(Math.abs(ratio.mean)),
    threshold: factor,
    outcome: within(ratio, log(factor)),
    detail: `${meanText(one)} and ${meanText(other)}: ratio seed by seed ${factorText(ratio)}, ${seedWords(ratio)}`,
  };
}

function boundVerdict({ quantity, side, value }: Of<'bound'>, of: VariantNetworks): Verdict {
  const values = valuesAt(of.points, quantity, -1);
  const mean = meanOf(values);
  const words = side === 'atLeast' ? 'at least' : 'at most';
  return {
    claim: `${symbolOf(quantity)} of “${of.label}” is ${words} ${formatNumber(value, 3)}`,
    statistic: mean.mean,
    threshold: value,
    outcome: side === 'atLeast' ? atLeast(mean, value) : atMost(mean, value),
    detail: `${meanText(values)}, ${seedWords(mean)}`,
  };
}

function linearVerdict(claim: Of<'linearLimit'>, scenario: RichnessTrainingScenario, of: VariantNetworks): Verdict {
  const { task, network } = scenario.variants.find(({ label }) => label === of.label)!;
  if (!('linearTeacher' in task && 'deepLinear' in network))
    throw new RangeError(`linearLimit: "${of.label}" is no deep linear network of a linear teacher`);
  const { inputs, singularValues } = task.linearTeacher;
  const { widths } = network.deepLinear;
  const limit =
    claim.limit === 'rich'
      ? balancedLinearRichness(singularValues, widths.length + 1)
      : lazyLinearRichness(singularValues.length, inputs, widths);
  const values = valuesAt(of.points, 'D_LR', -1);
  const difference = meanOf(values.map((value) => (value === null ? null : value - limit)));
  return {
    claim: `D_LR of “${of.label}” is that of the ${claim.limit} limit, ${formatNumber(limit, 4)}, to ${formatNumber(claim.within, 2)}`,
    statistic: Math.abs(difference.mean),
    threshold: claim.within,
    outcome: within(difference, claim.within),
    detail: `${meanText(values)}, ${seedWords(difference)}`,
  };
}

function symbolOf(quantity: keyof typeof quantityTitles): string {
  return quantityTitles[quantity].symbol;
}
