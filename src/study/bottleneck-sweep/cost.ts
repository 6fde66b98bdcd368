import { featureCount } from '../../model/leaky-resnet.ts';
import { roughBytes, roughTime } from '../cost-text.ts';
import { predictCost as predictGeodesicCost } from '../geodesic/cost.ts';
import type { GeodesicScenario } from '../geodesic/geodesic-scenario.ts';
import { taskShape } from '../geodesic/task-of-scenario.ts';
import type { CostPrediction } from '../host.ts';
import {
  type BottleneckSweepScenario,
  geodesicAt,
  positionLabel,
  type SweepPosition,
  solverAt,
  sweepPositions,
} from './sweep-scenario.ts';

/** Work and memory of a sweep: the costliest point in full, and the sum over points. */
export function predictCost(scenario: BottleneckSweepScenario): CostPrediction {
  const { sweep } = scenario;
  const costs = sweepPositions(scenario).map((position) => ({
    label: positionLabel(scenario, position),
    cost: predictGeodesicCost(problemAt(scenario, position)),
  }));
  const costliest = costs.reduce((most, one) => (one.cost.seconds > most.cost.seconds ? one : most));
  const seconds = costs.reduce((sum, { cost }) => sum + cost.seconds, 0);
  const kept = sweep.warmStart
    ? [`kept for warm starts: about ${roughBytes(costs.length * startBytes(scenario))}`]
    : [];
  return {
    seconds,
    lines: [
      `sweep over L̃ (${sweep.effectiveDepth.length}) × λ/L̃ (${sweep.lambdaOverDepth.length}) × seeds (${sweep.seeds.length}): ${costs.length} problems, very roughly ${roughTime(seconds)} in all`,
      `the costliest point, ${costliest.label}:`,
      ...costliest.cost.lines.map((line) => `  ${line}`),
      ...kept,
    ],
    refusals: costs.flatMap(({ label, cost }) => cost.refusals.map((why) => `at ${label}: ${why}`)).slice(0, 5),
  };
}

/** The problem of a point as it is solved: without its continuation where it starts from another. */
function problemAt(scenario: BottleneckSweepScenario, position: SweepPosition): GeodesicScenario {
  const problem = geodesicAt(scenario, position);
  const { solver } = problem;
  if (!scenario.sweep.warmStart || position.effectiveDepth === 0 || solver.method === 'training') return problem;
  return { ...problem, solver: { ...solver, continuation: null } };
}

/** One W, or one A and one B for collocation, at every node of the finest mesh. */
function startBytes({ model, solver: first, task, sweep }: BottleneckSweepScenario): number {
  const solver = solverAt(first, Math.max(...sweep.effectiveDepth), sweep.intervalsPerDepth);
  const columns = featureCount(model);
  if (solver.method === 'collocation') return 8 * (solver.mesh.max + 1) * 2 * model.width * taskShape(task).points;
  const nodes = (solver.method === 'training' ? solver.layers : solver.mesh.max) + 1;
  return 8 * nodes * model.width * columns;
}
