import type { Task } from '../../../model/task.ts';
import type { NpyArray } from '../../../record/npy.ts';
import type { SeriesRow, Verdict } from '../../../record/series.ts';
import type { GeodesicScenario } from '../geodesic-scenario.ts';
import type { GeodesicSolution } from '../solution.ts';
import { exactVerdicts } from './exact-verdict.ts';
import { geodesicArrays } from './geodesic-arrays.ts';
import { pathValues } from './path-values.ts';
import { geodesicRows } from './series-rows.ts';
import { testErrorOf } from './test-error.ts';
import { geodesicVerdicts } from './verdicts.ts';

/** A solved geodesic in numbers, for the record. */
export interface Measurement {
  readonly rows: readonly SeriesRow[];
  readonly arrays: ReadonlyMap<string, NpyArray>;
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
}

/** What is the same for every way to solve: quantities along the path, claims, arrays. */
export function measure(
  scenario: Pick<GeodesicScenario, 'model' | 'penalty' | 'stabiliser'>,
  task: Pick<Task, 'testTargets' | 'teacherRank'>,
  solution: GeodesicSolution,
): Measurement {
  const { effectiveDepth } = scenario.model;
  const path = pathValues(scenario, solution);
  const { testOutputs } = solution;
  const testError = task.testTargets && testOutputs ? testErrorOf(task.testTargets, testOutputs) : null;
  return {
    rows: geodesicRows(solution, path, effectiveDepth, testError),
    arrays: geodesicArrays(solution, path),
    verdicts: [
      ...geodesicVerdicts(solution, path, effectiveDepth, task.teacherRank),
      ...exactVerdicts(scenario.model, solution),
    ],
    notes: solution.converged ? [] : [`Not converged: ${solution.message}`],
  };
}
