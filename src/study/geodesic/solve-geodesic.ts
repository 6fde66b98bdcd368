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
  switch (scenario.solver.method) {
    case 'transcription':
      return (await import('./transcription/solve-transcription.ts')).solveTranscription(scenario, task, options);
    case 'collocation':
      return (await import('./collocation/solve-collocation.ts')).solveCollocation(scenario, task, options);
    case 'training':
      return (await import('./training/solve-training.ts')).solveTraining(scenario, task, options);
  }
}
