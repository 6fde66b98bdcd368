import type { ReportTable } from '../figure/markup.ts';
import type { FigureTables, MethodSection, ReportSection } from '../figure/report.ts';
import type { FigureSpec } from '../figure/spec.ts';
import type { Json } from '../record/json.ts';
import type { NpyArray } from '../record/npy.ts';
import type { SeriesRow } from '../record/series.ts';

/** What figures and report are drawn from: the parts of a record, fresh or read back. */
export interface PresentationInput {
  /** The resolved scenario. */
  readonly scenario: Json;
  readonly rows: readonly SeriesRow[];
  readonly provenance: Readonly<Record<string, Json>>;
  /** What `arrays.npz` holds. */
  readonly arrays: ReadonlyMap<string, NpyArray>;
}

/** A record's face: figures, the numbers under them, and how they were made. */
export interface Presentation {
  readonly purpose: string;
  /** What stands between verdicts and figures. */
  readonly sections: readonly ReportSection[];
  readonly figures: readonly FigureSpec[];
  readonly tables: readonly FigureTables[];
  readonly methods: readonly MethodSection[];
  /** The answer in one table, for the terminal; absent where the verdicts say it all. */
  readonly headline?: ReportTable;
}
