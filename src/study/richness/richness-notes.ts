import { formatNumber } from '../../figure/format.ts';
import { type ClassLabels, classColumnsOf } from './class-labels.ts';
import type { PointResult } from './measure-point.ts';
import { pointName } from './points.ts';
import type { RichnessScenario } from './richness-scenario.ts';

/** Biases below this are rounding. */
const leastBias = 1e-6;

/** What a reader must know beside the numbers. */
export function richnessNotes(
  results: readonly PointResult[],
  { checkpoints, initial, rows }: RichnessScenario,
  labels: ClassLabels | null,
): string[] {
  const notes: string[] = [];
  const several = results.filter(({ measures }) => measures).length > 1;
  for (const { point, measures } of results) {
    if (!measures) continue;
    const where = several ? `${pointName(point)}: ` : '';
    const { rank } = measures.richness;
    const columns = point.outputs!.shape[1];
    if (rank < columns)
      notes.push(`${where}the outputs have rank ${rank} of ${columns}: D_LR is of the functions that they span.`);
    const { value, bias, standardError } = measures.richness;
    if (Math.abs(bias) > Math.max(standardError, leastBias))
      notes.push(
        `${where}D_LR = ${formatNumber(value, 4)} is biased by about ${formatNumber(bias, 2)}, more than its standard error: outputs that know nothing of the features explain a part rank/rows of them. More rows make it less.`,
      );
    for (const warning of new Set([...measures.warnings, ...measures.richness.warnings])) notes.push(where + warning);
  }
  const [{ features, outputs }] = checkpoints as [RichnessScenario['checkpoints'][number]];
  if (rows < features.shape[0]) notes.push(`${rows} of ${features.shape[0]} rows are used, chosen at random.`);
  if (labels && !classColumnsOf(labels, outputs.shape[1]))
    notes.push('No accuracy: labels do not number the columns of the outputs from 0 on.');
  if (!initial && checkpoints.length > 1)
    notes.push(`S_init compares with step ${checkpoints[0]!.step}, the first there is.`);
  return notes;
}
