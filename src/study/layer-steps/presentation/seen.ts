import { formatWithError } from '../../../figure/format.ts';
import type { ReportSection } from '../../../figure/report.ts';
import { meanOf } from '../comparison.ts';
import { percentText } from '../percent.ts';
import { type SchemeComparison, type StepsResults, valuesOver } from '../steps-data.ts';
import { comparisonText } from '../steps-rows.ts';
import type { LayerStepsScenario } from '../steps-scenario.ts';
import { differenceTable } from './tables.ts';

/** What the comparison shows, in sentences made of its numbers. */
export function seenSection(
  scenario: LayerStepsScenario,
  results: StepsResults,
  comparisons: readonly SchemeComparison[],
): ReportSection {
  return {
    title: 'What is seen',
    tables: [differenceTable(comparisons)],
    sentences: [
      ...comparisons.map(pooledSentence),
      ...comparisons.flatMap(perLayerSentence),
      depthSentence(scenario, results),
      trainingSentence(scenario, results),
    ],
  };
}

/** Whether a scheme beats the reference over all numbers of layers. */
export function pooledSentence({ scheme, reference, comparisons }: SchemeComparison): string {
  const pooled = comparisons.find(({ layers }) => layers === null)!;
  const words = {
    holds: `${capital(scheme)} steps beat ${reference} ones significantly`,
    fails: `${capital(scheme)} steps do not beat ${reference} ones`,
    inconclusive: `Whether ${scheme} steps beat ${reference} ones is not decided`,
  };
  return `${words[pooled.outcome]}: ${comparisonText(pooled)}, all numbers of layers together.`;
}

function perLayerSentence({ scheme, reference, comparisons }: SchemeComparison): string[] {
  const single = comparisons.filter(({ layers }) => layers !== null);
  const at = (outcome: string) => single.filter((one) => one.outcome === outcome).map(({ layers }) => layers);
  const lower = at('holds');
  const higher = at('fails');
  const parts = [
    ...(lower.length > 0 ? [`significantly lower at L = ${lower.join(', ')}`] : []),
    ...(higher.length > 0 ? [`significantly higher at L = ${higher.join(', ')}`] : []),
  ];
  const what = parts.length > 0 ? parts.join(' and ') : 'not significantly different';
  return [
    `Number by number of layers, the test error of ${scheme} steps is ${what} compared with that of ${reference} ones.`,
  ];
}

/** What more layers do to the reference: the scale against which a gain of the steps is to be seen. */
function depthSentence({ compare }: LayerStepsScenario, results: StepsResults): string {
  const [first, last] = [results[0]![0]!, results[0]!.at(-1)!];
  const ratios = first.flatMap((one, seed) => {
    const other = last[seed]!;
    if (one.failure !== null || other.failure !== null) return [];
    return [Math.log(other.numbers.testError / one.numbers.testError)];
  });
  const { mean, standardError } = meanOf(ratios);
  const [from, to] = [compare.layers[0], compare.layers.at(-1)];
  return `From L = ${from} to L = ${to} the test error of ${compare.steps[0]} steps changes by ${percentText(mean, standardError)} (log ratio).`;
}

/** How far trained the networks are: without it a difference in test error might be one in training speed. */
function trainingSentence({ compare }: LayerStepsScenario, results: StepsResults): string {
  const parts = compare.steps.map((scheme, s) => {
    const { mean, standardError } = meanOf(results[s]!.flatMap((own) => valuesOver(own, 'stationarity')));
    return `${scheme} ${formatWithError(mean, standardError)}`;
  });
  return `Networks are trained for a number of epochs, not to the minimum: the stationarity max ‖W − L̃ B σᵀ‖/‖W‖, 0 there, is ${parts.join(', ')} (mean over L and seeds).`;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
