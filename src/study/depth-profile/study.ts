import type { Study } from '../study.ts';
import type { DepthProfileScenario } from './depth-scenario.ts';
import { depthProfileKind } from './scenario.ts';

/** Ranks and drift along depth of any streams. */
export const depthProfileStudy: Study<DepthProfileScenario> = {
  ...depthProfileKind,
  keepsParts: false,
  refines: false,
  readsData: true,
  predictCost: async (scenario) => (await import('./cost.ts')).predictCost(scenario),
  load: () => import('./run.ts'),
};
