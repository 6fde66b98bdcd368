import { join } from 'node:path';
import type { ReportTable } from '../figure/markup.ts';
import type { Summary } from '../record/contents.ts';
import { printable } from '../record/harmless.ts';
import { textTable } from './text-table.ts';
import { verdictList, verdictTable } from './verdict-table.ts';

/** What a run prints: verdicts, the study's own table, notes, where the record is. */
export function outcomeText(
  summary: Pick<Summary, 'name' | 'kind' | 'digest' | 'verdicts' | 'notes'>,
  headline: ReportTable | undefined,
  folder: string,
  how: string,
): string {
  const { name, kind, digest, verdicts, notes } = summary;
  const parts = [printable(`${name}  (${kind}, digest ${digest.slice(0, 12)}, ${how})`), ''];
  const colour = process.stdout.isTTY === true;
  if (verdicts.some(({ compared }) => compared)) parts.push(verdictTable(verdicts, colour), '');
  if (verdicts.some(({ compared }) => !compared)) parts.push(verdictList(verdicts, colour), '');
  if (headline) parts.push(printable(headline.caption), '', textTable(headline.columns, headline.rows), '');
  for (const note of notes) parts.push(printable(`note: ${note}`));
  if (notes.length > 0) parts.push('');
  parts.push(printable(`record  ${folder}`), printable(`report  ${join(folder, 'report.html')}`), '');
  return parts.join('\n');
}
