import { formatDepth, formatErrors, formatNumber, formatPercent, formatWithError } from '../../../figure/format.ts';
import type { Verdict } from '../../../record/series.ts';
import { selectivity } from '../../../theory/renormalisation/claims.ts';
import type { MeanEstimate } from '../../../theory/renormalisation/mean-estimate.ts';
import type { RenormalisationScenario } from '../renormalisation-scenario.ts';
import { groupsOf, type NetworkGroup, type VariantNetworks } from '../study-data.ts';
import { aboveFloor, concentrationOf, learnedOf, orderOf, trendOf } from './claim-statistics.ts';

/** Standard errors below the exact floor that no network may be: of some hundred, one by chance in some hundred studies. */
const beyondChance = 4;

/**
 * What is claimed of every kind of network, mixing by mixing: that it learned something, (i) to (iii) at its shortest correlation length,
 * (ii) against its longest; and, of all together, that none beats what is possible.
 */
export function studyVerdicts(scenario: RenormalisationScenario, networks: readonly VariantNetworks[]): Verdict[] {
  return [
    ...groupsOf(networks).flatMap((group) => [
      learnedVerdict(group),
      trendVerdict(group),
      ...(group.members.length > 1 ? [selectivityVerdict(group)] : []),
      concentrationVerdict(group, scenario),
    ]),
    floorVerdict(networks),
  ];
}

function learnedVerdict({ label, members }: NetworkGroup): Verdict {
  const all = members.map((member) => ({ member, learned: learnedOf(member) }));
  const blind = members.every(({ variant }) => variant.network.mixing === 'none');
  const worst = all.reduce((most, one) => (aboveEntropy(one) > aboveEntropy(most) ? one : most));
  const everyone = all.every(({ learned: { below, loss } }) => below === loss.count && below > 0);
  const nobody = all.some(({ learned: { below } }) => below === 0);
  return {
    claim: `${label}: the loss is below the stationary entropy${members.length > 1 ? ' at every ξ' : ''}`,
    statistic: aboveEntropy(worst),
    threshold: 0,
    outcome: everyone ? 'holds' : nobody ? 'fails' : 'inconclusive',
    detail: `${all.map(learnedText).join('; ')}${blind ? '. A position that sees its own mask alone cannot do better' : ''}`,
  };
}

type LearnedMember = { readonly member: VariantNetworks; readonly learned: ReturnType<typeof learnedOf> };

function aboveEntropy({ member, learned }: LearnedMember): number {
  return learned.loss.mean - member.floors.stationary;
}

function learnedText({ member, learned: { loss, share, below } }: LearnedMember): string {
  if (loss.count === 0) return `${at(member)}no network was trained to the end`;
  const { stationary, reachable } = member.floors;
  const words =
    below === 0
      ? 'learned nothing beyond the stationary law'
      : below < loss.count
        ? `${loss.count - below} of ${loss.count} networks learned nothing beyond the stationary law`
        : `${formatPercent(share)} of what can be learned`;
  return `${at(member)}loss ${text({ value: loss.mean, ...loss })}, entropy ${formatNumber(stationary, 5)}, floor ${formatNumber(reachable, 5)}: ${words}`;
}

/** (i) at the shortest ξ; what it is at the others, in words. */
function trendVerdict({ label, members }: NetworkGroup): Verdict {
  const claim = `(i) ${label}: the effective rank falls from layer to layer${where(members)}`;
  const trends = members.map(trendOf);
  const [first] = trends;
  if (!first) return undecided(claim, noRanks);
  const words = trends.flatMap((trend, i) =>
    trend
      ? [
          `${at(members[i]!)}${trend.outcome}: ${trend.falling} of ${trend.steps.length} steps down (${trend.surelyFalling} surely), Δrank = ${text(trend.total)}`,
        ]
      : [],
  );
  return {
    claim,
    statistic: first.total.value,
    threshold: 0,
    outcome: first.outcome,
    detail: `${words.join('; ')}; over ${first.total.count} seeds, position by position`,
  };
}

/** (ii) collapse at the shortest ξ, and not at the longest. */
function selectivityVerdict({ label, members }: NetworkGroup): Verdict {
  const [short, long] = [members[0]!, members.at(-1)!];
  const claim = `(ii) ${label}: the collapse is selective, at ξ = ${short.variant.correlationLength} and not at ξ = ${long.variant.correlationLength}`;
  const [a, b] = [orderOf(short, 'trained', 'position'), orderOf(long, 'trained', 'position')];
  if (!a || !b) return undecided(claim, noRanks);
  const { outcome, contrast, standardError, part } = selectivity(a, b);
  const [c, d] = [orderOf(short, 'trained', 'pooled'), orderOf(long, 'trained', 'pooled')];
  const pooled = c && d ? `; pooled over positions ${text(c)} and ${text(d)}` : '';
  return {
    claim,
    statistic: contrast,
    threshold: 0,
    outcome,
    detail: `Δrank = ${text(a)} and ${text(b)}: ${formatNumber(part, 2)} times the first less the second is ${formatWithError(contrast, standardError)} (${formatErrors(contrast / standardError)} standard errors)${pooled}`,
  };
}

/** (iii) at the shortest ξ; what it is at the others, in words. */
function concentrationVerdict({ label, members }: NetworkGroup, { measure }: RenormalisationScenario): Verdict {
  const claim = `(iii) ${label}: drift is that of one or two transitions${where(members)}`;
  const all = members.map((member) => concentrationOf(member, measure));
  const [first] = all;
  if (!first) return undecided(claim, noRanks);
  const words = all.flatMap((one, i) => {
    if (!one) return [];
    const { claim: own, plateau } = one;
    const extent = plateau
      ? `drift below ${formatNumber(measure.plateau, 2)} from layer ${plateau.first} to ${plateau.last + 1}`
      : `no transition below ${formatNumber(measure.plateau, 2)}`;
    return [`${at(members[i]!)}${own.outcome}: the two largest have ${text(own.largestTwo)} of it, ${extent}`];
  });
  return {
    claim,
    statistic: first.claim.largestTwo.value,
    threshold: measure.concentration,
    outcome: first.claim.outcome,
    detail: `${words.join('; ')}; evenly spread it would be ${formatNumber(first.claim.even, 2)}`,
  };
}

/** No network is better than the exact floor of what it sees, to its error. */
function floorVerdict(networks: readonly VariantNetworks[]): Verdict {
  const above = networks.flatMap((one) => aboveFloor(one).map((errors) => ({ errors, label: one.variant.label })));
  const claim = 'no network is better than the exact Bayes floor of what it sees';
  if (above.length === 0) return undecided(claim, 'no network was trained to the end');
  const least = above.reduce((worst, one) => (one.errors < worst.errors ? one : worst));
  return {
    claim,
    statistic: -least.errors,
    threshold: beyondChance,
    outcome: -least.errors <= beyondChance ? 'holds' : 'fails',
    detail: `least of ${above.length} networks: ${formatErrors(least.errors)} standard errors above it (${least.label})`,
  };
}

const noRanks = 'the rows of a layer are all the same: there is no rank and no drift to speak of';

function undecided(claim: string, detail: string): Verdict {
  return { claim, statistic: Number.NaN, threshold: 0, outcome: 'inconclusive', detail };
}

function text({ value, standardError }: MeanEstimate): string {
  return Number.isFinite(standardError) ? formatWithError(value, standardError) : formatNumber(value, 3);
}

function where(members: readonly VariantNetworks[]): string {
  return members.length > 1 ? `, at ξ = ${members[0]!.variant.correlationLength}` : '';
}

function at({ variant }: VariantNetworks): string {
  return `ξ = ${formatDepth(variant.correlationLength)}: `;
}
