import { roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import { predictCost as predictKernelCost } from '../kernel/cost.ts';
import { pointLabel, pointScenario } from './points.ts';
import type { ValidityWindowScenario } from './window-scenario.ts';

/** Work and memory of a sweep: the costliest point in full, and the sum over points. */
export function predictCost(scenario: ValidityWindowScenario): CostPrediction {
  const { points, sweep, sampling } = scenario;
  const axes = sweep.map(({ field, values }) => `${field} (${values.length})`).join(' × ');
  const costs = points.map((point) => ({
    point,
    cost: predictKernelCost(pointScenario(scenario, point, sampling.networks)),
  }));
  const costliest = costs.reduce((most, one) => (one.cost.seconds > most.cost.seconds ? one : most));
  const total = costs.reduce((sum, { cost }) => sum + cost.seconds, 0);
  return {
    seconds: total,
    lines: [
      `sweep over ${axes}: ${points.length} points of ${sampling.networks} networks, about ${roughTime(total)} of one core in all`,
      `the costliest point, ${pointLabel(costliest.point)}:`,
      ...costliest.cost.lines.map((line) => `  ${line}`),
    ],
    refusals: costs
      .flatMap(({ point, cost }) => cost.refusals.map((why) => `at ${pointLabel(point)}: ${why}`))
      .slice(0, 5),
  };
}
