import { jsonSchemaOf } from '../scenario/json-schema.ts';
import { type KernelScenario, kernelScenarioKind } from './kernel/scenario.ts';

/** The kernel study: its scenario language; its forecast and its run are loaded when they are needed. */
const kernelStudy = {
  ...kernelScenarioKind,
  predictCost: async (scenario: KernelScenario) => (await import('./kernel/cost.ts')).predictCost(scenario),
  load: () => import('./kernel/run.ts'),
};

/** Every kind of study. A new kind is one more line here. */
export const studies = [kernelStudy] as const;

/** JSON Schema of every kind of scenario: the file scenarios/odepth.schema.json. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(studies.map(({ schema }) => schema));
}
