import { studentQuantile } from '../../numeric/student-quantile.ts';
import { driftConcentration } from './drift.ts';
import { type MeanEstimate, marginOf, meanEstimate, meanProfile } from './mean-estimate.ts';
import { RenormalisationError } from './renormalisation-error.ts';

export type ClaimOutcome = 'holds' | 'fails' | 'inconclusive';

export interface ClaimSettings {
  /** 1 − the chance that a claim is said to hold, or to fail, where it is the other way. ◇ 0.95 */
  readonly confidence: number;
}

const defaults: ClaimSettings = { confidence: 0.95 };

/** Claim (i): the rank falls from layer to layer. */
export interface MonotoneTrend {
  readonly outcome: ClaimOutcome;
  /** rank_ℓ − rank_{ℓ+1}, ℓ = 0 … L − 1, over seeds: positive where the rank falls. */
  readonly steps: readonly MeanEstimate[];
  /** Steps whose mean falls, and those that fall by more than their error. */
  readonly falling: number;
  readonly surelyFalling: number;
  /** Δrank = rank_0 − rank_L, the order parameter. */
  readonly total: MeanEstimate;
  /** Δrank over its standard error. */
  readonly totalInErrors: number;
}

/**
 * Holds where every step is down on average over seeds and Δrank is positive by more than its error; fails where a step is up by more
 * than its error (α/L each), or Δrank negative; else, and with one seed, inconclusive. Steps within a plateau may be too small to be
 * sure of one by one: `surelyFalling` says how many are. One-sided, Student's t over seeds.
 * @param ranksBySeed a profile (rank of every layer) per seed
 * @throws RenormalisationError without seeds, with fewer than two layers, or where lengths differ
 */
export function monotoneTrend(
  ranksBySeed: readonly ArrayLike<number>[],
  settings: Partial<ClaimSettings> = {},
): MonotoneTrend {
  const tail = tailOf(settings);
  const falls = ranksBySeed.map((ranks) =>
    Array.from({ length: Math.max(0, ranks.length - 1) }, (_, l) => ranks[l]! - ranks[l + 1]!),
  );
  const steps = meanProfile(falls);
  if (steps.length === 0)
    throw new RenormalisationError('trend of ranks: a profile of at least two layers is expected.');
  const total = orderParameter(ranksBySeed);
  const falling = steps.filter(({ value }) => value > 0).length;
  const isDown = (step: MeanEstimate) => step.value - marginOf(step, tail) > 0;
  const isUp = (step: MeanEstimate, chance: number) => step.value + marginOf(step, chance) < 0;
  const fails = isUp(total, tail) || steps.some((step) => isUp(step, tail / steps.length));
  const holds = falling === steps.length && isDown(total);
  return {
    outcome: fails ? 'fails' : holds ? 'holds' : 'inconclusive',
    steps,
    falling,
    surelyFalling: steps.filter(isDown).length,
    total,
    totalInErrors: total.value / total.standardError,
  };
}

/** Δrank = rank_0 − rank_L over seeds: 0 where depth leaves the rank as it is. @throws RenormalisationError without seeds */
export function orderParameter(ranksBySeed: readonly ArrayLike<number>[]): MeanEstimate {
  return meanEstimate(ranksBySeed.map((ranks) => ranks[0]! - ranks[ranks.length - 1]!));
}

/** Claim (ii): collapse at short correlations, not at long ones. */
export interface Selectivity {
  readonly outcome: ClaimOutcome;
  /** part · Δrank(short) − Δrank(long), and its standard error. */
  readonly contrast: number;
  readonly standardError: number;
  /** Degrees of freedom after Welch and Satterthwaite, rounded down; NaN where a Δrank has no error. */
  readonly freedom: number;
  readonly part: number;
}

/**
 * Selective ◇: Δrank at short correlations is positive, and that at long ones below `part` of it, each by more than its error. Fails where
 * Δrank at short ones is negative, or that at long ones above `part` of it, by more than its error (α/2 each). Seeds of both are independent.
 * @param part ◇ ½
 */
export function selectivity(
  short: MeanEstimate,
  long: MeanEstimate,
  settings: Partial<ClaimSettings & { readonly part: number }> = {},
): Selectivity {
  const tail = tailOf(settings);
  const part = settings.part ?? 0.5;
  const contrast = part * short.value - long.value;
  const [u, v] = [(part * short.standardError) ** 2, long.standardError ** 2];
  const standardError = Math.sqrt(u + v);
  const ratio = (u + v) ** 2 / (u ** 2 / (short.count - 1) + v ** 2 / (long.count - 1));
  // Without spread any number will do.
  const freedom = u + v === 0 ? short.count + long.count - 2 : Math.max(1, Math.floor(ratio));
  const margin = (chance: number) =>
    Number.isNaN(standardError) ? Number.NaN : studentQuantile(chance, freedom) * standardError;
  const holds = short.value - marginOf(short, tail) > 0 && contrast - margin(tail) > 0;
  const fails = short.value + marginOf(short, tail / 2) < 0 || contrast + margin(tail / 2) < 0;
  return { outcome: holds ? 'holds' : fails ? 'fails' : 'inconclusive', contrast, standardError, freedom, part };
}

/** Claim (iii): drift is that of one or two transitions. */
export interface ConcentrationClaim {
  readonly outcome: ClaimOutcome;
  /** Share of Σd in the largest transition, and in the two largest, over seeds. */
  readonly largest: MeanEstimate;
  readonly largestTwo: MeanEstimate;
  /** 2/L: the share of two transitions where drift is spread evenly. */
  readonly even: number;
  readonly share: number;
}

/**
 * Concentrated ◇: two transitions have more than `share` of all drift, by more than the error; fails where they have less, by more than
 * the error. Where two transitions would have as much without any concentration (2/L ≥ share), inconclusive.
 * @param share ◇ ¾
 * @throws RenormalisationError without seeds, and as `driftConcentration`
 */
export function concentrationClaim(
  driftBySeed: readonly ArrayLike<number>[],
  settings: Partial<ClaimSettings & { readonly share: number }> = {},
): ConcentrationClaim {
  const tail = tailOf(settings);
  const share = settings.share ?? 0.75;
  const all = driftBySeed.map(driftConcentration);
  const largest = meanEstimate(all.map((one) => one.largest));
  const largestTwo = meanEstimate(all.map((one) => one.largestTwo));
  const even = Math.min(1, 2 / driftBySeed[0]!.length);
  const margin = marginOf(largestTwo, tail);
  const more = largestTwo.value - margin > share;
  const less = largestTwo.value + margin < share;
  const outcome = even >= share ? 'inconclusive' : more ? 'holds' : less ? 'fails' : 'inconclusive';
  return { outcome, largest, largestTwo, even, share };
}

function tailOf(settings: Partial<ClaimSettings>): number {
  const { confidence } = { ...defaults, ...settings };
  if (confidence >= 0.5 && confidence < 1) return 1 - confidence;
  throw new RenormalisationError(`confidence: a number in [0.5, 1) is expected; got ${confidence}.`);
}
