import type { Draft } from '../../../scenario/kind.ts';
import { richnessComplaint } from '../../../scenario/richness-messages.ts';
import { richnessEstimators } from '../../../theory/richness/dynamical-richness.ts';
import type { Expectation, RichnessScenario } from '../richness-scenario.ts';
import type { RichnessFields } from './richness-schema.ts';

/** What is expected of the numbers, each of a quantity that these arrays have; null where one is refused. */
export function resolveExpectations(
  refuse: Draft['refuse'],
  { expect = [], estimator }: Pick<RichnessFields, 'expect' | 'estimator'>,
  arrays: Pick<RichnessScenario, 'checkpoints' | 'labels' | 'initial'>,
): Expectation[] | null {
  const steps = arrays.checkpoints.flatMap(({ step }) => (step === null ? [] : [step]));
  const known = measuredQuantities(arrays);
  let good = true;
  const wrong = (path: readonly (string | number)[], words: Parameters<Draft['refuse']>[1]) => {
    good = false;
    refuse(['expect', ...path], words);
  };
  const expectations = expect.map(({ quantity, component, step, value, tolerance, exact }, i): Expectation => {
    const components = quantity === 'D_LR' ? richnessEstimators : [''];
    const usual = quantity === 'D_LR' ? estimator : '';
    if (!known.includes(quantity)) wrong([i, 'quantity'], richnessComplaint.unknownQuantity(known, quantity));
    else if (component !== undefined && !components.some((one) => one === component))
      wrong([i, 'component'], richnessComplaint.unknownComponent(quantity, components, component));
    if (step !== undefined && !steps.includes(step)) wrong([i, 'step'], richnessComplaint.unknownStep(steps, step));
    return { quantity, component: component ?? usual, step: step ?? steps.at(-1) ?? null, value, tolerance, exact };
  });
  return good ? expectations : null;
}

function measuredQuantities({
  checkpoints,
  labels,
  initial,
}: Pick<RichnessScenario, 'checkpoints' | 'labels' | 'initial'>): string[] {
  return [
    'D_LR',
    ...(labels ? ['NC1', 'NC2', 'accuracy'] : []),
    ...(initial || checkpoints.length > 1 ? ['S_init'] : []),
    ...['rank', 'featureRank'],
  ];
}
