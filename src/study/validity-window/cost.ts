import { roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import { forecast, missing } from '../kernel/cost.ts';
import { pointLabel, pointScenario } from './points.ts';
import type { ValidityWindowScenario } from './window-scenario.ts';

/** Work and memory of a sweep: the costliest point in full, and the sum over points. */
export async function predictCost(scenario: ValidityWindowScenario): Promise<CostPrediction> {
  const { points, sweep, sampling } = scenario;
  const axes = sweep.map(({ field, values }) => `${field} (${values.length})`).join(' × ');
  const costs = await Promise.all(
    points.map(async (point) => ({
      point,
      cost: await forecast(pointScenario(scenario, point, sampling.networks)),
    })),
  );
  const costliest = costs.reduce((most, one) => (one.cost.seconds > most.cost.seconds ? one : most));
  const total = costs.reduce((sum, { cost }) => sum + cost.seconds, 0);
  return {
    seconds: total,
    lines: [
      `sweep over ${axes}: ${points.length} points of ${sampling.networks} networks, about ${roughTime(total)} of one core in all`,
      `the costliest point, ${pointLabel(costliest.point)}:`,
      ...costliest.cost.lines.map((line) => `  ${line}`),
    ],
    refusals: [
      ...costs.flatMap(({ point, cost }) => cost.refusals.map((why) => `at ${pointLabel(point)}: ${why}`)).slice(0, 5),
      ...(await missing(costs.flatMap(({ cost }) => cost.engines))),
    ],
  };
}
