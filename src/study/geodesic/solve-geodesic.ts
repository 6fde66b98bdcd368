import type { Task } from '../../model/task.ts';
import type { StudyHost } from '../host.ts';
import type { GeodesicScenario } from './geodesic-scenario.ts';
import type { GeodesicSolution, StartingPath } from './solution.ts';

/**
 * Solves a scenario by its method; the solvers are loaded when they are needed.
 * @param start a solution of a neighbouring problem, in place of what the scenario starts from
 */
export async function solveGeodesic(
  scenario: GeodesicScenario,
  task: Task,
  host: StudyHost,
  start?: StartingPath,
): Promise<GeodesicSolution> {
  const options = { workers: host.workers, host, start };
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
