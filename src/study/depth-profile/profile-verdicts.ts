import { formatNumber, formatWithError } from '../../figure/format.ts';
import { decide, type SeriesRow, type Verdict } from '../../record/series.ts';
import type { DepthProfileScenario } from './depth-scenario.ts';

/** Standard errors that make a difference clear. */
const confidence = 2;

/** Whether what was measured is what the scenario expects. */
export function profileVerdicts(
  { expect }: Pick<DepthProfileScenario, 'expect'>,
  rows: readonly SeriesRow[],
): Verdict[] {
  return expect.flatMap(({ quantity, component, value, tolerance, exact }) => {
    const found = rows.find((row) => row.quantity === quantity && row.component === component);
    if (!found) return [];
    const difference = Math.abs(found.value - value);
    const name = component === '' ? quantity : `${quantity} (${component})`;
    return [
      {
        claim: `${name} = ${formatNumber(value, 5)} to ${formatNumber(tolerance, 2)}`,
        statistic: difference,
        threshold: tolerance,
        outcome: decide(difference, exact ? 0 : found.error, tolerance, confidence),
        detail: `measured ${formatWithError(found.value, found.error)}; ${exact ? 'the value is known for these very samples: the standard error does not count' : `the difference must keep clear of the tolerance by ${confidence} standard errors`}`,
      },
    ];
  });
}
