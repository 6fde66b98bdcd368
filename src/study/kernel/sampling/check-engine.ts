import { EngineError } from '../../../sample/engine/engine.ts';
import { engineKind, refusalOf } from '../../../sample/engine/registry.ts';
import type { Draft } from '../../../scenario/kind.ts';
import { complaint } from '../../../scenario/message-catalogue.ts';
import type { KernelScenario } from '../kernel-scenario.ts';
import { samplingOutline } from './sampling-plan.ts';

/**
 * Refuses an engine that does not cover what the scenario samples, or not in the precision asked for, where the plan alone
 * says so; whether the engine can be had on this machine is another question, answered when a run starts.
 */
export async function checkEngine(draft: Draft, scenario: KernelScenario): Promise<void> {
  const { sampling } = scenario;
  if (sampling === null) return;
  const place = (field: string) => ['sampling', field];
  try {
    const plan = await samplingOutline(scenario, sampling);
    const kind = await engineKind(plan.engine);
    const refusal = refusalOf(kind, plan);
    if (refusal === null) return;
    if (kind.precisions.includes(plan.precision)) draft.refuse(place('engine'), complaint.sampling.engine(refusal));
    else {
      const field = sampling.precision === undefined ? 'engine' : 'precision';
      draft.refuse(place(field), complaint.sampling.precision(kind.precisions, refusal));
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    draft.refuse(place('precision'), complaint.sampling.precision([], error.message));
  }
}
