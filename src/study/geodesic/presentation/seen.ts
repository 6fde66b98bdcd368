import { formatNumber, formatPercent, formatWithError } from '../../../figure/format.ts';
import { bottleneckMargin } from '../measure/path-values.ts';
import { flatWithin, stationaryWithin } from '../measure/verdicts.ts';
import { type BottleneckSeen, bottleneckSeen } from './bottleneck-seen.ts';
import type { GeodesicData } from './geodesic-data.ts';

const short = (value: number) => formatNumber(value, 3);

/** What is seen on the path, in one paragraph made of its numbers. */
export function seenParagraph(data: GeodesicData): string {
  const seen = bottleneckSeen(data);
  return [
    ...unsolvedSentence(data),
    seen.present ? bottleneckSentence(seen) : noBottleneckSentence(seen),
    spectrumSentence(seen),
    ...centredSentence(seen),
    bracketSentence(seen, data),
    ...weightSentence(seen, data),
    qualitySentence(data),
  ].join(' ');
}

/** Before all else, where the path is not to be relied on. */
function unsolvedSentence({ numbers }: GeodesicData): string[] {
  const value = (name: string) => numbers.get(name)?.value ?? Number.NaN;
  const reasons = [
    ...(value('stationarity') <= stationaryWithin
      ? []
      : [`not stationary (‖W − L̃Bσ(A)ᵀ‖/‖W‖ reaches ${short(value('stationarity'))})`]),
    ...(value('hamiltonianDrift') <= flatWithin ? [] : ['without a constant Hamiltonian']),
  ];
  return reasons.length > 0
    ? [
        `This is not a fully solved geodesic: the path is ${reasons.join(', and ')}; the numbers are those of the best that was found.`,
      ]
    : [];
}

function bottleneckSentence({ entry, exit, narrowest, cost, costAtEnds }: BottleneckSeen): string {
  const [first, last] = costAtEnds.map(short);
  return `There is a bottleneck: from p₁ = ${short(entry)} to p₂ = ${short(exit)} COIᵧ is within ${formatPercent(bottleneckMargin)} of its minimum ${short(cost)}, reached at p = ${short(narrowest)}; it comes from ${first} at p = 0 and goes to ${last} at p = 1.`;
}

function noBottleneckSentence({ entry, exit, narrowest, cost, costAtEnds }: BottleneckSeen): string {
  const [first, last] = costAtEnds.map(short);
  const ends = entry > 0 ? 'p = 1' : exit < 1 ? 'p = 0' : 'both ends';
  return `There is no bottleneck inside the path: COIᵧ, ${first} at p = 0 and ${last} at p = 1, is within ${formatPercent(bottleneckMargin)} of its minimum ${short(cost)}, at p = ${short(narrowest)}, up to ${ends}.`;
}

function spectrumSentence({ rank, values, narrowest }: BottleneckSeen): string {
  const where = `At p = ${short(narrowest)}`;
  if (rank === null) {
    const leading = values.slice(0, 4).map(short).join(', ');
    return `${where} no gap in the singular values of Aₚ tells its rank: they begin ${leading}${values.length > 4 ? ' …' : ''}.`;
  }
  const last = values[rank - 1]!;
  const next = values[rank]!;
  const kept =
    rank === 1
      ? `one singular value, ${short(last)}`
      : `${rank} singular values from ${short(values[0]!)} to ${short(last)}`;
  const gap = next > 0 ? `${short(next)}, ${short(last / next)} times smaller` : 'zero';
  return `${where} Aₚ has ${kept}, and the next is ${gap}: the representation is nearly of rank ${rank}.`;
}

/** The mean over the points is a direction of its own, which a bias makes at little cost. */
function centredSentence({ rank, centredRank, centredValues }: BottleneckSeen): string[] {
  if (centredRank === null || centredRank === rank) return [];
  const last = short(centredValues[centredRank - 1]!);
  return [
    `Without its mean over the points it is nearly of rank ${centredRank}: singular values down to ${last}, the next ${short(centredValues[centredRank]!)}.`,
  ];
}

function bracketSentence({ rankFromEnergy, rankError, cost }: BottleneckSeen, { teacherRank }: GeodesicData): string {
  const energy = `−2H/L̃ = ${formatWithError(rankFromEnergy, rankError)}`;
  const gap = `a gap of ${short(cost - rankFromEnergy)}`;
  if (teacherRank === null) return `${energy} and min COIᵧ = ${short(cost)} leave ${gap} for the bottleneck rank k*.`;
  const inside = rankFromEnergy <= teacherRank && teacherRank <= cost;
  const word = inside ? 'bracket' : 'do not bracket';
  return `${energy} and min COIᵧ = ${short(cost)} ${word} k* = ${teacherRank}, the rank of the teacher (${gap}).`;
}

/** Inside a bottleneck W is about L̃ times a projection: as many singular values near L̃ as the rank. */
function weightSentence({ narrowest, rank, present }: BottleneckSeen, data: GeodesicData): string[] {
  const place = data.nodes.indexOf(narrowest);
  const values = data.family('weightSingularValues').map((points) => points[place]?.value ?? Number.NaN);
  if (!present || rank === null || values.length <= rank) return [];
  const { effectiveDepth } = data.scenario.model;
  return [
    `There Wₚ has ${rank} of its singular values from ${short(values[0]!)} to ${short(values[rank - 1]!)}, beside L̃ = ${effectiveDepth}; the next is ${short(values[rank]!)}.`,
  ];
}

function qualitySentence({ numbers, nodes }: GeodesicData): string {
  const value = (name: string) => numbers.get(name)?.value ?? Number.NaN;
  const percent = (name: string) => `${formatNumber(100 * value(name), 2)} %`;
  const atNodes = value('resolution') > 0 ? ` at the stages and ${percent('resolution')} at the nodes` : '';
  return `H drifts by ${percent('hamiltonianDrift')} over ${nodes.length - 1} intervals, and the weights are those of a stationary path to ${percent('stationarity')}${atNodes}.`;
}
