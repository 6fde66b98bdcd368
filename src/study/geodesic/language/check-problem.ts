import { featureCount } from '../../../model/leaky-resnet.ts';
import { geodesicComplaint } from '../../../scenario/geodesic-messages.ts';
import type { Draft } from '../../../scenario/kind.ts';
import { affordableIntervals, mostFactors } from '../collocation/affordable-intervals.ts';
import { transcriptionBefore } from '../collocation/transcription-before.ts';
import { type CollocationSolver, continuationStages, type GeodesicScenario } from '../geodesic-scenario.ts';
import type { TaskShape } from '../task-of-scenario.ts';
import { checkContinuation } from './check-continuation.ts';
import { checkIntervals, checkLayers } from './depth-limits.ts';

/** Most unknowns of (A, B) at a node that Newton's method of a collocation takes on: blocks of 32 MB. */
const mostUnknowns = 2000;

type Refuse = Draft['refuse'];

/** Refuses a network that data do not fit in. */
export function checkWidth(
  refuse: Refuse,
  model: Omit<GeodesicScenario['model'], 'effectiveDepth'>,
  shape: TaskShape,
): void {
  const path = ['model', 'width'];
  if (model.inputMap === 'none' && shape.inputs > model.width) {
    refuse(path, geodesicComplaint.tooNarrow('inputs', shape.inputs, 'inputMap', model.width));
  }
  if (model.outputMap === 'none' && shape.targets > model.width) {
    refuse(path, geodesicComplaint.tooNarrow('targets', shape.targets, 'outputMap', model.width));
  }
}

/** Refuses γ = 0 where more points than features make K_p singular. */
export function checkStabiliser(
  refuse: Refuse,
  model: { readonly width: number; readonly bias: boolean },
  stabiliser: GeodesicScenario['stabiliser'],
  points: number,
): void {
  const features = featureCount(model);
  if (stabiliser.relative > 0 || points <= features) return;
  refuse(['stabiliser', 'relative'], geodesicComplaint.singularKernel(points, features));
}

/** Refuses a solver that cannot solve this problem: depth against steps, and what collocation asks for. */
export function checkSolver(
  refuse: Refuse,
  problem: Pick<GeodesicScenario, 'model' | 'penalty' | 'solver'>,
  points: number | null,
): void {
  const { solver, model } = problem;
  if (solver.method !== 'training' && solver.continuation) checkContinuation(refuse, solver.continuation, problem);
  const deepest = Math.max(...continuationStages(problem).map(({ effectiveDepth }) => effectiveDepth));
  if (solver.method === 'training') checkLayers(refuse, solver, deepest);
  else if (solver.method === 'transcription') checkIntervals(refuse, solver, deepest);
  else {
    checkCollocation(refuse, model, solver, points);
    if (solver.start === 'transcription') checkIntervals(refuse, transcriptionBefore(solver), deepest);
  }
}

function checkCollocation(
  refuse: Refuse,
  model: GeodesicScenario['model'],
  solver: CollocationSolver,
  points: number | null,
): void {
  if (model.activation === 'relu') refuse(['model', 'activation'], geodesicComplaint.kinks());
  for (const map of ['inputMap', 'outputMap'] as const) {
    if (model[map] === 'learned') refuse(['model', map], geodesicComplaint.mapUnderCollocation(map));
  }
  if (points === null) return;
  const unknowns = 2 * model.width * points;
  if (unknowns <= mostUnknowns) {
    const most = affordableIntervals(model.width, points);
    const { intervals } = solver.mesh;
    if (intervals <= most) return;
    const words = geodesicComplaint.manyIntervals(most, unknowns, mostFactors, intervals);
    refuse(['solver', 'mesh', 'intervals'], words);
    return;
  }
  const megabytes = Math.round((8 * unknowns ** 2) / 2 ** 20);
  const words = geodesicComplaint.largeCollocation(mostUnknowns, model.width, points, megabytes);
  refuse(['solver', 'method'], words);
}
