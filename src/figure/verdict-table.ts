import type { Verdict } from '../record/series.ts';
import { escapeMarkup } from './escape.ts';
import { formatErrors, formatNumber, formatWithError } from './format.ts';

const outcomeMarks = { holds: '✓', fails: '✗', inconclusive: '?' } as const;

/** Columns between the claim and the verdict. */
interface VerdictColumns {
  readonly caption: string;
  readonly titles: readonly string[];
  readonly numbers: (verdict: Verdict) => readonly string[];
}

const comparedColumns: VerdictColumns = {
  caption: 'Theory against sampled networks, one claim per row; ± is one standard error or the estimated error',
  titles: ['Theory', 'Sampled', 'Difference / standard error'],
  numbers: ({ compared }) =>
    compared
      ? [
          formatWithError(compared.theoryValue, compared.theoryError),
          formatWithError(compared.sampledValue, compared.sampledError),
          formatErrors(compared.standardErrors),
        ]
      : ['–', '–', '–'],
};

const statisticColumns: VerdictColumns = {
  caption: 'One claim per row, with the number that decides it and the number that it is held against',
  titles: ['Statistic', 'Threshold'],
  numbers: ({ statistic, threshold }) => [formatNumber(statistic, 3), formatNumber(threshold, 3)],
};

/**
 * The verdicts as a section: counts, then one row per claim with its numbers and outcome: theory beside sampled networks
 * where any claim compares the two, the statistic and its threshold otherwise. On a narrow page each row becomes a block of
 * its own; explicit roles keep it a table for screen readers.
 */
export function verdictSection(verdicts: readonly Verdict[]): string {
  return `<section aria-labelledby="verdicts"><h2 id="verdicts">Verdicts</h2>\n${content(verdicts)}\n</section>`;
}

function content(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0)
    return '<p>Nothing was decided: that takes a claim, of theory beside sampled networks or of an expected number.</p>';
  const columns = verdicts.some(({ compared }) => compared) ? comparedColumns : statisticColumns;
  const count = (outcome: Verdict['outcome']) => verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const head = ['Claim', ...columns.titles, 'Verdict']
    .map((column) => `<th role="columnheader" scope="col">${column}</th>`)
    .join('');
  return `<p>Claims: ${verdicts.length}. Holding: ${count('holds')}, failing: ${count('fails')}, inconclusive: ${count('inconclusive')}.</p>
<table role="table" class="verdicts"><caption>${columns.caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">
${verdicts.map((verdict) => verdictRow(verdict, columns)).join('\n')}
</tbody></table>`;
}

function verdictRow(verdict: Verdict, { titles, numbers }: VerdictColumns): string {
  const { claim, detail, outcome } = verdict;
  const mark = `<span class="outcome ${outcome}"><span aria-hidden="true">${outcomeMarks[outcome]}</span> ${outcome}</span>`;
  const cells = [...numbers(verdict).map(escapeMarkup), mark].map(
    (cell, i) => `<td role="cell" data-column="${titles[i] ?? 'Verdict'}">${cell}</td>`,
  );
  return `<tr role="row"><th role="rowheader" scope="row">${escapeMarkup(claim)}<span class="detail">${escapeMarkup(detail)}</span></th>${cells.join('')}</tr>`;
}
