import { formatPercent } from '../../figure/format.ts';
import { normalTail } from '../../numeric/normal-quantile.ts';
import {
  combinedError,
  decide,
  differenceInErrors,
  type SeriesRow,
  type Source,
  type Verdict,
} from '../../record/series.ts';
import { infiniteWidthFit, type WidthSample } from './infinite-width-fit.ts';
import { pointLabel } from './points.ts';
import { firstComponent } from './sweep-state.ts';
import { componentAt } from './window-rows.ts';
import type { SweepPoint, ValidityWindowScenario } from './window-scenario.ts';

/** A fit is refused when its χ² has a smaller chance than this; then the smallest width is left out. */
const leastChance = 0.01;

/** What a sweep over widths says of infinite width. */
export interface InfiniteWidth {
  readonly rows: readonly SeriesRow[];
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
}

/**
 * Sampled values at the horizon, first input, extrapolated to n → ∞ by X∞ + a/n, beside theory, where n alone is swept
 * over two widths or more. The smallest widths are left out until χ² allows a straight line in 1/n.
 */
export function infiniteWidth(scenario: ValidityWindowScenario, rows: readonly SeriesRow[]): InfiniteWidth {
  const none: InfiniteWidth = { rows: [], verdicts: [], notes: [] };
  const { sweep, points, window } = scenario;
  if (sweep.length !== 1 || sweep[0]!.field !== 'width' || points.length < 2) return none;
  const parts = window.quantities.map((quantity) => extrapolate(scenario, quantity, rows));
  return {
    rows: parts.flatMap((part) => part.rows),
    verdicts: parts.flatMap((part) => part.verdicts),
    notes: parts.flatMap((part) => part.notes),
  };
}

function extrapolate(
  { points, window, theory }: ValidityWindowScenario,
  quantity: string,
  rows: readonly SeriesRow[],
): InfiniteWidth {
  const component = firstComponent(quantity);
  const own = rows.filter((row) => row.quantity === quantity);
  const at = (point: SweepPoint, source: Source) =>
    own.findLast((row) => row.source === source && row.component === componentAt(component, pointLabel(point)));
  const samples = points.flatMap((point): WidthSample[] => {
    const row = at(point, 'sampled');
    return row && row.error > 0 ? [{ width: point.ensemble.width, value: row.value, error: row.error }] : [];
  });
  const used = [...samples].sort((a, b) => b.width - a.width);
  while (used.length > 2 && chance(used) < leastChance) used.pop();
  const last = at(points[0]!, 'sampled');
  if (used.length < 2 || last === undefined) return { rows: [], verdicts: [], notes: [] };
  const fit = infiniteWidthFit(used);
  const row: SeriesRow = {
    ...last,
    component: componentAt(component, 'width → ∞'),
    value: fit.limit,
    error: fit.limitError,
  };
  const widths = used.map(({ width }) => width).reverse();
  const closures = theory.closures.flatMap((closure) => at(points[0]!, closure as Source) ?? []);
  return {
    rows: [row],
    verdicts: closures.map((closure) => verdict(closure, row, component, window)),
    notes: [
      `${quantity}[${component}] at the horizon for n → ∞, from a straight line in 1/n through n = ${widths.join(', ')}: ` +
        `${fit.limit.toPrecision(6)} ± ${fit.limitError.toPrecision(2)}, slope ${fit.slope.toPrecision(3)} ± ${fit.slopeError.toPrecision(2)}, ` +
        `χ² = ${fit.chiSquared.toPrecision(3)} for ${fit.degreesOfFreedom} degrees of freedom` +
        `${used.length < samples.length ? '; smaller widths deviate from a straight line and are left out' : ''}.`,
    ],
  };
}

/** Chance of a χ² at least as large (Wilson and Hilferty's cube root, good to about 0.001 here); 1 without degrees of freedom. */
function chance(samples: readonly WidthSample[]): number {
  const { chiSquared, degreesOfFreedom: k } = infiniteWidthFit(samples);
  if (k < 1) return 1;
  const scale = 2 / (9 * k);
  return normalTail((Math.cbrt(chiSquared / k) - (1 - scale)) / Math.sqrt(scale));
}

function verdict(
  theory: SeriesRow,
  sampled: SeriesRow,
  component: string,
  { tolerances, confidence }: ValidityWindowScenario['window'],
): Verdict {
  const tolerance = tolerances[0]!;
  const size = Math.abs(sampled.value);
  const statistic = Math.abs(theory.value - sampled.value) / size;
  const error = combinedError(theory.error, sampled.error) / size;
  return {
    claim: `${theory.source}: ${theory.quantity}[${component}] at t = ${theory.t} is within ${formatPercent(tolerance)} of the sampled one for width → ∞`,
    statistic,
    threshold: tolerance,
    outcome: decide(statistic, error, tolerance, confidence),
    detail: `difference ${formatPercent(statistic)} of the extrapolated value; decided at ${confidence} combined errors`,
    compared: {
      ...{ quantity: theory.quantity, component, t: theory.t, theory: theory.source, sampled: sampled.source },
      ...{ theoryValue: theory.value, theoryError: theory.error },
      ...{ sampledValue: sampled.value, sampledError: sampled.error },
      standardErrors: differenceInErrors(theory.value, theory.error, sampled.value, sampled.error),
    },
  };
}
