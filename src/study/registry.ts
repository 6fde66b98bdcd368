import { jsonSchemaOf } from '../scenario/json-schema.ts';
import { kernelScenarioKind } from './kernel/scenario.ts';

/** The kernel study: its scenario language, and its run, which is loaded when it is needed. */
const kernelStudy = { ...kernelScenarioKind, load: () => import('./kernel/run.ts') };

/** Every kind of study. A new kind is one more line here. */
export const studies = [kernelStudy] as const;

/** JSON Schema of every kind of scenario: the file scenarios/odepth.schema.json. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(studies.map(({ schema }) => schema));
}
