import type { Task } from '#odepth/model/task';
import { gradedMesh } from '#odepth/solve/transcription/mesh';
import { solveCollocation } from '#odepth/study/geodesic/collocation/solve-collocation';
import type { CollocationSolver, GeodesicScenario } from '#odepth/study/geodesic/geodesic-scenario';
import type { GeodesicSolution } from '#odepth/study/geodesic/solution';
import type { StudyHost } from '#odepth/study/host';
import type { ExactGeodesic } from './exact-geodesics.ts';

export const quietHost: StudyHost = { workers: 1, report: () => {}, now: () => 0 };

export const solverOf = (changes: Partial<CollocationSolver>): CollocationSolver => ({
  method: 'collocation',
  mesh: { intervals: 20, grading: 'cosine', refine: 'none', max: 20 },
  tolerance: 1e-12,
  iterations: 20,
  start: 'continuation',
  continuation: null,
  ...changes,
});

/** A scenario around a regularised problem without maps, and its task. */
export function problemOf(
  { resnet, lambda, inputs, targets }: Pick<ExactGeodesic, 'resnet' | 'lambda' | 'inputs' | 'targets'>,
  solver: GeodesicScenario['solver'],
): { readonly scenario: GeodesicScenario; readonly task: Task } {
  const kept = (rows: number) => ({ mean: new Float64Array(rows), scale: 1 });
  return {
    scenario: {
      format: 1,
      kind: 'geodesic',
      name: 'exact',
      purpose: 'A path known in closed form.',
      seed: '1',
      model: { ...resnet, inputMap: 'none', outputMap: 'none' },
      // The task below takes its place.
      task: { target: [], dimension: inputs.rows, train: inputs.columns, test: 0, centre: false, normalise: false },
      penalty: { lambdaOverDepth: lambda / resnet.effectiveDepth, maps: 0 },
      solver,
      stabiliser: { relative: 1e-3 },
    },
    task: {
      inputs,
      targets,
      testInputs: null,
      testTargets: null,
      teacherRank: null,
      transform: { inputs: kept(inputs.rows), targets: kept(targets.rows) },
    },
  };
}

/** A path at nodes, as something to start from. */
export function startFrom(nodes: Float64Array, at: ExactGeodesic['at']): GeodesicSolution {
  const points = Array.from(nodes, at);
  return {
    method: 'transcription',
    nodes,
    states: points.map(({ a }) => a),
    momenta: points.map(({ b }) => b),
    weights: [],
    inputMap: null,
    outputMap: null,
    loss: { fit: 0, penalty: 0 },
    weightIntegrals: new Float64Array(nodes.length - 1),
    stationarity: 0,
    testOutputs: null,
    parameters: new Float64Array(0),
    history: [],
    stages: [],
    converged: true,
    message: '',
  };
}

/** Collocation on equal intervals, from the exact path: what is left is the error of the discretisation. */
export async function collocate(exact: ExactGeodesic, intervals: number): Promise<GeodesicSolution> {
  const solver = solverOf({ mesh: { intervals, grading: 'uniform', refine: 'none', max: intervals } });
  const { scenario, task } = problemOf(exact, solver);
  const start = startFrom(gradedMesh(intervals, 'uniform'), exact.at);
  return solveCollocation(scenario, task, { start, workers: 1, host: quietHost });
}
