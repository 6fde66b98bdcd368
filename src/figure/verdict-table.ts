import type { Verdict } from '../record/series.ts';
import { escapeMarkup } from './escape.ts';
import { formatErrors, formatWithError } from './format.ts';

const outcomeMarks = { holds: '✓', fails: '✗', inconclusive: '?' } as const;
const columns = ['Claim', 'Theory', 'Sampled', 'Difference / standard error', 'Verdict'] as const;

/**
 * The verdicts as a section: counts, then theory, sampled, difference and outcome of every claim. On a narrow page each
 * row becomes a block of its own; explicit roles keep it a table for screen readers.
 */
export function verdictSection(verdicts: readonly Verdict[]): string {
  return `<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts</h2>\n${content(verdicts)}\n</section>`;
}

function content(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return '<p>Nothing was decided: that takes both theory and sampled networks.</p>';
  const count = (outcome: Verdict['outcome']) => verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const head = columns.map((column) => `<th role="columnheader" scope="col">${column}</th>`).join('');
  return `<p>Claims: ${verdicts.length}. Holding: ${count('holds')}, failing: ${count('fails')}, inconclusive: ${count('inconclusive')}.</p>
<table role="table" class="verdicts"><caption>Theory against sampled networks, one claim per row; ± is one standard error or the estimated error</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">
${verdicts.map(verdictRow).join('\n')}
</tbody></table>`;
}

function verdictRow({ claim, detail, outcome, compared }: Verdict): string {
  const numbers = compared
    ? [
        formatWithError(compared.theoryValue, compared.theoryError),
        formatWithError(compared.sampledValue, compared.sampledError),
        formatErrors(compared.standardErrors),
      ]
    : ['–', '–', '–'];
  const mark = `<span class="outcome ${outcome}"><span aria-hidden="true">${outcomeMarks[outcome]}</span> ${outcome}</span>`;
  const cells = [...numbers.map(escapeMarkup), mark].map(
    (cell, i) => `<td role="cell" data-column="${columns[i + 1]}">${cell}</td>`,
  );
  return `<tr role="row"><th role="rowheader" scope="row">${escapeMarkup(claim)}<span class="detail">${escapeMarkup(detail)}</span></th>${cells.join('')}</tr>`;
}
