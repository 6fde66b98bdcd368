import type { Task } from '../../model/task.ts';
import type { StudyHost } from '../host.ts';
import type { GeodesicScenario } from './geodesic-scenario.ts';
import type { GeodesicSolution } from './solution.ts';

/** Solves a scenario by its method; the solvers are loaded when they are needed. */
export async function solveGeodesic(
  scenario: GeodesicScenario,
  task: Task,
  host: StudyHost,
): Promise<GeodesicSolution> {
  const options = { workers: host.workers, host };
  const { solver } = scenario;
  if (solver.method === 'transcription') {
    const { solveTranscription } = await import('./transcription/solve-transcription.ts');
    return solveTranscription({ ...scenario, solver }, task, options);
  }
  if (solver.method === 'collocation') {
    const { solveCollocation } = await import('./collocation/solve-collocation.ts');
    return solveCollocation({ ...scenario, solver }, task, options);
  }
  const { solveTraining } = await import('./training/solve-training.ts');
  return solveTraining({ ...scenario, solver }, task, options);
}
