import { jsonSchemaOf } from '../scenario/json-schema.ts';
import { bottleneckSweepKind } from './bottleneck-sweep/scenario.ts';
import type { BottleneckSweepScenario } from './bottleneck-sweep/sweep-scenario.ts';
import type { DepthProfileScenario } from './depth-profile/depth-scenario.ts';
import { depthProfileStudy } from './depth-profile/study.ts';
import type { GeodesicScenario } from './geodesic/geodesic-scenario.ts';
import { geodesicScenarioKind } from './geodesic/scenario.ts';
import type { FlowScenario } from './geodesic-flow/flow-scenario.ts';
import { flowScenarioKind } from './geodesic-flow/scenario.ts';
import type { KernelScenario } from './kernel/kernel-scenario.ts';
import { kernelScenarioKind } from './kernel/scenario.ts';
import { layerStepsKind } from './layer-steps/scenario.ts';
import type { LayerStepsScenario } from './layer-steps/steps-scenario.ts';
import type { RenormalisationScenario } from './renormalisation/renormalisation-scenario.ts';
import { renormalisationKind } from './renormalisation/scenario.ts';
import { renormalisationSweepKind } from './renormalisation-sweep/scenario.ts';
import type { RichnessScenario } from './richness/richness-scenario.ts';
import { richnessStudy } from './richness/study.ts';
import { richnessTrainingKind } from './richness-training/scenario.ts';
import type { RichnessTrainingScenario } from './richness-training/training-scenario.ts';
import type { Study } from './study.ts';
import { windowScenarioKind } from './validity-window/scenario.ts';
import type { ValidityWindowScenario } from './validity-window/window-scenario.ts';

export type AnyScenario =
  | KernelScenario
  | ValidityWindowScenario
  | GeodesicScenario
  | FlowScenario
  | BottleneckSweepScenario
  | LayerStepsScenario
  | RichnessTrainingScenario
  | RichnessScenario
  | DepthProfileScenario
  | RenormalisationScenario;

export const kernelStudy: Study<KernelScenario> = {
  ...kernelScenarioKind,
  keepsParts: true,
  shares: true,
  refines: false,
  predictCost: async (scenario) => (await import('./kernel/cost.ts')).predictCost(scenario),
  load: () => import('./kernel/run.ts'),
};

const windowStudy: Study<ValidityWindowScenario> = {
  ...windowScenarioKind,
  keepsParts: true,
  shares: true,
  refines: true,
  predictCost: async (scenario) => (await import('./validity-window/cost.ts')).predictCost(scenario),
  load: () => import('./validity-window/run.ts'),
};

const layerStepsStudy: Study<LayerStepsScenario> = {
  ...layerStepsKind,
  keepsParts: true,
  shares: true,
  refines: false,
  predictCost: async (scenario) => (await import('./layer-steps/cost.ts')).predictCost(scenario),
  load: () => import('./layer-steps/run.ts'),
};

const geodesicStudy: Study<GeodesicScenario> = {
  ...geodesicScenarioKind,
  keepsParts: false,
  refines: false,
  predictCost: async (scenario) => (await import('./geodesic/cost.ts')).predictCost(scenario),
  load: () => import('./geodesic/run.ts'),
};

const flowStudy: Study<FlowScenario> = {
  ...flowScenarioKind,
  keepsParts: false,
  refines: false,
  predictCost: async (scenario) => (await import('./geodesic-flow/cost.ts')).predictCost(scenario),
  load: () => import('./geodesic-flow/run.ts'),
};

const sweepStudy: Study<BottleneckSweepScenario> = {
  ...bottleneckSweepKind,
  keepsParts: true,
  shares: true,
  refines: false,
  predictCost: async (scenario) => (await import('./bottleneck-sweep/cost.ts')).predictCost(scenario),
  load: () => import('./bottleneck-sweep/run.ts'),
};

export const richnessTrainingStudy: Study<RichnessTrainingScenario> = {
  ...richnessTrainingKind,
  keepsParts: true,
  shares: true,
  refines: false,
  readsData: true,
  predictCost: async (...asked) => (await import('./richness-training/cost.ts')).predictCost(...asked),
  load: () => import('./richness-training/run.ts'),
};

const renormalisation = {
  keepsParts: true,
  shares: true,
  refines: false,
  predictCost: async (scenario: RenormalisationScenario) =>
    (await import('./renormalisation/cost.ts')).predictCost(scenario),
  load: () => import('./renormalisation/run.ts'),
};

const renormalisationStudy: Study<RenormalisationScenario> = { ...renormalisationKind, ...renormalisation };
const renormalisationSweepStudy: Study<RenormalisationScenario> = { ...renormalisationSweepKind, ...renormalisation };

/** Every kind of study. A new kind is one more line here. */
export const studies: readonly Study<AnyScenario>[] = [
  kernelStudy,
  windowStudy,
  geodesicStudy,
  flowStudy,
  sweepStudy,
  layerStepsStudy,
  richnessTrainingStudy,
  richnessStudy,
  depthProfileStudy,
  renormalisationStudy,
  renormalisationSweepStudy,
];

/** JSON Schema of every kind of scenario: the file scenarios/odepth.schema.json. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(studies.map(({ schema }) => schema));
}
