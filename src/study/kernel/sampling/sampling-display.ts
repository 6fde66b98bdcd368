import { depthTime } from '../../../model/ensemble.ts';
import type { SamplingProgress } from '../../../parallel/sampling.ts';
import { firstCorrection, standardErrorOf, type WatchedComponent } from '../../../sample/estimate.ts';
import type { SamplingPlan } from '../../../sample/plan.ts';
import type { StudyHost } from '../../host.ts';
import type { ErrorGoal } from '../language/sample-size.ts';
import { componentsOf } from '../quantities.ts';

/** Tells a host how the sampling of one plan goes, with the present error of one number: that of the goal, or K1[0,0]. */
export class SamplingDisplay {
  readonly #plan: SamplingPlan;
  readonly #host: Pick<StudyHost, 'report' | 'now'>;
  readonly #goal: (ErrorGoal & { readonly atMost: number }) | null;
  readonly #watched: WatchedComponent;
  readonly #name: string;
  readonly #began: number;

  constructor(
    plan: SamplingPlan,
    host: Pick<StudyHost, 'report' | 'now'>,
    goal: (ErrorGoal & { readonly atMost: number }) | null,
  ) {
    const { ensemble, savedLayers } = plan;
    this.#plan = plan;
    this.#host = host;
    this.#goal = goal;
    this.#watched = goal ? watchedComponent(plan, goal) : firstCorrection;
    const { quantity, component } = goal ?? { quantity: 'K1', component: '0,0' };
    this.#name = `${quantity}[${component}](${depthTime(ensemble, savedLayers.at(-1) ?? 0)})`;
    this.#began = host.now();
  }

  readonly show = ({ done, of, kept, partial }: SamplingProgress): void => {
    const standardError = standardErrorOf(this.#plan, partial, this.#watched);
    this.#host.report({
      ...{ stage: 'sampling', done, kept, watched: this.#name, standardError },
      ...this.#outlook(done, of, standardError),
      samplingSeconds: this.#host.now() - this.#began,
    });
  };

  /** Networks that there will be; where an error is asked for, as many as the present one lets expect. */
  #outlook(done: number, of: number, seen: number): { of: number; goal?: number } {
    if (this.#goal === null) return { of };
    const { standardError: goal, atMost } = this.#goal;
    const expected = Math.ceil(done * (seen / goal) ** 2);
    return { of: Math.min(atMost, Math.max(done, expected || of)), goal };
  }
}

/** Where the component of a goal stands. */
export function watchedComponent({ chain }: SamplingPlan, { quantity, component }: ErrorGoal): WatchedComponent {
  return { quantity, index: componentsOf(quantity, chain.inputs).indexOf(component) };
}
