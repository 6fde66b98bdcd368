import { compareSchemes, type PairedComparison } from './comparison.ts';
import type { LayerStepsScenario, StepScheme, StepsPosition } from './steps-scenario.ts';
import type { TrainingNumber, TrainingResult } from './training-result.ts';

/** Results by scheme, number of layers and seed. */
export type StepsResults = readonly (readonly (readonly TrainingResult[])[])[];

/** Results in the order of `stepsPositions`, by scheme, number of layers and seed. */
export function arrange(
  { compare }: LayerStepsScenario,
  positions: readonly StepsPosition[],
  results: readonly TrainingResult[],
): StepsResults {
  const at = new Map(positions.map(({ scheme, layers, seed }, i) => [`${scheme} ${layers} ${seed}`, results[i]!]));
  return compare.steps.map((_, scheme) =>
    compare.layers.map((_, layers) => compare.seeds.map((_, seed) => at.get(`${scheme} ${layers} ${seed}`)!)),
  );
}

/** Values of one number at one number of layers over the seeds whose training was done. */
export function valuesOver(results: readonly TrainingResult[], number: TrainingNumber): number[] {
  return results.filter(({ failure }) => failure === null).map(({ numbers }) => numbers[number]);
}

/** A scheme held against the first one. */
export interface SchemeComparison {
  readonly scheme: StepScheme;
  readonly reference: StepScheme;
  /** One for each number of layers, then one for all. */
  readonly comparisons: readonly PairedComparison[];
}

/** Test errors of every other scheme against those of the first. */
export function schemeComparisons({ compare }: LayerStepsScenario, results: StepsResults): SchemeComparison[] {
  const errors = (scheme: number) =>
    results[scheme]!.map((own) => own.map(({ failure, numbers }) => (failure === null ? numbers.testError : null)));
  return compare.steps.slice(1).map((scheme, i) => ({
    scheme,
    reference: compare.steps[0]!,
    comparisons: compareSchemes(compare.layers, errors(i + 1), errors(0), compare.confidence),
  }));
}
