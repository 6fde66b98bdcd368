import type { Json } from '../../record/json.ts';
import type { StudyHost, StudyResult, StudyStopped } from '../host.ts';
import type { GeodesicScenario } from './geodesic-scenario.ts';
import { measure } from './measure/measure.ts';
import { present } from './presentation/present.ts';
import type { GeodesicSolution } from './solution.ts';
import { solveGeodesic } from './solve-geodesic.ts';
import { taskOf } from './task-of-scenario.ts';

export { present };

/**
 * Data, path, and what is measured on it. A path that is not solved, or was interrupted, is recorded as the best that was
 * found.
 * @throws TaskError, SolverError with what was asked, how far it got, and what to change
 */
export async function run(
  scenario: GeodesicScenario,
  digest: string,
  host: StudyHost,
  solve: typeof solveGeodesic = solveGeodesic,
): Promise<StudyResult | StudyStopped> {
  const began = host.now();
  const task = await taskOf(scenario.task, scenario.seed);
  const drawn = host.now();
  let solution: GeodesicSolution;
  try {
    solution = await solve(scenario, task, host);
  } catch (error) {
    if (host.signal?.aborted !== true) throw error;
    return { stopped: 'stopped before there was a path; nothing was written. Run the same command again.' };
  }
  const solved = host.now();
  host.report({ stage: 'theory', what: 'energies and singular values along the path' });
  const { rows, arrays, verdicts, notes } = measure(scenario, task, solution);
  const last = solution.history.at(-1);
  const interrupted = host.signal?.aborted === true && !solution.converged;
  return {
    summary: { name: scenario.name, kind: scenario.kind, digest, quantities: rows, verdicts, notes },
    provenance: {
      teacherRank: task.teacherRank,
      ...usedTransform(task.transform),
      solver: {
        message: solution.message,
        intervals: solution.nodes.length - 1,
        evaluations: last?.evaluations ?? 0,
        products: last?.products ?? 0,
        stages: solution.stages.map(
          ({ label, intervals, evaluations, products, iterations, loss, hamiltonianDrift, outcome }) => ({
            ...{ label, intervals, evaluations, products, iterations, loss, hamiltonianDrift, outcome },
          }),
        ),
      },
      random: {
        seed: scenario.seed,
        generator: 'Philox4x32-10, Box–Muller',
        address: '(seed, purpose, number); purposes: data-inputs, teacher, map, initial weights',
      },
    },
    arrays,
    seconds: { data: drawn - began, solving: solved - drawn, measuring: host.now() - solved },
    interrupted: interrupted ? { after: `${last?.evaluations ?? 0} evaluations of the loss` } : null,
    ...(!solution.converged && !interrupted && { unsolved: solution.message }),
  };
}

/** What was done to inputs and targets, as one number each: the means are in no one's way. */
function usedTransform({ inputs, targets }: Awaited<ReturnType<typeof taskOf>>['transform']): Record<string, Json> {
  return { transform: { inputScale: inputs.scale, targetScale: targets.scale } };
}
