import type { ReportSection } from '../../../figure/report.ts';
import type { SeriesRow } from '../../../record/series.ts';
import type { KernelScenario } from '../kernel-scenario.ts';
import { publishedClosure, publishedComparisons } from './published-comparison.ts';
import { conclusionSentences, referenceSentences, reproductionSentences } from './published-sentences.ts';
import { divisionTable, valuesTable } from './published-tables.ts';

/** The numbers of a paper beside the same ones re-computed, converged and sampled; no section where none were given. */
export function publishedSections(scenario: KernelScenario, rows: readonly SeriesRow[]): ReportSection[] {
  const { published, compare, theory } = scenario;
  if (published === undefined) return [];
  const comparisons = publishedComparisons(scenario, rows);
  const nodes = theory?.average?.gaussHermite;
  return [
    {
      title: 'Published, re-computed, converged, sampled',
      introduction: `Published: ${published.source}.`,
      tables: [valuesTable(comparisons, publishedClosure(rows), nodes), ...divisionTable(comparisons)],
      sentences: [
        ...reproductionSentences(comparisons, nodes),
        ...conclusionSentences(comparisons, compare),
        ...referenceSentences(comparisons),
        ...comparisons.flatMap(({ name, published: { note } }) => (note === undefined ? [] : [`${name}: ${note}.`])),
      ],
    },
  ];
}
