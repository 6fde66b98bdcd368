import type { SeriesRow } from '../../record/series.ts';
import { driftConcentration } from '../../theory/renormalisation/drift.ts';
import { type MeanEstimate, meanEstimate, meanProfile } from '../../theory/renormalisation/mean-estimate.ts';
import { driftProfiles, learnedOf, orderOf } from './claims/claim-statistics.ts';
import { rankNames } from './point-result.ts';
import { complete, driftOf, profilesOf, ranksOf, streamWords, type VariantNetworks, type When } from './study-data.ts';

const levels = ['position', 'pooled'] as const;

/**
 * Means over seeds with their standard errors. Ranks, D_LR: component "ℓ", t = ℓ/L; drift: "ℓ,ℓ+1", t between them; decodability of the
 * symbol r places on: "ℓ,r". What is pooled over positions has names that begin with it. Components of initial weights (source
 * `sampled`) begin with "initial:", of Gaussian neurons with the mean kernel with "mean kernel:"; where a study has several kinds of networks, all begin with "LABEL:".
 */
export function studyRows(networks: readonly VariantNetworks[], reach: number): SeriesRow[] {
  const several = networks.length > 1;
  return networks.flatMap((one) => {
    const label = several ? `${one.variant.label}` : '';
    return [
      ...profileRows(one, 'trained', several ? `${label}:` : '', reach),
      ...(['initial', 'meanKernel'] as const).flatMap((when) => {
        const name = when === 'initial' ? 'initial' : streamWords[when];
        return profileRows(one, when, several ? `${label}, ${name}:` : `${name}:`, reach);
      }),
      ...lossRows(one, label),
    ];
  });
}

type Place = Pick<SeriesRow, 'component' | 'layer' | 't'>;

function profileRows(networks: VariantNetworks, when: When, prefix: string, reach: number): SeriesRow[] {
  const profiles = profilesOf(networks, when);
  const { layers } = networks.variant.network;
  const source = when === 'trained' ? 'training' : 'sampled';
  const ofLayers = (
    quantity: string,
    values: readonly Float64Array[],
    place: (index: number) => Place,
  ): SeriesRow[] => {
    const whole = values.filter(complete);
    if (whole.length < 2) return [];
    return meanProfile(whole).map((mean, index) => row(quantity, place(index), source, mean));
  };
  const layer = (index: number): Place => ({ component: `${prefix}${index}`, layer: index, t: index / layers });
  const transition = (index: number): Place => ({
    component: `${prefix}${index},${index + 1}`,
    layer: null,
    t: (index + 0.5) / layers,
  });
  const span = 2 * reach + 1;
  const neighbour = (index: number): Place => {
    const at = Math.floor(index / span);
    return { component: `${prefix}${at},${(index % span) - reach}`, layer: at, t: at / layers };
  };
  return [
    ...levels.flatMap((level) => [
      ...rankNames.flatMap((name) =>
        ofLayers(
          named(level, name),
          profiles.map((profile) => ranksOf(profile, name, level)),
          layer,
        ),
      ),
      ...ofLayers(
        named(level, 'drift'),
        profiles.map((profile) => driftOf(profile, level)),
        transition,
      ),
      ...numberRows(named(level, 'orderParameter'), orderOf(networks, when, level), `${prefix}`, source),
      ...numberRows(
        named(level, 'driftConcentration'),
        concentration(driftProfiles(networks, when, level)),
        prefix,
        source,
      ),
    ]),
    ...ofLayers(
      'D_LR',
      profiles.map(({ richness }) => richness),
      layer,
    ),
    ...ofLayers(
      'decodability',
      profiles.map(({ decodability }) => decodability),
      neighbour,
    ),
  ];
}

function concentration(drifts: readonly Float64Array[]): MeanEstimate | null {
  const shares = drifts.map((drift) => driftConcentration(drift).largestTwo).filter(Number.isFinite);
  return shares.length > 0 ? meanEstimate(shares) : null;
}

function lossRows(networks: VariantNetworks, component: string): SeriesRow[] {
  const { loss, accuracy } = learnedOf(networks);
  const { stationary, bayes, reachable, isolated } = networks.floors;
  const place = { component, layer: null, t: 1 };
  const estimate = ({ mean, ...rest }: typeof loss) => ({ value: mean, ...rest });
  const exact = {
    stationaryEntropy: stationary,
    bayesFloor: bayes,
    reachableFloor: reachable,
    isolatedEntropy: isolated,
  };
  return [
    ...(loss.count > 1
      ? [row('loss', place, 'training', estimate(loss)), row('accuracy', place, 'training', estimate(accuracy))]
      : []),
    ...Object.entries(exact).map(
      ([quantity, value]): SeriesRow => ({
        ...{ quantity, ...place, source: 'exact', value },
        ...{ error: 1e-12 * value, errorKind: 'tolerance' },
      }),
    ),
  ];
}

function numberRows(
  quantity: string,
  mean: MeanEstimate | null,
  prefix: string,
  source: SeriesRow['source'],
): SeriesRow[] {
  if (!mean || mean.count < 2) return [];
  return [row(quantity, { component: prefix.replace(/:$/, ''), layer: null, t: 1 }, source, mean)];
}

function row(
  quantity: string,
  place: Place,
  source: SeriesRow['source'],
  { value, standardError }: Omit<MeanEstimate, 'count'>,
): SeriesRow {
  return { quantity, ...place, source, value, error: standardError, errorKind: 'standard' };
}

function named(level: (typeof levels)[number], name: string): string {
  return level === 'position' ? name : `pooled${name[0]!.toUpperCase()}${name.slice(1)}`;
}
