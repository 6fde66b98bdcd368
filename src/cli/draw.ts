import { renderFigures } from '../figure/render.ts';
import { reportHtml } from '../figure/report.ts';
import type { FigureFiles, Summary } from '../record/contents.ts';
import { svgToPng } from '../record/png.ts';
import type { Presentation } from '../study/presentation.ts';

export interface DrawInput {
  readonly summary: Pick<Summary, 'name' | 'kind' | 'digest' | 'verdicts' | 'notes'>;
  readonly version: string;
}

/** Figures and report of a record, fresh or read back. */
export async function drawRecord(
  { purpose, sections, figures: specs, tables, methods }: Presentation,
  { summary, version }: DrawInput,
): Promise<{ figures: readonly FigureFiles[]; report: string }> {
  const figures = await renderFigures(specs, svgToPng);
  const { name, kind, digest, verdicts, notes } = summary;
  const words = { purpose, verdicts, sections, notes, methods };
  const report = reportHtml({ name, kind, digest, version, figures, tables, ...words });
  return { figures, report };
}
