import type { SeriesRow, Verdict } from '../../record/series.ts';
import { type MeanWithError, meanOf, type PairedComparison } from './comparison.ts';
import { percentText } from './percent.ts';
import { type SchemeComparison, type StepsResults, valuesOver } from './steps-data.ts';
import type { LayerStepsScenario } from './steps-scenario.ts';
import { trainingNumbers } from './training-result.ts';

/**
 * Means over seeds at p = 1, layer L: every number by scheme; `testErrorDifference` and `testErrorLogRatio` by pair of
 * schemes, at each L and (without a layer) over all of them. What has no mean or no standard error is left out.
 */
export function stepsRows(
  { compare }: LayerStepsScenario,
  results: StepsResults,
  comparisons: readonly SchemeComparison[],
): SeriesRow[] {
  const row = (quantity: string, component: string, layers: number | null, { mean, standardError }: MeanWithError) => {
    const place = layers === null ? 'all L' : `L = ${layers}`;
    const common = { quantity, component: `${component}, ${place}`, layer: layers, t: 1, source: 'training' as const };
    const usable = Number.isFinite(mean) && Number.isFinite(standardError);
    return usable ? [{ ...common, value: mean, error: standardError, errorKind: 'standard' as const }] : [];
  };
  const means = trainingNumbers.flatMap((number) =>
    compare.steps.flatMap((scheme, s) =>
      compare.layers.flatMap((layers, l) => row(number, scheme, layers, meanOf(valuesOver(results[s]![l]!, number)))),
    ),
  );
  const pairs = comparisons.flatMap(({ scheme, reference, comparisons: own }) =>
    own.flatMap(({ layers, difference, logRatio }) => [
      ...row('testErrorDifference', `${scheme} - ${reference}`, layers, difference),
      ...row('testErrorLogRatio', `${scheme} / ${reference}`, layers, logRatio),
    ]),
  );
  return [...means, ...pairs];
}

/** One verdict for each other scheme at each number of layers and at all together: does it have the lower test error? */
export function stepsVerdicts(comparisons: readonly SchemeComparison[]): Verdict[] {
  return comparisons.flatMap(({ scheme, reference, comparisons: own }) =>
    own.map((one): Verdict => {
      const where = one.layers === null ? 'all numbers of layers together' : `L = ${one.layers}`;
      return {
        claim: `${scheme} steps have a lower test error than ${reference} ones, ${where}`,
        statistic: one.logRatio.mean,
        threshold: 0,
        outcome: one.outcome,
        detail: comparisonText(one),
      };
    }),
  );
}

/** "test error 2.1 % ± 0.8 % lower over 5 seeds; decided at 2.9 standard errors". */
export function comparisonText({ logRatio, needed }: PairedComparison): string {
  const { mean, standardError, count } = logRatio;
  if (count < 2) return `${count} pairs of trainings that were done`;
  const decided = `over ${count} seeds; decided at ${needed.toFixed(1)} standard errors`;
  return `test error ${percentText(Math.abs(mean), standardError)} ${mean < 0 ? 'lower' : 'higher'} ${decided}`;
}
