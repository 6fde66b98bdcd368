import {
  type ConcentrationClaim,
  concentrationClaim,
  type MonotoneTrend,
  monotoneTrend,
  orderParameter,
} from '../../../theory/renormalisation/claims.ts';
import { type Plateau, plateau } from '../../../theory/renormalisation/drift.ts';
import { type MeanEstimate, meanProfile } from '../../../theory/renormalisation/mean-estimate.ts';
import { meanOf, type SeedMean } from '../../seed-mean.ts';
import type { MeasureChoice } from '../renormalisation-scenario.ts';
import { complete, driftOf, profilesOf, ranksOf, type VariantNetworks, type When } from '../study-data.ts';

/** How much of what can be learned about a masked symbol was learned. */
export interface Learned {
  readonly loss: SeedMean;
  readonly accuracy: SeedMean;
  /** (H − loss)/(H − floor), the floor that of what the network sees; NaN where there is nothing to learn. */
  readonly share: number;
  /** Networks whose loss is below the stationary entropy H by more than three of its standard errors, of those that were trained to the end. */
  readonly below: number;
}

/** Standard errors of a loss that are no accident. */
const sureErrors = 3;

export function learnedOf({ points, floors }: VariantNetworks): Learned {
  const done = points.map(({ failure, loss }) => (failure === null ? loss : null));
  const loss = meanOf(done);
  const accuracy = meanOf(points.map((point) => (point.failure === null ? point.accuracy : null)));
  const below = points.filter(
    (point) => point.failure === null && point.loss + sureErrors * point.standardError < floors.stationary,
  ).length;
  const learnable = floors.stationary - floors.reachable;
  const share = learnable > 1e-12 ? (floors.stationary - loss.mean) / learnable : Number.NaN;
  return { loss, accuracy, share, below };
}

/** Rank profiles seed by seed of the networks that have a rank in every layer. */
export function rankProfiles(networks: VariantNetworks, when: When, level: 'position' | 'pooled'): Float64Array[] {
  return profilesOf(networks, when)
    .map((profile) => ranksOf(profile, 'effectiveRank', level))
    .filter(complete);
}

/** Drift profiles seed by seed of the networks that have a drift at every transition. */
export function driftProfiles(networks: VariantNetworks, when: When, level: 'position' | 'pooled'): Float64Array[] {
  return profilesOf(networks, when)
    .map((profile) => driftOf(profile, level))
    .filter(complete);
}

/** Claim (i) for one kind of network; null where no network has ranks. */
export function trendOf(networks: VariantNetworks): MonotoneTrend | null {
  const profiles = rankProfiles(networks, 'trained', 'position');
  return profiles.length > 0 ? monotoneTrend(profiles) : null;
}

/** Δrank over seeds; null where no network has ranks. */
export function orderOf(networks: VariantNetworks, when: When, level: 'position' | 'pooled'): MeanEstimate | null {
  const profiles = rankProfiles(networks, when, level);
  return profiles.length > 0 ? orderParameter(profiles) : null;
}

/** Claim (iii) for one kind of network, with the plateau of its mean drift; null where no network has drift. */
export function concentrationOf(
  networks: VariantNetworks,
  { concentration, plateau: threshold }: MeasureChoice,
): {
  readonly claim: ConcentrationClaim;
  readonly drift: readonly MeanEstimate[];
  readonly plateau: Plateau | null;
} | null {
  const profiles = driftProfiles(networks, 'trained', 'position');
  if (profiles.length === 0 || profiles.some((drift) => drift.every((value) => value === 0))) return null;
  const drift = meanProfile(profiles);
  return {
    claim: concentrationClaim(profiles, { share: concentration }),
    drift,
    plateau:
      plateau(
        drift.map(({ value }) => value),
        threshold,
      ) ?? null,
  };
}

/** (loss − reachable floor) in standard errors of the network, seed by seed: how far it is above what is possible. */
export function aboveFloor({ points, floors }: VariantNetworks): number[] {
  return points.flatMap(({ failure, loss, standardError }) =>
    failure === null ? [(loss - floors.reachable) / standardError] : [],
  );
}
