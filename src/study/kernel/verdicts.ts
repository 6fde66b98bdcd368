import { combinedError, differenceInErrors, type SeriesRow, type Source, type Verdict } from '../../record/series.ts';

/** How a theory number is held against a sampled one. */
export interface Comparison {
  /** τ: relative difference up to which theory and sampling count as equal. */
  readonly tolerance: number;
  /** z: how many combined errors a decision must be clear of τ. */
  readonly standardErrors: number;
}

const closures: readonly Source[] = ['source-only', 'g-only', 'exact'];
const quantities = ['K0', 'V4', 'K1'] as const;

/**
 * One verdict per closure, quantity and chosen component at depth time `t`.
 *
 * With e = |theory − sampled| / |sampled| and s its error (standard error and the theory's own error, combined):
 * the claim *holds* if e + z s ≤ τ, *fails* if e − z s > τ, and is *inconclusive* in between: more networks, or a higher
 * mode order, would decide it.
 */
export function kernelVerdicts(rows: readonly SeriesRow[], t: number, comparison: Comparison): Verdict[] {
  const verdicts: Verdict[] = [];
  const atDepth = rows.filter((row) => row.t === t);
  const find = (quantity: string, component: string, source: Source) =>
    atDepth.find((row) => row.quantity === quantity && row.component === component && row.source === source);
  for (const quantity of quantities) {
    for (const component of headlineComponents(quantity)) {
      const sampled = find(quantity, component, 'sampled');
      if (!sampled) continue;
      for (const closure of closures) {
        const theory = find(quantity, component, closure);
        if (theory) verdicts.push(verdict(theory, sampled, comparison));
      }
    }
  }
  return verdicts;
}

/** The components shown in tables, figures and verdicts: one input, and one pair of inputs where there are two. */
export function headlineComponents(quantity: string): readonly string[] {
  return quantity === 'V4' ? ['0,0,0,0', '0,1,0,1'] : ['0,0', '0,1'];
}

function verdict(theory: SeriesRow, sampled: SeriesRow, { tolerance, standardErrors }: Comparison): Verdict {
  const scale = Math.abs(sampled.value);
  const error = combinedError(theory.error, sampled.error) / scale;
  const statistic = Math.abs(theory.value - sampled.value) / scale;
  const margin = standardErrors * error;
  const outcome =
    statistic + margin <= tolerance ? 'holds' : statistic - margin > tolerance ? 'fails' : 'inconclusive';
  const { quantity, component, t } = theory;
  return {
    claim: `${theory.source} ${quantity}[${component}] at t = ${t} is within ${percent(tolerance)} of the sampled value`,
    statistic,
    threshold: tolerance,
    outcome,
    detail: `relative difference ${percent(statistic)} ± ${percent(error)}; decided at ${standardErrors} combined errors`,
    compared: {
      quantity,
      component,
      t,
      theory: theory.source,
      theoryValue: theory.value,
      theoryError: theory.error,
      sampled: sampled.source,
      sampledValue: sampled.value,
      sampledError: sampled.error,
      standardErrors: differenceInErrors(theory.value, theory.error, sampled.value, sampled.error),
    },
  };
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(2))} %`;
}
