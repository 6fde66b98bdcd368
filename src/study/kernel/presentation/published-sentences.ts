import { formatNumber, formatPercent, formatWithError } from '../../../figure/format.ts';
import { combinedError, decide } from '../../../record/series.ts';
import { quadratureLabel } from '../published-label.ts';
import type { Comparison } from '../verdicts.ts';
import { formatDifference, type PublishedComparison, printedText, roundsTo } from './published-comparison.ts';

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
 * Whether a disagreement of closure and sampling that was published, beyond τ of the published sampled value, is one of the
 * converged closure and the networks sampled here too, by the rule of the verdicts.
 */
export function conclusionSentences(comparisons: readonly PublishedComparison[], comparison: Comparison): string[] {
  const limit = formatPercent(comparison.tolerance);
  const words = {
    holds: `does not survive converged averages: the converged closure agrees with sampling within ${limit}`,
    fails: `survives converged averages: the converged closure disagrees with sampling by more than ${limit}`,
    inconclusive: `is undecided: more networks would tell whether the converged closure agrees with sampling within ${limit}`,
  };
  return comparisons.flatMap((one) => {
    const outcome = convergedOutcome(one, comparison);
    const { theory, sampled } = one.published;
    if (outcome === undefined || theory === undefined || sampled === undefined) return [];
    const difference = Math.abs(Number(theory) - Number(sampled));
    if (difference <= comparison.tolerance * Math.abs(Number(sampled))) {
      if (outcome !== 'fails') return [];
      return [
        `${one.name}: published theory and sampling agree within ${limit}; the converged closure and sampling do not.`,
      ];
    }
    const share = Number(sampled) === 0 ? '' : ` (by ${formatPercent(difference / Math.abs(Number(sampled)))})`;
    return [
      `${one.name}: the published disagreement of theory, ${printedText(theory)}, and sampling, ${printedText(sampled)}${share}, ${words[outcome]}.`,
    ];
  });
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
        `${width} × (${formatNumber(recomputed.value, 6)} − ${formatNumber(converged.value, 6)}) = ${formatDifference(shift, 0)}. If so, the published ${printed} is ` +
        `${formatWithError(Number(published.sampled) + shift, error)} against the converged K0.${here}`,
    ];
  });
}

/** The verdict on the converged closure, as in the table of verdicts. */
function convergedOutcome({ converged, sampled, scale }: PublishedComparison, comparison: Comparison) {
  if (converged === undefined || sampled === undefined) return undefined;
  const error = combinedError(converged.error, sampled.error);
  const difference = Math.abs(converged.value - sampled.value);
  return decide(difference, error, comparison.tolerance * scale, comparison.standardErrors);
}
