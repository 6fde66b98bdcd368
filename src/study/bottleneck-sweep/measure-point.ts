import type { Task } from '../../model/task.ts';
import { singularValues } from '../../numeric/singular-values.ts';
import { weightsOfMomenta } from '../../theory/geodesic/momenta.ts';
import type { GeodesicScenario } from '../geodesic/geodesic-scenario.ts';
import { exactVerdicts } from '../geodesic/measure/exact-verdict.ts';
import { type PathValues, pathValues } from '../geodesic/measure/path-values.ts';
import { geodesicRows } from '../geodesic/measure/series-rows.ts';
import { testErrorOf } from '../geodesic/measure/test-error.ts';
import { geodesicVerdicts } from '../geodesic/measure/verdicts.ts';
import type { GeodesicSolution, StartingPath } from '../geodesic/solution.ts';
import type { PointNumber, PointResult } from './point-result.ts';

/** Part of the largest singular value from which one counts as there, in the rank of a representation. */
export const rankThreshold = 0.1;

/** Quantities of a sweep that a geodesic has too, under the names it has there. */
const shared = [
  ...['loss', 'fit', 'penalty', 'testError', 'stationarity', 'resolution', 'hamiltonianDrift'],
  ...['bottleneckRankFromEnergy', 'bottleneckRankFromCoi', 'bottleneckDepth', 'pathLength'],
];

/**
 * A solved geodesic in the numbers of a sweep. One with a number that is not finite has none, and nothing starts from it.
 * @param keepsStart whether another point may start from it
 */
export function measurePoint(
  scenario: GeodesicScenario,
  task: Pick<Task, 'testTargets' | 'teacherRank'>,
  solution: GeodesicSolution,
  keepsStart: boolean,
): PointResult {
  const { nodes, history, method, converged, message } = solution;
  const last = history.at(-1);
  const { evaluations, products } = last ?? { evaluations: 0, products: 0 };
  const common = { source: method, converged, message, intervals: nodes.length - 1, evaluations, products } as const;
  const { teacherRank } = task;
  if (!isFinitePath(solution)) {
    return {
      ...{ ...common, teacherRank, converged: false, start: null },
      ...{ numbers: new Map(), verdicts: [], singularValues: new Float64Array(0) },
    };
  }
  const { effectiveDepth } = scenario.model;
  const path = pathValues(scenario, solution);
  const narrowest = path.at[nodes.indexOf(path.bottleneck.narrowest)]!;
  return {
    ...{ ...common, teacherRank },
    numbers: numbersOf(scenario, task, solution, path),
    verdicts: [...geodesicVerdicts(solution, path, effectiveDepth, null), ...exactVerdicts(scenario.model, solution)],
    singularValues: narrowest.singularValues,
    start: keepsStart ? startingPath(solution, effectiveDepth) : null,
  };
}

function isFinitePath({ loss, states, momenta, weights }: GeodesicSolution): boolean {
  const finite = [...states, ...momenta, ...weights].every(({ data }) => data.every(Number.isFinite));
  return finite && Number.isFinite(loss.fit + loss.penalty);
}

function numbersOf(
  { model }: GeodesicScenario,
  { testTargets }: Pick<Task, 'testTargets'>,
  solution: GeodesicSolution,
  path: PathValues,
): Map<string, PointNumber> {
  const { states, momenta, testOutputs, nodes } = solution;
  const { effectiveDepth } = model;
  const testError = testTargets && testOutputs ? testErrorOf(testTargets, testOutputs) : null;
  const rows = geodesicRows(solution, path, effectiveDepth, testError);
  const { rankFromEnergy, rankFromEnergyRange, rankFromCost, narrowest } = path.bottleneck;
  const [least, greatest] = rankFromEnergyRange;
  const rankError = (path.energyRange[1] - path.energyRange[0]) / effectiveDepth;
  const values = path.at[nodes.indexOf(narrowest)]!.singularValues;
  // W = L̃ B σ(A)ᵀ.
  const products = states.map((a, k) => singularValues(weightsOfMomenta(model, a, momenta[k]!))[0]! / effectiveDepth);
  const resolved = (value: number, error = 0): PointNumber => ({ value, error, errorKind: 'resolution' });
  return new Map([
    ...shared.flatMap((name): [string, PointNumber][] => {
      const row = rows.find(({ quantity }) => quantity === name);
      return row ? [[name, { value: row.value, error: row.error, errorKind: row.errorKind }]] : [];
    }),
    ['rankFromEnergyLeast', resolved(least)],
    ['rankFromEnergyGreatest', resolved(greatest)],
    ['bottleneckGap', resolved(rankFromCost - rankFromEnergy, rankError)],
    ['largestMomentumNorm', resolved(Math.max(...path.at.map(({ momentumNorm }) => momentumNorm)))],
    ['largestMomentumProduct', resolved(Math.max(...products))],
    ['bottleneckRank', resolved(values.filter((value) => value >= rankThreshold * values[0]!).length)],
  ]);
}

/** What the solver of the next point reads: states and momenta for collocation, weights and maps for the others. */
function startingPath(solution: GeodesicSolution, effectiveDepth: number): StartingPath {
  const { method, nodes, states, momenta, weights, inputMap, outputMap } = solution;
  const common = { nodes, stages: [{ effectiveDepth }] };
  return method === 'collocation'
    ? { ...common, states, momenta, weights: [], inputMap: null, outputMap: null }
    : { ...common, states: [], momenta: [], weights, inputMap, outputMap };
}
