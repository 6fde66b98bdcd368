import { renderFigures } from '../figure/render.ts';
import { reportHtml } from '../figure/report.ts';
import type { FigureFiles, Summary } from '../record/contents.ts';
import type { Json } from '../record/json.ts';
import { svgToPng } from '../record/png.ts';
import type { Presentation, PresentationInput } from '../study/presentation.ts';

export interface DrawInput {
  readonly scenario: Json;
  readonly summary: Pick<Summary, 'name' | 'kind' | 'digest' | 'quantities' | 'verdicts' | 'notes'>;
  readonly provenance: Readonly<Record<string, Json>>;
  readonly version: string;
}

/** Figures and report of a record, fresh or read back. */
export async function drawRecord(
  study: { present(input: PresentationInput): Presentation },
  { scenario, summary, provenance, version }: DrawInput,
): Promise<{ figures: readonly FigureFiles[]; report: string }> {
  const {
    purpose,
    sections,
    figures: specs,
    tables,
    methods,
  } = study.present({ scenario, rows: summary.quantities, provenance });
  const figures = await renderFigures(specs, svgToPng);
  const { name, kind, digest, verdicts, notes } = summary;
  const words = { purpose, verdicts, sections, notes, methods };
  const report = reportHtml({ name, kind, digest, version, figures, tables, ...words });
  return { figures, report };
}
