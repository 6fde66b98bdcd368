import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { stepsComplaint } from '../../scenario/steps-messages.ts';
import type { TrainingSolver } from '../geodesic/geodesic-scenario.ts';
import { checkWidth } from '../geodesic/language/check-problem.ts';
import { checkLayers } from '../geodesic/language/depth-limits.ts';
import { resolveSolver } from '../geodesic/language/resolve-solver.ts';
import { resolveTask } from '../geodesic/language/resolve-task.ts';
import { resolvePenalty } from '../geodesic/scenario.ts';
import { taskShape } from '../geodesic/task-of-scenario.ts';
import { seedsOf } from '../repetition-seeds.ts';
import { type StepsFields, stepsSchema } from './language/steps-schema.ts';
import type { LayerStepsScenario, StepScheme } from './steps-scenario.ts';

/** Most trainings in one comparison. */
const mostTrainings = 2000;

/** The language of comparisons of layer steps. */
export const layerStepsKind: ScenarioKind<LayerStepsScenario> = {
  kind: 'layer-steps',
  summary: 'test error of trained Leaky ResNets against layers: equidistant, irregular and adaptive steps compared',
  schema: stepsSchema,
  resolve: resolveLayerSteps,
};

/** Checks what the schema cannot: the data, layers enough for every scheme, schemes that differ. */
async function resolveLayerSteps(draft: Draft): Promise<LayerStepsScenario | null> {
  const { shape } = stepsSchema;
  const field = (name: keyof typeof shape) => draft.value[name];
  const model = validOrUndefined(shape.model, field('model'));
  const taskFields = validOrUndefined(shape.task, field('task'));
  const penaltyFields = validOrUndefined(shape.penalty, field('penalty'));
  const solverFields = validOrUndefined(shape.solver, field('solver'));
  const compare = validOrUndefined(shape.compare, field('compare'));
  const seed = validOrUndefined(shape.seed, field('seed')) ?? '0';

  const task = taskFields ? await resolveTask(draft, taskFields, seed) : null;
  const penalty = penaltyFields && model ? resolvePenalty(draft.refuse, penaltyFields, model) : null;
  let good = true;
  const refuse: Draft['refuse'] = (path, words) => {
    good = false;
    draft.refuse(path, words);
  };
  if (model && task) checkWidth(refuse, model, taskShape(task));
  if (task && !hasTest(task)) refuse(['task', 'test'], stepsComplaint.noTest());
  const steps = compare && [...new Set(compare.steps)];
  if (compare && steps!.length < compare.steps.length)
    refuse(['compare', 'steps'], stepsComplaint.schemes(steps!.length));
  const layers = compare && [...new Set(compare.layers)].sort((a, b) => a - b);
  const solver = solverFields && resolveTraining(refuse, solverFields, steps ?? ['irregular', 'adaptive']);
  if (model && compare && solver) checkDepths(refuse, compare, solver, model.effectiveDepth);
  if (compare) {
    const trainings = layers!.length * compare.steps.length * compare.seeds;
    if (trainings > mostTrainings) refuse(['compare'], stepsComplaint.tooManyTrainings(mostTrainings, trainings));
  }

  const whole = validOrUndefined(stepsSchema, draft.value);
  if (!whole || !task || !solver || !penalty || !good) return null;
  const { format, kind, name, purpose } = whole;
  return {
    ...{ format, kind, name, purpose, seed },
    ...{ model: whole.model, task, penalty, solver },
    compare: {
      layers: layers!,
      steps: steps!,
      seeds: await seedsOf(seed, whole.compare.seeds),
      confidence: whole.compare.confidence,
    },
  };
}

function hasTest(task: LayerStepsScenario['task']): boolean {
  return task.test > 0 || ('data' in task && task.data.testInputs !== null);
}

/** The training that all networks have in common, with its defaults; checked as the solver of a geodesic is, scheme by scheme. */
function resolveTraining(
  refuse: Draft['refuse'],
  fields: StepsFields['solver'],
  schemes: readonly StepScheme[],
): LayerStepsScenario['solver'] | null {
  const { irregularity, adaptEvery, ...common } = fields;
  const whole = (scheme: StepScheme): TrainingSolver | null => {
    // A field of one scheme is out of place only where that scheme is not compared at all.
    const irregular = schemes.includes('irregular') && scheme !== 'irregular' ? undefined : irregularity;
    const adaptive = schemes.includes('adaptive') && scheme !== 'adaptive' ? undefined : adaptEvery;
    const solver = resolveSolver(refuse, {
      ...common,
      ...{ layers: 1, steps: scheme, irregularity: irregular, adaptEvery: adaptive },
    });
    return solver?.method === 'training' ? solver : null;
  };
  const solvers = schemes.map(whole);
  if (solvers.includes(null)) return null;
  const { layers: _, steps: _steps, ...solver } = solvers[0]!;
  return {
    ...solver,
    irregularity: solvers.find((one) => one!.steps === 'irregular')?.irregularity ?? 0,
    adaptEvery: solvers.find((one) => one!.steps === 'adaptive')?.adaptEvery ?? 0,
  };
}

/** Refuses networks with too few layers for their steps, each at its place in the list. */
function checkDepths(
  refuse: Draft['refuse'],
  { layers, steps }: Pick<StepsFields['compare'], 'layers' | 'steps'>,
  solver: LayerStepsScenario['solver'],
  effectiveDepth: number,
): void {
  const scheme = steps.includes('irregular') ? 'irregular' : steps[0]!;
  const irregularity = scheme === 'irregular' ? solver.irregularity : 0;
  for (const [i, count] of layers.entries()) {
    const here: Draft['refuse'] = (_, words) => refuse(['compare', 'layers', i], words);
    checkLayers(here, { ...solver, layers: count, steps: scheme, irregularity }, effectiveDepth);
  }
}
