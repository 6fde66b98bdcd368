import { isolatedEntropy, stationaryEntropy } from '../../theory/renormalisation/entropies.ts';
import { maskedFloor } from '../../theory/renormalisation/masked-floor.ts';
import { chainOfChoice } from './chain-of-choice.ts';
import type { RankName, StreamProfile, StudiedNetwork } from './point-result.ts';
import type { RenormalisationScenario, SequenceChoice, Variant } from './renormalisation-scenario.ts';

/** Bounds of the loss at masked positions of one chain, nats. */
export interface LossFloors {
  /** H(x_t): of who sees nothing. */
  readonly stationary: number;
  /** The exact Bayes floor of who sees all that is not masked. */
  readonly bayes: number;
  /** The same of who sees what these networks see: a window of radius r, nothing without mixing. */
  readonly reachable: number;
  /** H(x_t | x_{t−1}, x_{t+1}): at a mask between two that are seen. */
  readonly isolated: number;
}

/** The networks of one variant, one for each seed, as far as a record keeps them. */
export interface VariantNetworks {
  readonly variant: Variant;
  readonly points: readonly StudiedNetwork[];
  readonly floors: LossFloors;
}

/** Networks that differ in correlation length alone, by ascending ξ. */
export interface NetworkGroup {
  /** "window", with "L = 4" where depths differ; "" where there is one group. */
  readonly label: string;
  readonly members: readonly VariantNetworks[];
}

/** Results in the order of `pointPositions`, by variant and seed. */
export function arrange(scenario: RenormalisationScenario, results: readonly StudiedNetwork[]): VariantNetworks[] {
  const { variants, seeds, sequence } = scenario;
  return variants.map((variant, i) => ({
    variant,
    points: results.slice(i * seeds.length, (i + 1) * seeds.length),
    floors: floorsOf(variant, sequence),
  }));
}

export function floorsOf({ chain: choice, network }: Variant, sequence: SequenceChoice): LossFloors {
  const chain = chainOfChoice(choice);
  const { mixing, radius } = network;
  const bayes = maskedFloor(chain, sequence);
  return {
    stationary: stationaryEntropy(chain),
    bayes,
    reachable: mixing === 'token-mixing' ? bayes : maskedFloor(chain, { ...sequence, radius }),
    isolated: isolatedEntropy(chain),
  };
}

/** Groups in the order of the variants. */
export function groupsOf(networks: readonly VariantNetworks[]): NetworkGroup[] {
  const depths = new Set(networks.map(({ variant }) => variant.network.layers)).size > 1;
  const groups = new Map<string, VariantNetworks[]>();
  for (const one of networks) {
    const { mixing, layers } = one.variant.network;
    const label = depths ? `${mixing}, L = ${layers}` : mixing;
    groups.set(label, [...(groups.get(label) ?? []), one]);
  }
  return [...groups].map(([label, members]) => ({ label, members }));
}

/** Which stream of a network: at its initial weights, after training, or of Gaussian neurons with its mean kernel. */
export type When = (typeof streamKinds)[number];
export const streamKinds = ['meanKernel', 'initial', 'trained'] as const;
/** How a record and a figure call it. */
export const streamWords: Readonly<Record<When, string>> = {
  meanKernel: 'mean kernel',
  initial: 'initial weights',
  trained: 'trained',
};

/** The profiles of the networks that have one, seed by seed. */
export function profilesOf({ points }: VariantNetworks, when: When): StreamProfile[] {
  return points.flatMap((point) => (point[when] === null ? [] : [point[when]]));
}

/** Mean over positions, layer by layer (transition by transition). */
export function overPositions(values: Float64Array, positions: number): Float64Array {
  return Float64Array.from({ length: values.length / positions }, (_, layer) => {
    const own = values.subarray(layer * positions, (layer + 1) * positions);
    return own.reduce((sum, value) => sum + value, 0) / positions;
  });
}

/** Positions of a profile. */
export function positionsOf({ drift, pooledDrift }: StreamProfile): number {
  return drift.length / pooledDrift.length;
}

/** Ranks layer by layer: each position by itself, then their mean; or the rows of all positions together. */
export function ranksOf(profile: StreamProfile, name: RankName, level: 'position' | 'pooled'): Float64Array {
  return level === 'pooled' ? profile.pooledRanks[name] : overPositions(profile.ranks[name], positionsOf(profile));
}

/** Drift, transition by transition, in the same way. */
export function driftOf(profile: StreamProfile, level: 'position' | 'pooled'): Float64Array {
  return level === 'pooled' ? profile.pooledDrift : overPositions(profile.drift, positionsOf(profile));
}

/** Whether every number is there. */
export function complete(values: Float64Array): boolean {
  return values.every(Number.isFinite);
}
