import { formatNumber, formatPercent } from '../../../figure/format.ts';
import type { Verdict } from '../../../record/series.ts';
import { linearPath } from '../../../theory/geodesic/exact.ts';
import { combine, innerProduct } from '../../../theory/geodesic/matrices.ts';
import type { GeodesicScenario } from '../geodesic-scenario.ts';
import type { GeodesicSolution } from '../solution.ts';

/** Largest relative distance at p = 1 of what counts as the exact path. */
const exactWithin = 1e-3;

/**
 * For a linear network without bias: the flow from the solution's own (A_0, B_0), which is known in closed form, ends where
 * the solution ends. None for other networks.
 */
export function exactVerdicts(
  { effectiveDepth, activation, bias }: GeodesicScenario['model'],
  { states, momenta }: Pick<GeodesicSolution, 'states' | 'momenta'>,
): Verdict[] {
  if (activation !== 'identity' || bias) return [];
  const end = states.at(-1)!;
  const { a } = linearPath(effectiveDepth, states[0]!, momenta[0]!, 1);
  const missing = combine(1, end, -1, a);
  const distance = Math.sqrt(innerProduct(missing, missing) / innerProduct(end, end));
  return [
    {
      claim: `the path is the exact one of a linear network to ${formatPercent(exactWithin)}`,
      statistic: distance,
      threshold: exactWithin,
      outcome: distance <= exactWithin ? 'holds' : 'fails',
      detail: `A at p = 1 from the closed form with the A and B found at p = 0: ‖difference‖/‖A‖ = ${formatNumber(distance, 2)}`,
    },
  ];
}
