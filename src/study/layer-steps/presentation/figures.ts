import { bandsOf } from '../../../figure/bands.ts';
import { narrowPanels, widePanels } from '../../../figure/panel-grid.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { type SweepPanel, sweepPlotSpec } from '../../../figure/sweep-plot.ts';
import { meanOf } from '../comparison.ts';
import { type SchemeComparison, type StepsResults, valuesOver } from '../steps-data.ts';
import type { LayerStepsScenario } from '../steps-scenario.ts';
import type { TrainingNumber } from '../training-result.ts';
import { historyFigure, spectrumFigure, stepFigure } from './depth-figures.ts';
import { pooledSentence } from './seen.ts';
import { schemeStyles } from './styles.ts';

const bars = { range: 'range', standardError: '± 1 standard error over seeds' };

/** Errors against L, differences of errors, steps and weights along depth, and losses along the training. */
export function stepsFigures(
  scenario: LayerStepsScenario,
  results: StepsResults,
  comparisons: readonly SchemeComparison[],
): FigureSpec[] {
  return [
    errorFigure(scenario, results, comparisons),
    differenceFigure(scenario, comparisons),
    stepFigure(scenario, results),
    spectrumFigure(scenario, results),
    historyFigure(scenario, results),
  ];
}

function axisOf({ compare }: LayerStepsScenario) {
  return { ...bandsOf(compare.layers, 'log'), title: 'number of layers L' };
}

function figure(
  name: string,
  title: string,
  caption: string,
  panels: readonly SweepPanel[],
  scenario: LayerStepsScenario,
): FigureSpec {
  const x = axisOf(scenario);
  return {
    name,
    title,
    caption,
    description: `${title}. ${caption} The numbers are in the table under the figure.`,
    wide: sweepPlotSpec(panels, x, bars, widePanels),
    narrow: sweepPlotSpec(panels, x, bars, narrowPanels),
  };
}

function errorFigure(
  scenario: LayerStepsScenario,
  results: StepsResults,
  comparisons: readonly SchemeComparison[],
): FigureSpec {
  const { layers, steps, seeds } = scenario.compare;
  const panel = (title: string, axis: string, number: TrainingNumber): SweepPanel => ({
    title,
    axis: { title: axis, scale: 'log' },
    series: steps.map((scheme, s) => ({
      label: `${scheme} steps`,
      style: schemeStyles[scheme],
      values: layers.map((at, l) => ({ at, ...meanOf(valuesOver(results[s]![l]!, number)) })),
    })),
  });
  return figure(
    'test-error',
    'Test error and training loss against the number of layers',
    `Mean over ${seeds.length} seeds; seeds differ in teacher, data and initial weights, so that the bars are wider than what separates the schemes on one seed: the next figure compares seed by seed. ${comparisons.map(pooledSentence).join(' ')}`,
    [
      panel('error on test points', 'mean squared test error', 'testError'),
      panel('loss that is trained: fit and penalty', 'training loss', 'loss'),
    ],
    scenario,
  );
}

function differenceFigure(scenario: LayerStepsScenario, comparisons: readonly SchemeComparison[]): FigureSpec {
  const [reference] = scenario.compare.steps;
  const panel: SweepPanel = {
    title: `test error against ${reference} steps, seed by seed`,
    axis: { title: 'log ratio of test errors, %', scale: 'linear' },
    series: comparisons.map(({ scheme, comparisons: own }) => ({
      label: `${scheme} steps`,
      style: schemeStyles[scheme],
      values: own.flatMap(({ layers, logRatio }) =>
        layers === null ? [] : [{ at: layers, mean: 100 * logRatio.mean, standardError: 100 * logRatio.standardError }],
      ),
    })),
    marks: [{ at: 0, label: `${reference}` }],
  };
  return figure(
    'test-error-difference',
    `Test error against that of ${reference} steps`,
    `100 ln(error / error with ${reference} steps), the mean over seeds of what one and the same seed gives: below 0 the scheme is better.`,
    [panel],
    scenario,
  );
}
