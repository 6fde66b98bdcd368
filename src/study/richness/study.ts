import type { Study } from '../study.ts';
import type { RichnessScenario } from './richness-scenario.ts';
import { richnessScenarioKind } from './scenario.ts';

/** Dynamical richness of measured features. */
export const richnessStudy: Study<RichnessScenario> = {
  ...richnessScenarioKind,
  keepsParts: false,
  refines: false,
  readsData: true,
  predictCost: async (scenario) => (await import('./cost.ts')).predictCost(scenario),
  load: () => import('./run.ts'),
};
