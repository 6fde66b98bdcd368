import type { Source } from '../../record/series.ts';
import { componentNames } from '../kernel/quantities.ts';
import { nextNetworks, type PointState, type RefinementRule } from './allocation.ts';
import type { PointResult } from './point-result.ts';
import { componentWeights, type RelativeErrors, relativeErrors } from './relative-error.ts';
import type { SweepPoint, ValidityWindowScenario } from './window-scenario.ts';

/** A point as far as it has come. */
export interface PointProgress {
  readonly result: PointResult;
  /** Rounds of refinement that have spent networks here. */
  readonly looks: number;
}

/** The relative error of one quantity by one closure at one point. */
export interface PointErrors {
  readonly quantity: string;
  readonly closure: Source;
  readonly errors: RelativeErrors;
}

/** The component that "first" means: the first input alone. */
export function firstComponent(quantity: string): string {
  return quantity === 'V4' ? '0,0,0,0' : '0,0';
}

/** Relative errors of every quantity and closure of a point, at its saved depths. */
export function pointErrors(scenario: ValidityWindowScenario, point: SweepPoint, result: PointResult): PointErrors[] {
  const names = componentNames(point.ensemble.inputKernel.length);
  const { quantities, component } = scenario.window;
  return quantities.flatMap((quantity) => {
    const weights = componentWeights(names[quantity], component === 'norm' ? null : firstComponent(quantity));
    return result.closures.map(({ closure, quantities: theory }) => ({
      quantity,
      closure,
      errors: relativeErrors(theory[quantity], result.sampled[quantity], weights),
    }));
  });
}

/** Networks that a point should have after the next round; what it has when nothing there is undecided. */
export function wantedNetworks(
  scenario: ValidityWindowScenario,
  point: SweepPoint,
  { result, looks }: PointProgress,
): number {
  const { window, sampling } = scenario;
  const state: PointState = {
    networks: result.state.completed,
    round: looks,
    series: pointErrors(scenario, point, result).map(({ errors }) => ({ ...errors, times: point.save.times })),
  };
  const rule: RefinementRule = {
    standardErrors: window.confidence,
    tolerances: window.tolerances,
    atMost: sampling.refineUpTo,
  };
  return nextNetworks(state, rule);
}
