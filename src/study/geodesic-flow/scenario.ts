import { flowComplaint } from '../../scenario/geodesic-messages.ts';
import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { checkStabiliser } from '../geodesic/language/check-problem.ts';
import { orRefuse } from '../kernel/language/refused.ts';
import type { FlowInitial, FlowScenario } from './flow-scenario.ts';
import { type FlowFields, flowSchema } from './language/flow-schema.ts';
import { givenState } from './language/given-state.ts';
import { integratorsOf } from './language/integrators.ts';

/** The language of flows. */
export const flowScenarioKind: ScenarioKind<FlowScenario> = {
  kind: 'geodesic-flow',
  summary: 'initial-value flows of representation geodesics, by one or several integrators',
  schema: flowSchema,
  resolve: resolveFlowScenario,
};

/** Checks what the schema cannot (files, shapes, saved depths against steps) and fills in the defaults of integrators. */
export async function resolveFlowScenario(draft: Draft): Promise<FlowScenario | null> {
  const { shape } = flowSchema;
  const field = (name: keyof typeof shape) => draft.value[name];
  const model = validOrUndefined(shape.model, field('model'));
  const initialFields = validOrUndefined(shape.initial, field('initial'));
  const integratorFields = validOrUndefined(shape.integrator, field('integrator'));
  const until = validOrUndefined(shape.until, field('until'));
  const saveFields = validOrUndefined(shape.save, field('save'));
  const stabiliser = validOrUndefined(shape.stabiliser, field('stabiliser'));

  const initial =
    initialFields && model
      ? orRefuse(draft, ['initial'], await givenState(initialFields, model.width, draft.readArrays))
      : null;
  const save = saveFields && until !== undefined ? savedDepths(draft, saveFields, until) : null;
  const integrators =
    integratorFields && until !== undefined ? integratorsOf(draft.refuse, integratorFields, until, save) : null;
  if (model && stabiliser && initial) checkStabiliser(draft.refuse, model, stabiliser, pointsOf(initial));

  const whole = validOrUndefined(flowSchema, draft.value);
  if (!whole || !initial || !save || !integrators) return null;
  const { format, kind, name, purpose, seed } = whole;
  return {
    ...{ format, kind, name, purpose, seed },
    ...{ model: whole.model, initial, integrators, until: whole.until, save, stabiliser: whole.stabiliser },
  };
}

function pointsOf(initial: FlowInitial): number {
  return 'random' in initial ? initial.random.points : initial.A.shape[1];
}

function savedDepths(draft: Draft, save: FlowFields['save'], until: number): number[] | null {
  if ('count' in save) {
    const last = save.count - 1;
    return Array.from({ length: save.count }, (_, i) => (i / last) * until);
  }
  let good = true;
  for (const [i, depth] of save.depths.entries()) {
    const before = save.depths[i - 1];
    const words =
      before !== undefined && depth <= before
        ? flowComplaint.ascending(before, depth)
        : depth > until
          ? flowComplaint.beyond(until, depth)
          : null;
    if (words === null) continue;
    draft.refuse(['save', 'depths', i], words);
    good = false;
  }
  return good ? save.depths : null;
}
