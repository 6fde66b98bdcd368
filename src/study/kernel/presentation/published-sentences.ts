import { formatNumber, formatWithError } from '../../../figure/format.ts';
import { combinedError } from '../../../record/series.ts';
import { quadratureLabel } from '../published-label.ts';
import { type Comparison, decide } from '../verdicts.ts';
import { type PublishedComparison, roundsTo } from './published-comparison.ts';

/** How many standard errors a sampled value must be from zero to be a unit for others. */
const clearOfZero = 3;

/** A number as the paper prints it. */
export function printedText(printed: number | string): string {
  return String(printed).replace(/^-/, '−');
}

/** Whether the re-computation rounds to the printed theory values, and where it does not. */
export function reproductionSentences(
  comparisons: readonly PublishedComparison[],
  nodes: number | undefined,
): string[] {
  const checked = comparisons.flatMap(({ published: { theory }, recomputed, name }) =>
    theory === undefined || recomputed === undefined ? [] : [{ name, theory, value: recomputed.value }],
  );
  if (checked.length === 0) return [];
  const missed = checked.filter(({ value, theory }) => !roundsTo(value, theory));
  const count = `${checked.length - missed.length} of ${checked.length} published theory values`;
  const list = missed.map(
    ({ name, theory, value }) => `${name}, printed ${printedText(theory)}, re-computed ${formatNumber(value, 6)}`,
  );
  const rest = missed.length === 0 ? '' : ` Not reproduced: ${list.join('; ')}.`;
  return [
    `The re-computation with the ${quadratureLabel(nodes)} reproduces ${count} to the last printed digit.${rest}`,
  ];
}

/**
 * How published theory − published sampling divides into quadrature and closure, and whether a disagreement that was
 * published is one of the converged closure too: one sentence or more per value.
 */
export function divisionSentences(comparisons: readonly PublishedComparison[], comparison: Comparison): string[] {
  return comparisons.flatMap((one) => {
    const { published, name, recomputed, converged, sampled } = one;
    if (published.theory === undefined || published.sampled === undefined || !recomputed || !converged) return [];
    const difference = Number(published.theory) - Number(published.sampled);
    const quadrature = recomputed.value - converged.value;
    const unit = unitOf(one);
    const opening = `${name}: published theory − published sampling = ${signed(difference, unit)}`;
    const quadratureText = `quadrature (re-computed − converged) ${signed(quadrature, unit)}`;
    if (sampled === undefined) return [`${opening}, of which ${quadratureText}.`];
    const closure = converged.value - sampled.value;
    const rest = difference - quadrature - closure;
    const restText = `the rest (sampled here − published sampling, digits not printed) ${signed(rest, unit)}`;
    const parts = [quadratureText, `closure (converged − sampled here) ${signed(closure, unit)}`, restText];
    return [`${opening}; this is ${parts.join(', ')}. ${survival(one, comparison)}`];
  });
}

/** Which published disagreements are left once the averages are converged. */
export function conclusionSentences(comparisons: readonly PublishedComparison[], comparison: Comparison): string[] {
  const disagreements = comparisons.flatMap((one) => {
    const outcome = disagrees(one, comparison) ? convergedOutcome(one, comparison) : undefined;
    return outcome === undefined ? [] : [{ name: one.name, outcome }];
  });
  if (disagreements.length === 0) return [];
  const named = (wanted: string) =>
    disagreements
      .filter(({ outcome }) => outcome === wanted)
      .map(({ name }) => name)
      .join('; ') || 'none';
  return [
    `Published disagreements between closure and sampling that survive converged averages: ${named('fails')}. ` +
      `That do not: ${named('holds')}. Undecided: ${named('inconclusive')}.`,
  ];
}

/** K1 is the shift against a K0: what is left of a published one when that K0 is converged. */
export function referenceSentences(comparisons: readonly PublishedComparison[]): string[] {
  return comparisons.flatMap(({ published, name, width, sampled, background }) => {
    const { recomputed, converged } = background;
    if (published.quantity !== 'K1' || published.sampled === undefined || !recomputed || !converged) return [];
    const shift = width * (recomputed.value - converged.value);
    const error = published.sampledError ?? 0;
    const printed = `${printedText(published.sampled)}${published.sampledError === undefined ? '' : ` ± ${published.sampledError}`}`;
    const here = sampled ? ` Sampled here: ${formatWithError(sampled.value, sampled.error)}.` : '';
    return [
      `${name}: a sampled n (E[G] − K0) whose K0 comes from the published quadrature lacks n (K0 published − K0 converged) = ` +
        `${width} × (${formatNumber(recomputed.value, 6)} − ${formatNumber(converged.value, 6)}) = ${signed(shift, 0)}. If so, the published ${printed} is ` +
        `${formatWithError(Number(published.sampled) + shift, error)} against the converged K0.${here}`,
    ];
  });
}

function survival(one: PublishedComparison, comparison: Comparison): string {
  const outcome = convergedOutcome(one, comparison);
  const limit = formatPercent(comparison.tolerance);
  const words = {
    holds: `the converged closure agrees with sampling within ${limit}`,
    fails: `the converged closure disagrees with sampling by more than ${limit}`,
    inconclusive: `whether the converged closure agrees with sampling within ${limit} is not decided`,
  };
  if (outcome === undefined) return '';
  const verdict = words[outcome];
  if (!disagrees(one, comparison)) return `Published theory and sampling agree within ${limit}; ${verdict}.`;
  const consequence = { holds: 'does not survive', fails: 'survives', inconclusive: 'is undecided' }[outcome];
  const { theory, sampled } = one.published;
  const share = Math.abs(Number(theory) / Number(sampled) - 1);
  const size = Number.isFinite(share) ? ` of ${formatPercent(share)} of the published sampled value` : '';
  return `The published disagreement${size} ${consequence}: ${verdict}.`;
}

/** Whether the printed numbers differ by more than τ of the sampled one. */
function disagrees({ published: { theory, sampled } }: PublishedComparison, { tolerance }: Comparison): boolean {
  if (theory === undefined || sampled === undefined) return false;
  return Math.abs(Number(theory) - Number(sampled)) > tolerance * Math.abs(Number(sampled));
}

/** The verdict on the converged closure, as in the table of verdicts. */
function convergedOutcome({ converged, sampled, scale }: PublishedComparison, comparison: Comparison) {
  if (converged === undefined || sampled === undefined) return undefined;
  const error = combinedError(converged.error, sampled.error);
  const difference = Math.abs(converged.value - sampled.value);
  return decide(difference, error, comparison.tolerance * scale, comparison.standardErrors);
}

/** What percentages are of: the value sampled here, else the published one; 0 where that is zero within its error. */
function unitOf({ published: { sampled: printed }, sampled }: PublishedComparison): number {
  if (sampled === undefined) return Math.abs(Number(printed));
  return Math.abs(sampled.value) > Math.max(clearOfZero * sampled.error, 1e-12) ? Math.abs(sampled.value) : 0;
}

/** A difference with its sign, and in percent of `unit` where there is one. */
function signed(difference: number, unit: number): string {
  const text = `${difference < 0 ? '' : '+'}${formatNumber(difference, 3)}`;
  if (unit === 0) return text;
  const percent = (100 * difference) / unit;
  return `${text} (${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %)`;
}

function formatPercent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(2))} %`;
}
