import { formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { ReportSection } from '../../../figure/report.ts';
import type { SeriesRow } from '../../../record/series.ts';
import { quadratureLabel } from '../published-label.ts';
import type { KernelScenario } from '../scenario.ts';
import { closureLabels } from './panels.ts';
import { type PublishedComparison, publishedClosure, publishedComparisons } from './published-comparison.ts';
import {
  conclusionSentences,
  divisionSentences,
  printedText,
  referenceSentences,
  reproductionSentences,
} from './published-sentences.ts';

/** The numbers of a paper beside the same ones re-computed, converged and sampled; no section where none were given. */
export function publishedSections(scenario: KernelScenario, rows: readonly SeriesRow[]): ReportSection[] {
  const { published, compare, theory } = scenario;
  if (published === undefined) return [];
  const comparisons = publishedComparisons(scenario, rows);
  const nodes = theory?.average?.gaussHermite;
  return [
    {
      title: 'Published, re-computed, converged, sampled',
      introduction: `Published: ${published.source}. Percentages are of the value sampled here, or of the published one at another width.`,
      tables: [comparisonTable(comparisons, closureLabels[publishedClosure(rows)], nodes)],
      sentences: [
        ...reproductionSentences(comparisons, nodes),
        ...conclusionSentences(comparisons, compare),
        ...divisionSentences(comparisons, compare),
        ...referenceSentences(comparisons),
        ...comparisons.flatMap(({ name, published: { note } }) => (note === undefined ? [] : [`${name}: ${note}`])),
      ],
    },
  ];
}

function comparisonTable(
  comparisons: readonly PublishedComparison[],
  closure: string,
  nodes: number | undefined,
): ReportTable {
  const cell = (row: SeriesRow | undefined) => (row ? formatWithError(row.value, row.error) : '–');
  return {
    caption: 'Published values beside their counterparts; ± is one standard error or the estimated error',
    columns: [
      'Quantity',
      'Published theory',
      `Re-computed: ${closure}, ${quadratureLabel(nodes)}`,
      `Converged: ${closure}`,
      closureLabels.exact[0]!.toUpperCase() + closureLabels.exact.slice(1),
      'Published sampling',
      'Sampled here',
    ],
    rows: comparisons.map(({ name, published, recomputed, converged, exact, sampled }) => [
      name,
      published.theory === undefined ? '–' : printedText(published.theory),
      cell(recomputed),
      cell(converged),
      cell(exact),
      publishedSampling(published),
      cell(sampled),
    ]),
  };
}

function publishedSampling({ sampled, sampledError }: PublishedComparison['published']): string {
  if (sampled === undefined) return '–';
  return sampledError === undefined ? printedText(sampled) : `${printedText(sampled)} ± ${sampledError}`;
}
