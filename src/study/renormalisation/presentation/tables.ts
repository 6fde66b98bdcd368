import { formatNumber, formatPercent, formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import { type MeanEstimate, meanEstimate, meanProfile } from '../../../theory/renormalisation/mean-estimate.ts';
import {
  concentrationOf,
  driftProfiles,
  learnedOf,
  orderOf,
  rankProfiles,
  trendOf,
} from '../claims/claim-statistics.ts';
import { rankNames } from '../point-result.ts';
import type { RenormalisationScenario } from '../renormalisation-scenario.ts';
import {
  complete,
  type NetworkGroup,
  profilesOf,
  ranksOf,
  streamWords,
  type VariantNetworks,
  type When,
} from '../study-data.ts';

/** What every kind of network learned, and what became of the rank of its stream. */
export function endTable(networks: readonly VariantNetworks[]): ReportTable {
  return {
    caption: 'At the end of the training: means over seeds ± one standard error; ranks position by position',
    columns: [
      ...['Networks', 'Loss', 'Bayes floor', 'Learned', 'Rank at layer 0', 'Rank at layer L', 'Δrank'],
      ...['Δrank, initial', 'Δrank, pooled', 'D_LR at layer L'],
    ],
    rows: networks.map((one) => {
      const { loss, share } = learnedOf(one);
      const ranks = rankProfiles(one, 'trained', 'position');
      const end = (of: (profile: Float64Array) => number) =>
        ranks.length > 0 ? text(meanEstimate(ranks.map(of))) : '–';
      const richness = profilesOf(one, 'trained')
        .map((profile) => profile.richness.at(-1)!)
        .filter(Number.isFinite);
      return [
        one.variant.label,
        loss.count > 0 ? text({ value: loss.mean, ...loss }) : '–',
        formatNumber(one.floors.reachable, 5),
        Number.isFinite(share) ? formatPercent(share) : '–',
        end((profile) => profile[0]!),
        end((profile) => profile.at(-1)!),
        text(orderOf(one, 'trained', 'position')),
        text(orderOf(one, 'initial', 'position')),
        text(orderOf(one, 'trained', 'pooled')),
        richness.length > 0 ? text(meanEstimate(richness)) : '–',
      ];
    }),
  };
}

/** The claims (i) and (iii) for every kind of network. */
export function claimTable({ measure }: RenormalisationScenario, networks: readonly VariantNetworks[]): ReportTable {
  return {
    caption:
      'The claims for every kind of network: (i) the rank falls from layer to layer, (iii) drift is that of one or two transitions',
    columns: [
      'Networks',
      '(i)',
      'Steps down (surely)',
      '(iii)',
      'Share of the two largest',
      'Largest after layer',
      'Plateau',
    ],
    rows: networks.map((one) => {
      const trend = trendOf(one);
      const drift = concentrationOf(one, measure);
      const largest = drift?.drift.reduce((best, { value }, i, all) => (value > all[best]!.value ? i : best), 0);
      return [
        one.variant.label,
        trend?.outcome ?? '–',
        trend ? `${trend.falling} of ${trend.steps.length} (${trend.surelyFalling})` : '–',
        drift?.claim.outcome ?? '–',
        text(drift?.claim.largestTwo ?? null),
        largest === undefined ? '–' : String(largest),
        drift?.plateau ? `layers ${drift.plateau.first} to ${drift.plateau.last + 1}` : 'none',
      ];
    }),
  };
}

/** What is known of the chains exactly. */
export function chainTable(networks: readonly VariantNetworks[]): ReportTable {
  const known = new Map(networks.map((one) => [one.variant.correlationLength, one]));
  return {
    caption: 'Entropies of a masked symbol, exact, in nats',
    columns: ['ξ', 'Nothing seen', 'All that is not masked', 'Both neighbours'],
    rows: [...known.values()].map(({ variant, floors }) => [
      formatNumber(variant.correlationLength, 4),
      ...[floors.stationary, floors.bayes, floors.isolated].map((value) => formatNumber(value, 6)),
    ]),
  };
}

/** The numbers behind the figures. */
export function studyTables(groups: readonly NetworkGroup[], networks: readonly VariantNetworks[]): FigureTables[] {
  return [
    {
      figure: 'ranks',
      tables: networks.flatMap((one) =>
        (['trained', 'initial', 'meanKernel'] as const).flatMap((when) => rankTable(one, when)),
      ),
    },
    { figure: 'drift', tables: groups.map(driftTable) },
    { figure: 'order-parameter', tables: [endTable(networks)] },
    { figure: 'loss', tables: [endTable(networks), chainTable(networks)] },
  ];
}

function rankTable(one: VariantNetworks, when: When): ReportTable[] {
  const profiles = profilesOf(one, when);
  const column = (name: (typeof rankNames)[number], level: 'position' | 'pooled') => {
    const whole = profiles.map((profile) => ranksOf(profile, name, level)).filter(complete);
    return whole.length > 0 ? meanProfile(whole).map(text) : null;
  };
  const columns = [
    ...rankNames.map((name) => ({ title: words[name], values: column(name, 'position') })),
    { title: 'effective rank, pooled', values: column('effectiveRank', 'pooled') },
  ].filter(({ values }) => values !== null);
  if (columns.length === 0) return [];
  return [
    {
      caption: `${one.variant.label}, ${streamWords[when]}: ranks of the centred stream, means over seeds ± one standard error`,
      columns: ['Layer', ...columns.map(({ title }) => title)],
      rows: Array.from({ length: one.variant.network.layers + 1 }, (_, layer) => [
        String(layer),
        ...columns.map(({ values }) => values![layer]!),
      ]),
    },
  ];
}

const words = {
  effectiveRank: 'effective rank',
  effectiveRankSquared: 'of squares',
  participationRatio: 'participation ratio',
  stableRank: 'stable rank',
};

function driftTable({ label, members }: NetworkGroup): ReportTable {
  const layers = Math.max(...members.map(({ variant }) => variant.network.layers));
  const columns = members.map((one) => {
    const own = driftProfiles(one, 'trained', 'position');
    return own.length > 0 ? meanProfile(own).map(text) : [];
  });
  return {
    caption: `${label}: drift from layer to layer, position by position, means over seeds ± one standard error`,
    columns: ['Layers', ...members.map(({ variant }) => `ξ = ${formatNumber(variant.correlationLength, 3)}`)],
    rows: Array.from({ length: layers }, (_, l) => [`${l} to ${l + 1}`, ...columns.map((column) => column[l] ?? '–')]),
  };
}

function text(mean: MeanEstimate | { readonly value: number; readonly standardError: number } | null): string {
  if (mean === null) return '–';
  return Number.isFinite(mean.standardError)
    ? formatWithError(mean.value, mean.standardError)
    : formatNumber(mean.value, 3);
}
