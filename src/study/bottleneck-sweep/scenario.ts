import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { pathText } from '../../scenario/located.ts';
import type { GeodesicSolver } from '../geodesic/geodesic-scenario.ts';
import { checkSolver, checkStabiliser, checkWidth } from '../geodesic/language/check-problem.ts';
import { resolveSolver } from '../geodesic/language/resolve-solver.ts';
import { resolveTask } from '../geodesic/language/resolve-task.ts';
import { resolvePenalty } from '../geodesic/scenario.ts';
import { taskShape } from '../geodesic/task-of-scenario.ts';
import { seedsOf } from '../repetition-seeds.ts';
import { type Axes, axesOf } from './language/sweep-axes.ts';
import { type SweepFields, sweepSchema } from './language/sweep-schema.ts';
import { type BottleneckSweepScenario, solverAt } from './sweep-scenario.ts';

/** The language of bottleneck sweeps. */
export const bottleneckSweepKind: ScenarioKind<BottleneckSweepScenario> = {
  kind: 'bottleneck-sweep',
  summary: 'bottleneck ranks of Leaky ResNets over effective depth, penalty and seeds',
  schema: sweepSchema,
  resolve: resolveBottleneckSweep,
};

/** Checks what the schema cannot, expands the sweep, and checks every problem in it as a geodesic scenario is checked. */
export async function resolveBottleneckSweep(draft: Draft): Promise<BottleneckSweepScenario | null> {
  const { shape } = sweepSchema;
  const field = (name: keyof typeof shape) => draft.value[name];
  const model = validOrUndefined(shape.model, field('model'));
  const penalty = validOrUndefined(shape.penalty, field('penalty'));
  const taskFields = validOrUndefined(shape.task, field('task'));
  const solverFields = validOrUndefined(shape.solver, field('solver'));
  const stabiliser = validOrUndefined(shape.stabiliser, field('stabiliser'));
  const sweep = validOrUndefined(shape.sweep, field('sweep'));
  const seed = validOrUndefined(shape.seed, field('seed')) ?? '0';

  const task = taskFields ? await resolveTask(draft, taskFields, seed) : null;
  const solver = solverFields ? resolveSolver(draft.refuse, solverFields) : null;
  const axes = sweep && model && penalty ? await axesOf(draft, sweep, model, penalty) : null;
  const points = task && taskShape(task).points;
  if (model && task) checkWidth(draft.refuse, model, taskShape(task));
  if (model && stabiliser && points !== null) checkStabiliser(draft.refuse, model, stabiliser, points);
  const maps = penalty && model ? resolvePenalty(draft.refuse, { ...penalty, lambdaOverDepth: 1 }, model).maps : 0;
  if (model && axes && solver && sweep) {
    checkEverywhere(draft, axes, model, (depth) => solverAt(solver, depth, sweep.intervalsPerDepth), points);
  }

  const whole = validOrUndefined(sweepSchema, draft.value);
  if (!whole || !task || !solver || !axes) return null;
  const { effectiveDepth: _, ...network } = whole.model;
  const { format, kind, name, purpose } = whole;
  return {
    ...{ format, kind, name, purpose, seed },
    model: network,
    task,
    penalty: { maps },
    ...{ solver, stabiliser: whole.stabiliser },
    sweep: {
      ...{ effectiveDepth: axes.effectiveDepth, lambdaOverDepth: axes.lambdaOverDepth },
      intervalsPerDepth: whole.sweep.intervalsPerDepth,
      seeds: await seedsOf(seed, whole.sweep.seeds),
      warmStart: whole.sweep.warmStart ?? solver.method !== 'training',
    },
  };
}

/** Checks the solver at every L̃ and λ/L̃, the deepest first; of several complaints at one place the first is enough. */
function checkEverywhere(
  draft: Draft,
  axes: Axes,
  model: SweepFields['model'],
  solverOf: (effectiveDepth: number) => GeodesicSolver,
  points: number | null,
): void {
  const said = new Set<string>();
  const refuse: Draft['refuse'] = (path, words) => {
    const place = pathText(path);
    if (!said.has(place)) draft.refuse(path, words);
    said.add(place);
  };
  for (const effectiveDepth of axes.effectiveDepth.toReversed()) {
    const solver = solverOf(effectiveDepth);
    for (const lambdaOverDepth of axes.lambdaOverDepth) {
      const penalty = { lambdaOverDepth, maps: 0 };
      checkSolver(refuse, { model: { ...model, effectiveDepth }, penalty, solver }, points);
    }
  }
}
