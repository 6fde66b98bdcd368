import { formatPercent } from '../../figure/format.ts';
import {
  type Compared,
  combinedError,
  decide,
  differenceInErrors,
  type SeriesRow,
  type Source,
  type Verdict,
} from '../../record/series.ts';
import { publishedSources, quadratureLabel } from './published-label.ts';
import { residualQuantities } from './quantities.ts';

/** How a theory number is held against a sampled one. */
export interface Comparison {
  /** τ: relative difference up to which theory and sampling count as equal. */
  readonly tolerance: number;
  /** z: how many combined errors a decision must be clear of τ. */
  readonly standardErrors: number;
}

const closures: readonly Source[] = ['source-only', 'g-only', 'exact', 'path'];
const quantities = ['K0', 'V4', 'K1'] as const;
/** Quantities whose components are pairs of pairs of inputs. */
const pairwise: ReadonlySet<string> = new Set(['V4', ...residualQuantities]);

/**
 * One verdict per closure, quantity and chosen component at depth time `t`; one for K0, which all closures share. Closures with the
 * published quadrature come first and count as closures of their own.
 *
 * Decided by `decide` for e = |theory − sampled| / scale and s its error (standard error and the theory's own error, combined),
 * where the scale is the quantity's largest sampled component.
 * @param nodes of the published quadrature, for its name
 */
export function kernelVerdicts(
  rows: readonly SeriesRow[],
  t: number,
  comparison: Comparison,
  nodes?: number,
): Verdict[] {
  const verdicts: Verdict[] = [];
  const atDepth = rows.filter((row) => row.t === t);
  for (const quantity of quantities) {
    const own = atDepth.filter((row) => row.quantity === quantity);
    const among = (sources: readonly Source[]) => {
      const present = sources.filter((source) => own.some((row) => row.source === source));
      return quantity === 'K0' ? present.slice(-1) : present;
    };
    const compared = [...among(publishedSources), ...among(closures)];
    const scale = Math.max(...own.filter((row) => row.source === 'sampled').map((row) => Math.abs(row.value)));
    for (const component of headlineComponents(quantity)) {
      const sampled = own.find((row) => row.component === component && row.source === 'sampled');
      if (!sampled) continue;
      for (const closure of compared) {
        const theory = own.find((row) => row.component === component && row.source === closure);
        if (theory) verdicts.push(verdict(theory, sampled, scale, comparison, labelOf(theory, nodes)));
      }
    }
  }
  return [...verdicts, ...stochasticClosureVerdicts(atDepth, comparison)];
}

/**
 * Where the G-only closure was sampled as it stands, its error in two parts, for V4 and K1: of `g-only` theory against it,
 * which is the truncation of the 1/n expansion, and of it against the networks, which is the closure itself. The scale is
 * the largest component of what is compared with.
 */
function stochasticClosureVerdicts(rows: readonly SeriesRow[], comparison: Comparison): Verdict[] {
  const compare = (quantity: string, theory: Source, sampled: Source, subject: string, object: string) => {
    const own = rows.filter((row) => row.quantity === quantity);
    const references = own.filter((row) => row.source === sampled);
    const scale = Math.max(...references.map((row) => Math.abs(row.value)));
    return headlineComponents(quantity).flatMap((component) => {
      const first = own.find((row) => row.component === component && row.source === theory);
      const second = references.find((row) => row.component === component);
      return first && second ? [verdict(first, second, scale, comparison, subject, object)] : [];
    });
  };
  return (['V4', 'K1'] as const).flatMap((quantity) => [
    ...compare(quantity, 'g-only', 'g-only-stochastic', truncationSubject, 'the G-only stochastic closure'),
    ...compare(quantity, 'g-only-stochastic', 'sampled', 'G-only stochastic closure', 'the sampled one'),
  ]);
}

const truncationSubject = 'g-only (perturbation theory of its own closure)';

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
        outcome: decide(statistic, error, tolerance, standardErrors),
        detail: `U1[0,0](0) off by ${formatPercent(statistic)} ± ${formatPercent(error)} of the largest sampled |U1[0,0]|; decided at ${standardErrors} combined errors`,
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
  subject: string,
  object = 'the sampled one',
): Verdict {
  const error = combinedError(theory.error, sampled.error) / scale;
  const statistic = Math.abs(theory.value - sampled.value) / scale;
  const { quantity, component, t } = theory;
  return {
    claim: `${subject}: ${quantity}[${component}] at t = ${t} is within ${formatPercent(tolerance)} of ${object}`,
    statistic,
    threshold: tolerance,
    outcome: decide(statistic, error, tolerance, standardErrors),
    detail: `difference ${formatPercent(statistic)} ± ${formatPercent(error)} of the largest |${quantity}|; decided at ${standardErrors} combined errors`,
    compared: comparedOf(theory, sampled),
  };
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

function labelOf({ quantity, source }: SeriesRow, nodes: number | undefined): string {
  const published = publishedSources.find((one) => one === source);
  const label = quantity === 'K0' ? 'theory' : source.replace(/^published-/, '');
  return published === undefined ? label : `${label}, ${quadratureLabel(nodes)}`;
}
