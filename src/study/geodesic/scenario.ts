import { geodesicComplaint } from '../../scenario/geodesic-messages.ts';
import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import type { GeodesicModel, GeodesicScenario } from './geodesic-scenario.ts';
import { checkSolver, checkStabiliser, checkWidth } from './language/check-problem.ts';
import { geodesicSchema } from './language/geodesic-schema.ts';
import { resolveSolver } from './language/resolve-solver.ts';
import { resolveTask } from './language/resolve-task.ts';
import { taskShape } from './task-of-scenario.ts';

/** The language of geodesics. */
export const geodesicScenarioKind: ScenarioKind<GeodesicScenario> = {
  kind: 'geodesic',
  summary: 'representation geodesics of Leaky ResNets: paths from data to targets at least cost, solved three ways',
  schema: geodesicSchema,
  resolve: resolveGeodesicScenario,
};

/** Checks what the schema cannot (files, shapes, depth against steps, sizes) and fills in the defaults of the solver. */
export async function resolveGeodesicScenario(draft: Draft): Promise<GeodesicScenario | null> {
  const { shape } = geodesicSchema;
  const field = (name: keyof typeof shape) => draft.value[name];
  const model = validOrUndefined(shape.model, field('model'));
  const taskFields = validOrUndefined(shape.task, field('task'));
  const penaltyFields = validOrUndefined(shape.penalty, field('penalty'));
  const solverFields = validOrUndefined(shape.solver, field('solver'));
  const stabiliser = validOrUndefined(shape.stabiliser, field('stabiliser'));
  const seed = validOrUndefined(shape.seed, field('seed'));

  const task = taskFields ? await resolveTask(draft, taskFields, seed ?? '0') : null;
  const solver = solverFields ? resolveSolver(draft.refuse, solverFields) : null;
  const penalty = penaltyFields && model ? resolvePenalty(draft.refuse, penaltyFields, model) : null;
  const points = task && taskShape(task).points;
  if (model && task) checkWidth(draft.refuse, model, taskShape(task));
  if (model && stabiliser && points !== null) checkStabiliser(draft.refuse, model, stabiliser, points);
  if (model && penalty && solver) checkSolver(draft.refuse, { model, penalty, solver }, points);

  const whole = validOrUndefined(geodesicSchema, draft.value);
  if (!whole || !task || !solver || !penalty) return null;
  const { format, kind, name, purpose } = whole;
  return {
    ...{ format, kind, name, purpose, seed: whole.seed },
    ...{ model: whole.model, task, penalty, solver, stabiliser: whole.stabiliser },
  };
}

/** Learned maps are penalised like weights unless the scenario says otherwise; other maps are not. */
export function resolvePenalty(
  refuse: Draft['refuse'],
  fields: { readonly lambdaOverDepth: number; readonly maps?: number | undefined },
  { inputMap, outputMap }: Pick<GeodesicModel, 'inputMap' | 'outputMap'>,
): GeodesicScenario['penalty'] {
  const { lambdaOverDepth, maps } = fields;
  const learned = inputMap === 'learned' || outputMap === 'learned';
  if (maps !== undefined && !learned) refuse(['penalty', 'maps'], geodesicComplaint.noLearnedMap(maps));
  return { lambdaOverDepth, maps: learned ? (maps ?? 1) : 0 };
}
