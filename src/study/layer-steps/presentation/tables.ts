import { formatErrors, formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import { meanOf } from '../comparison.ts';
import { percentText } from '../percent.ts';
import { type SchemeComparison, type StepsResults, valuesOver } from '../steps-data.ts';
import type { LayerStepsScenario } from '../steps-scenario.ts';
import type { TrainingNumber } from '../training-result.ts';

const numberTitles: Readonly<Record<TrainingNumber, string>> = {
  testError: 'Test error',
  fit: 'Fit, training points',
  loss: 'Loss',
  stationarity: 'Stationarity',
  hamiltonianDrift: 'Drift of H',
};

/** Paired differences with their verdicts, one row for each scheme and number of layers. */
export function differenceTable(comparisons: readonly SchemeComparison[]): ReportTable {
  return {
    caption: 'Test errors compared seed by seed; ± is one standard error over seeds',
    columns: ['Comparison', 'L', 'Difference of test errors', 'Log ratio', 'In standard errors', 'Needed', 'Lower?'],
    rows: comparisons.flatMap(({ scheme, reference, comparisons: own }) =>
      own.map(({ layers, difference, logRatio, needed, outcome }) => [
        `${scheme} − ${reference}`,
        layers === null ? 'all' : String(layers),
        formatWithError(difference.mean, difference.standardError),
        percentText(logRatio.mean, logRatio.standardError),
        formatErrors(logRatio.mean / logRatio.standardError),
        needed.toFixed(1),
        outcome,
      ]),
    ),
  };
}

/** The numbers behind the figures of errors. */
export function stepsTables(
  { compare }: LayerStepsScenario,
  results: StepsResults,
  comparisons: readonly SchemeComparison[],
): FigureTables[] {
  const names = Object.keys(numberTitles) as TrainingNumber[];
  const means: ReportTable = {
    caption: 'Means over seeds ± one standard error',
    columns: ['L', 'Steps', ...names.map((name) => numberTitles[name])],
    rows: compare.layers.flatMap((layers, l) =>
      compare.steps.map((scheme, s) => [
        String(layers),
        scheme,
        ...names.map((name) => {
          const { mean, standardError } = meanOf(valuesOver(results[s]![l]!, name));
          return formatWithError(mean, standardError);
        }),
      ]),
    ),
  };
  return [
    { figure: 'test-error', tables: [means] },
    { figure: 'test-error-difference', tables: [differenceTable(comparisons)] },
  ];
}
