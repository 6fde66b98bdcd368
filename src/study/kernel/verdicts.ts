import {
  type Compared,
  combinedError,
  differenceInErrors,
  type SeriesRow,
  type Source,
  type Verdict,
} from '../../record/series.ts';
import { residualQuantities } from './quantities.ts';

/** How a theory number is held against a sampled one. */
export interface Comparison {
  /** τ: relative difference up to which theory and sampling count as equal. */
  readonly tolerance: number;
  /** z: how many combined errors a decision must be clear of τ. */
  readonly standardErrors: number;
}

const closures: readonly Source[] = ['source-only', 'g-only', 'exact'];
const quantities = ['K0', 'V4', 'K1'] as const;
/** Quantities whose components are pairs of pairs of inputs. */
const pairwise: ReadonlySet<string> = new Set(['V4', ...residualQuantities]);

/**
 * One verdict per closure, quantity and chosen component at depth time `t`; one for K0, which all closures share.
 *
 * With e = |theory − sampled| / scale and s its error (standard error and the theory's own error, combined), where the scale
 * is the quantity's largest sampled component: the claim *holds* if e + z s ≤ τ, *fails* if e − z s > τ, and is
 * *inconclusive* in between: more networks, or a higher mode order, would decide it.
 */
export function kernelVerdicts(rows: readonly SeriesRow[], t: number, comparison: Comparison): Verdict[] {
  const verdicts: Verdict[] = [];
  const atDepth = rows.filter((row) => row.t === t);
  for (const quantity of quantities) {
    const own = atDepth.filter((row) => row.quantity === quantity);
    const present = closures.filter((closure) => own.some((row) => row.source === closure));
    const compared = quantity === 'K0' ? present.slice(-1) : present;
    const scale = Math.max(...own.filter((row) => row.source === 'sampled').map((row) => Math.abs(row.value)));
    for (const component of headlineComponents(quantity)) {
      const sampled = own.find((row) => row.component === component && row.source === 'sampled');
      if (!sampled) continue;
      for (const closure of compared) {
        const theory = own.find((row) => row.component === component && row.source === closure);
        if (theory) verdicts.push(verdict(theory, sampled, scale, comparison));
      }
    }
  }
  return verdicts;
}

/**
 * One verdict per closure: U1 = 0 at t = 0, where φ⁰ is exactly Gaussian. With e = |U1_closure(0) − U1_sampled(0)| relative to
 * the largest sampled |U1| over the depths, both [0,0], and its error, decided as in `kernelVerdicts`. None unless depth 0
 * and a deeper one were sampled.
 */
export function initialSourceVerdicts(
  rows: readonly SeriesRow[],
  { tolerance, standardErrors }: Comparison,
): Verdict[] {
  const own = rows.filter((row) => row.quantity === 'U1' && row.component === '0,0');
  const sampled = own.filter((row) => row.source === 'sampled');
  const initial = sampled.find((row) => row.t === 0);
  const largest = sampled.reduce<SeriesRow | undefined>(
    (most, row) => (row.t > 0 && !(most && Math.abs(most.value) >= Math.abs(row.value)) ? row : most),
    undefined,
  );
  if (!initial || !largest || largest.value === 0) return [];
  const scale = Math.abs(largest.value);
  return closures.flatMap((closure) => {
    const theory = own.find((row) => row.source === closure && row.t === 0);
    if (!theory) return [];
    const statistic = Math.abs(theory.value - initial.value) / scale;
    const error = Math.hypot(combinedError(theory.error, initial.error), statistic * largest.error) / scale;
    return [
      {
        claim: `${closure}: U1 = 0 at t = 0, where the neurons are Gaussian`,
        statistic,
        threshold: tolerance,
        outcome: outcomeOf(statistic, standardErrors * error, tolerance),
        detail: `U1[0,0](0) off by ${percent(statistic)} ± ${percent(error)} of the largest sampled |U1[0,0]|; decided at ${standardErrors} combined errors`,
        compared: comparedOf(theory, initial),
      },
    ];
  });
}

/** The components shown in tables, figures and verdicts: one input, and one pair of inputs where there are two. */
export function headlineComponents(quantity: string): readonly string[] {
  return pairwise.has(quantity) ? ['0,0,0,0', '0,1,0,1'] : ['0,0', '0,1'];
}

function verdict(
  theory: SeriesRow,
  sampled: SeriesRow,
  scale: number,
  { tolerance, standardErrors }: Comparison,
): Verdict {
  const error = combinedError(theory.error, sampled.error) / scale;
  const statistic = Math.abs(theory.value - sampled.value) / scale;
  const margin = standardErrors * error;
  const { quantity, component, t } = theory;
  const label = quantity === 'K0' ? 'theory' : theory.source;
  return {
    claim: `${label}: ${quantity}[${component}] at t = ${t} is within ${percent(tolerance)} of the sampled one`,
    statistic,
    threshold: tolerance,
    outcome: outcomeOf(statistic, margin, tolerance),
    detail: `difference ${percent(statistic)} ± ${percent(error)} of the largest |${quantity}|; decided at ${standardErrors} combined errors`,
    compared: comparedOf(theory, sampled),
  };
}

function outcomeOf(statistic: number, margin: number, tolerance: number): Verdict['outcome'] {
  return statistic + margin <= tolerance ? 'holds' : statistic - margin > tolerance ? 'fails' : 'inconclusive';
}

function comparedOf(theory: SeriesRow, sampled: SeriesRow): Compared {
  const { quantity, component, t } = theory;
  return {
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
  };
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(2))} %`;
}
