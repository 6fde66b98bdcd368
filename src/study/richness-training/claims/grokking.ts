import { formatDepth, formatNumber } from '../../../figure/format.ts';
import { exp, log } from '../../../numeric/elementary.ts';
import type { Verdict } from '../../../record/series.ts';
import { atLeast, factorText, logRatios, meanText, seedWords } from '../../decided.ts';
import { meanOf } from '../../seed-mean.ts';
import type { PointResult } from '../point-result.ts';
import type { Claim } from '../training-scenario.ts';

type Grokking = Extract<Claim, { grokking: unknown }>['grokking'];

/** What one network did: checkpoints from 0. */
interface Story {
  /** The last checkpoint at which training examples are learned and test examples are not; null where there is none. */
  readonly memorised: number | null;
  /** The first one after it from which test examples are learned as well. */
  readonly generalised: number | null;
}

/** Two verdicts: test examples are learned after training examples are; D_LR falls from the one to the end. */
export function grokkingVerdicts(claim: Grokking, points: readonly PointResult[]): [Verdict, Verdict] {
  const stories = points.map((point) => storyOf(claim, point));
  const grokked = points.flatMap((point, i) => {
    const { memorised, generalised } = stories[i]!;
    return memorised === null || generalised === null ? [] : [{ point, memorised, generalised }];
  });
  const percent = (share: number) => `${formatNumber(100 * share, 3)} %`;
  const late = grokked.length;
  const accuracy: Verdict = {
    claim: `training examples are learned (${percent(claim.train)}) while at most ${percent(claim.before)} of test examples are, and ${percent(claim.after)} of these later`,
    statistic: late,
    threshold: points.length,
    outcome: late === points.length ? 'holds' : late === 0 ? 'fails' : 'inconclusive',
    detail: `in ${late} of ${points.length} networks${late > 0 ? `: steps ${grokked.map(stepsText).join(', ')}` : missed(claim, points)}`,
  };
  const before = grokked.map(({ point, memorised }) => point.values.D_LR[memorised]!);
  const end = grokked.map(({ point }) => point.values.D_LR.at(-1)!);
  const fall = meanOf(logRatios(before, end));
  const richness: Verdict = {
    claim: `D_LR falls at least ${formatNumber(claim.fall, 3)} times from where only training examples are learned to the end`,
    statistic: exp(fall.mean),
    threshold: claim.fall,
    outcome: fall.count < 2 ? 'inconclusive' : atLeast(fall, log(claim.fall)),
    detail:
      late === 0
        ? 'no network learned test examples late'
        : `from ${meanText(before)} to ${meanText(end)}: a factor ${factorText(fall)}, ${seedWords(fall)}`,
  };
  return [accuracy, richness];
}

function storyOf({ train, before, after }: Grokking, { values, failure }: PointResult): Story {
  if (failure !== null) return { memorised: null, generalised: null };
  const { trainAccuracy, testAccuracy } = values;
  const memorised = trainAccuracy.findLastIndex((share, i) => share >= train && testAccuracy[i]! <= before);
  if (memorised < 0) return { memorised: null, generalised: null };
  const generalised = testAccuracy.findIndex((share, i) => i > memorised && share >= after);
  return { memorised, generalised: generalised < 0 ? null : generalised };
}

/** The last checkpoint of training examples alone, and the first of all examples. */
function stepsText({
  point: { steps },
  memorised,
  generalised,
}: {
  readonly point: PointResult;
  readonly memorised: number;
  readonly generalised: number;
}): string {
  return `${formatDepth(steps[memorised]!)} to ${formatDepth(steps[generalised]!)}`;
}

/** What was reached instead. */
function missed(claim: Grokking, points: readonly PointResult[]): string {
  const best = (name: 'trainAccuracy' | 'testAccuracy') => Math.max(...points.flatMap(({ values }) => values[name]));
  const together = points.map(({ values }) => {
    const at = values.trainAccuracy.findIndex((share) => share >= claim.train);
    return at < 0 ? null : values.testAccuracy[at]!;
  });
  return `; accuracies reached: ${formatNumber(best('trainAccuracy'), 3)} and ${formatNumber(best('testAccuracy'), 3)}, on test examples once training examples are learned: ${meanText(together)}`;
}
